// SPDX-License-Identifier: GPL-2.0-only
/*
 * How do two events meet?  One processor completes the commands of a batch, in the
 * driver; the other does what else ends them.
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <uapi/ucmd.h>
#include <unistd.h>

#include "client.h"

/* Of commands that have one: long enough to submit all of a batch. */
#define DEADLINE_MS	8

static int ctl, device;
static unsigned int patience_s;
static struct io_uring rings[RINGS];

static void __attribute__((noreturn)) broken(const char *what)
{
	printf("not ok - %s: %m\n", what);
	fflush(stdout);
	_exit(1);
}

/* ------------------------------------------------------------------------
 * Time
 */

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void sleep_us(unsigned int us)
{
	struct timespec time = { .tv_nsec = us * 1000L };

	clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
}

/* Not in the way of the kernel's workers, who call .cancel. */
static void stay_on(unsigned int cpu)
{
	struct sched_param param = { };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		broken("a second processor");
	if (sched_setscheduler(0, SCHED_IDLE, &param))
		broken("lowest priority");
}

/* What the kernel does for a ring or a device that goes: not where commands are completed. */
static void keep_workers_on_first(void)
{
	int fd = open("/sys/devices/virtual/workqueue/cpumask", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		broken("keeping workers on one processor");
	close(fd);
}

/* ------------------------------------------------------------------------
 * The one side
 */

static struct {
	sem_t go, done;
	int error;
} gun;

static void *gun_run(void *arg)
{
	(void)arg;
	stay_on(1);
	for (;;) {
		while (sem_wait(&gun.go))
			;
		gun.error = ioctl(ctl, RACE_CTL_FIRE) ? errno : 0;
		sem_post(&gun.done);
	}
	return NULL;
}

static void gun_await(void)
{
	while (sem_wait(&gun.done))
		;
	errno = gun.error;
	if (gun.error)
		broken("completing a batch");
}

/* ------------------------------------------------------------------------
 * Commands
 */

static uint64_t tag_of(const struct batch *batch, unsigned int i)
{
	return (uint64_t)batch->number << 16 | i;
}

static void ring_open(struct io_uring *ring, unsigned int setup)
{
	int err = io_uring_queue_init(RACE_MAX, ring, setup);

	errno = -err;
	if (err)
		broken("io_uring_setup(2)");
}

static void submit(struct io_uring *ring, const struct batch *batch)
{
	unsigned int i;

	for (i = 0; i < batch->pair->n; i++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
		struct race_args args = { .index = i };

		if (!sqe)
			broken("an entry for each command");
		memset(sqe, 0, sizeof(*sqe));
		sqe->opcode = IORING_OP_URING_CMD;
		sqe->fd = device;
		sqe->cmd_op = batch->pair->op;
		sqe->user_data = tag_of(batch, i);
		sqe->len = batch->pair->other == DEADLINE ? DEADLINE_MS : 0;
		memcpy((char *)sqe + offsetof(struct io_uring_sqe, cmd), &args, sizeof(args));
	}
	if (io_uring_submit(ring) != (int)batch->pair->n)
		broken("submitting a batch");
}

static void note_cqe(struct batch *batch, const struct io_uring_cqe *cqe)
{
	unsigned int i = cqe->user_data & 0xffff;

	if (i >= batch->pair->n || cqe->user_data != tag_of(batch, i)) {
		printf("# a completion of nothing: tag %#llx, result %d\n",
		       (unsigned long long)cqe->user_data, cqe->res);
		errno = EPROTO;
		broken("every completion is of a command");
	}
	batch->seen[i]++;
	batch->res[i] = cqe->res;
}

static void reap(struct io_uring *ring, struct batch *batch)
{
	int64_t end = now_ns() + patience_s * 1000000000LL;
	struct __kernel_timespec timeout = { .tv_nsec = 10000000 };
	struct io_uring_cqe *cqe;
	unsigned int n = 0;

	while (n < batch->pair->n && now_ns() < end) {
		if (io_uring_wait_cqe_timeout(ring, &cqe, &timeout))
			continue;
		do {
			note_cqe(batch, cqe);
			io_uring_cqe_seen(ring, cqe);
			n++;
		} while (!io_uring_peek_cqe(ring, &cqe));
	}
}

/* ------------------------------------------------------------------------
 * The other side
 */

static void meet_cancel(struct batch *batch, struct io_uring *ring)
{
	unsigned int i;

	submit(ring, batch);
	for (i = 0; i < batch->pair->n; i++) {
		struct ucmd_cancel cancel = {
			.tag = tag_of(batch, i),
			.flags = UCMD_CANCEL_TAG,
		};
		int ret = ioctl(device, UCMD_CANCEL, &cancel);

		batch->answer[i] = ret < 0 ? -errno : ret;
	}
	gun_await();
	reap(ring, batch);
}

/* Does not sleep: the timers of an idle processor are run by another one. */
static void meet_deadline(struct batch *batch, struct io_uring *ring)
{
	submit(ring, batch);
	while (sem_trywait(&gun.done))
		;
	sem_post(&gun.done);
	gun_await();
	reap(ring, batch);
}

static void open_race(void)
{
	device = open("/dev/race", O_RDWR | O_CLOEXEC);
	if (device < 0)
		broken("opening the device");
}

static void meet_unregister(struct batch *batch, struct io_uring *ring)
{
	submit(ring, batch);
	if (ioctl(ctl, RACE_CTL_PULL))
		broken("unregistering");
	gun_await();
	reap(ring, batch);
	close(device);
	if (ioctl(ctl, RACE_CTL_PLUG))
		broken("registering");
	open_race();
}

/* A process with commands pending; *@ready once they are. */
static pid_t start_victim(const struct batch *batch, unsigned int setup, int *ready)
{
	struct io_uring ring;
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	ring_open(&ring, setup);
	submit(&ring, batch);
	__atomic_store_n(ready, 1, __ATOMIC_RELEASE);
	for (;;)
		pause();
}

static const unsigned int setups[RINGS] = {
	0,
	IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SINGLE_ISSUER,
	IORING_SETUP_COOP_TASKRUN,
};

static void meet_kill(struct batch *batch)
{
	static int *ready;
	pid_t pid;

	if (!ready)
		ready = mmap(NULL, sizeof(*ready), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*ready = 0;
	pid = start_victim(batch, setups[batch->number % RINGS], ready);
	while (!__atomic_load_n(ready, __ATOMIC_ACQUIRE))
		sleep_us(100);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	gun_await();
}

static void meet_close(struct batch *batch)
{
	struct io_uring ring;

	ring_open(&ring, setups[batch->number % RINGS]);
	submit(&ring, batch);
	io_uring_queue_exit(&ring);
	gun_await();
}

/* ------------------------------------------------------------------------
 * Callers of ioctl(2), whom a signal meets
 */

/**
 * struct caller - a thread
 * @index: of its command
 * @batch: in which it calls
 */
static struct caller {
	pthread_t thread;
	sem_t go, done;
	unsigned int index;
	struct batch *batch;
} callers[CALLERS];

static void *caller_run(void *arg)
{
	struct caller *caller = arg;

	stay_on(0);
	for (;;) {
		struct batch *batch;
		struct race_args args;
		int ret;

		while (sem_wait(&caller->go))
			;
		batch = caller->batch;
		args = (struct race_args){ .index = caller->index };
		ret = ioctl(device, batch->pair->op, &args);
		batch->res[caller->index] = ret < 0 ? -errno : ret;
		batch->seen[caller->index]++;
		sem_post(&caller->done);
	}
	return NULL;
}

static void read_trials(struct batch *batch)
{
	if (ioctl(ctl, RACE_CTL_READ, &batch->trials))
		broken("reading the driver's notes");
}

static void await_callers(struct batch *batch)
{
	unsigned int i = 0;

	while (i < batch->pair->n) {
		sleep_us(100);
		read_trials(batch);
		while (i < batch->pair->n && batch->trials.trial[i].started)
			i++;
	}
}

static void meet_signal(struct batch *batch)
{
	unsigned int i, n = batch->pair->n;

	for (i = 0; i < n; i++) {
		callers[i].batch = batch;
		sem_post(&callers[i].go);
	}
	await_callers(batch);
	for (i = 0; i < n; i++)
		pthread_kill(callers[i].thread, SIGUSR1);
	gun_await();
	for (i = 0; i < n; i++)
		while (sem_wait(&callers[i].done))
			;
}

/* ------------------------------------------------------------------------
 * A batch
 */

/* .finish may run after all that the program sees, and so may the end of the other event. */
static void await_ends(struct batch *batch)
{
	int64_t end = now_ns() + patience_s * 1000000000LL;
	unsigned int i = 0;

	for (;;) {
		read_trials(batch);
		while (i < batch->pair->n && batch->trials.trial[i].finishes &&
		       batch->trials.trial[i].ended)
			i++;
		if (i == batch->pair->n || now_ns() > end)
			return;
		sleep_us(200);
	}
}

void meet(struct batch *batch)
{
	struct io_uring *ring = &rings[batch->number % RINGS];

	batch->aim.n = batch->pair->n;
	batch->aim.where = batch->pair->where;
	batch->aim.back = batch->pair->back;
	if (ioctl(ctl, RACE_CTL_AIM, &batch->aim))
		broken("beginning a batch");
	sem_post(&gun.go);
	switch (batch->pair->other) {
	case CANCEL:
		meet_cancel(batch, ring);
		break;
	case DEADLINE:
		meet_deadline(batch, ring);
		break;
	case UNREGISTER:
		meet_unregister(batch, ring);
		break;
	case KILL:
		meet_kill(batch);
		break;
	case CLOSE:
		meet_close(batch);
		break;
	case SIGNAL:
		meet_signal(batch);
		break;
	}
	await_ends(batch);
}

static void ignore(int number)
{
	(void)number;
}

void meet_prepare(unsigned int patience)
{
	struct sigaction action = { .sa_handler = ignore };
	pthread_t thread;
	unsigned int i;

	patience_s = patience;
	sigaction(SIGUSR1, &action, NULL);
	ctl = open("/dev/race_ctl", O_RDWR | O_CLOEXEC);
	if (ctl < 0)
		broken("opening the control node");
	open_race();
	keep_workers_on_first();
	stay_on(0);
	for (i = 0; i < RINGS; i++)
		ring_open(&rings[i], setups[i]);
	sem_init(&gun.go, 0, 0);
	sem_init(&gun.done, 0, 0);
	if (pthread_create(&thread, NULL, gun_run, NULL))
		broken("a thread");
	for (i = 0; i < CALLERS; i++) {
		callers[i].index = i;
		sem_init(&callers[i].go, 0, 0);
		sem_init(&callers[i].done, 0, 0);
		if (pthread_create(&callers[i].thread, NULL, caller_run, &callers[i]))
			broken("a thread");
	}
}

void meet_end(void)
{
	unsigned int i;

	for (i = 0; i < RINGS; i++)
		io_uring_queue_exit(&rings[i]);
	close(device);
	close(ctl);
}
