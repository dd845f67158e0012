// SPDX-License-Identifier: GPL-2.0-only
/* What does a process do while it is shot at?  It submits, and writes down what it sees. */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <uapi/ucmd.h>
#include <unistd.h>

#include "client.h"

/* How large the stack of a thread is. */
#define STACK_SIZE	(64 << 10)

/**
 * struct ring - one of the worker's
 * @io: liburing's; valid if @open
 * @links: the last entry links to the next; a polling thread may take the two
 *	together, also when they were submitted apart
 */
struct ring {
	struct io_uring io;
	const struct ring_plan *plan;
	struct ring_record *record;
	bool open;
	bool links;
};

/**
 * struct caller - a thread that calls ioctl(2)
 * @done: it has made all its calls
 */
struct caller {
	struct worker *worker;
	pthread_t thread;
	unsigned int calls;
	uint64_t seed;
	bool done;
};

/**
 * struct worker - this process
 * @files: open devices, or -1
 * @leaving: callers make no more calls
 * @closes_files: now and then, so that any command may come to none
 */
struct worker {
	const struct world *world;
	const struct worker_plan *plan;
	unsigned int number;
	struct worker_record *record;
	int files[CHAOS_DEVICES];
	struct ring rings[RINGS_MAX];
	struct caller callers[CALLERS_MAX];
	bool leaving;
	bool closes_files;
};

/* ------------------------------------------------------------------------
 * Time
 */

uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ULL + now.tv_nsec / 1000;
}

void sleep_us(unsigned int us)
{
	struct timespec time = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000L };

	if (us)
		clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
}

/* ------------------------------------------------------------------------
 * Which results can be?
 */

static bool op_answers_at_once(uint32_t op)
{
	return op == CHAOS_NOP || op == CHAOS_TAKE || op == CHAOS_RELEASE || op == UCMD_CANCEL;
}

/* What the op says by itself, if nothing comes in between. */
static bool own_result(const struct command *command, int res)
{
	switch (command->op) {
	case CHAOS_BARE:
		return !res;
	case CHAOS_TAKE:
	case CHAOS_RELEASE:
		return res >= 0;
	case UCMD_CANCEL:
		return res >= 0 || res == -ENOENT || res == -EALREADY;
	default:
		return res == command->res;
	}
}

/* @setup: of the ring; an ioctl can do all that any ring can. */
static bool result_can_be(const struct plan *plan, unsigned int device, unsigned int setup,
			  const struct command *command, int res)
{
	bool fits = (command->op != CHAOS_LARGE || setup & IORING_SETUP_SQE128) &&
		    (command->op != CHAOS_TWO || setup & IORING_SETUP_CQE32);

	if (own_result(command, res))
		return fits;
	switch (res) {
	case -ECANCELED:
	case -EINTR:
		return true;
	case -ENODEV:
		return plan->pulls & 1U << device;
	case -CHAOS_PURGED:
		return plan->purges & 1U << device;
	case -ETIMEDOUT:
		return command->timed;
	case -EBUSY:
		return !op_answers_at_once(command->op) && command->op != CHAOS_ROOM;
	case -EBADF:
		return command->no_file;
	case -EFAULT:
		/* the thread that linked it is gone when its turn comes */
		return command->linked;
	case -EINVAL:
		return command->op == CHAOS_LARGE && !fits;
	case -EOPNOTSUPP:
		return command->op == CHAOS_TWO && !fits;
	}
	return false;
}

static void __attribute__((format(printf, 2, 3)))
wrong(struct worker *worker, const char *format, ...)
{
	struct worker_record *record = worker->record;
	va_list args;

	if (worker->world->by_hand)
		return;
	if (__atomic_fetch_add(&record->wrong, 1, __ATOMIC_RELAXED))
		return;
	va_start(args, format);
	vsnprintf(record->fault, sizeof(record->fault), format, args);
	va_end(args);
}

/* ------------------------------------------------------------------------
 * Files
 */

/* A device that is being pulled has no node for a moment. */
static int open_device(unsigned int device)
{
	char path[] = "/dev/chaos0";
	int fd;

	path[sizeof(path) - 2] += device;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		sleep_us(2000);
		fd = open(path, O_RDWR | O_CLOEXEC);
	}
	return fd;
}

static void reopen(struct worker *worker, unsigned int device)
{
	if (worker->files[device] >= 0)
		close(worker->files[device]);
	worker->files[device] = open_device(device);
}

/* ------------------------------------------------------------------------
 * Commands
 */

/* In a hundred commands, how many are of each op? */
static const struct {
	uint32_t op;
	unsigned int percent;
} ops[] = {
	{ CHAOS_NOP, 14 },
	{ CHAOS_WAIT, 18 },
	{ CHAOS_BARE, 6 },
	{ CHAOS_HOLD, 22 },
	{ CHAOS_STUBBORN, 8 },
	{ CHAOS_SLEEP, 4 },
	{ CHAOS_ROOM, 6 },
	{ CHAOS_DUE, 6 },
	{ CHAOS_TWO, 4 },
	{ CHAOS_LARGE, 4 },
	{ CHAOS_TAKE, 4 },
	{ CHAOS_RELEASE, 2 },
	{ UCMD_CANCEL, 2 },
};

static uint32_t draw_op(struct random *random)
{
	unsigned int n = random_range(random, 0, 99);
	unsigned int i;

	for (i = 0; n >= ops[i].percent; i++)
		n -= ops[i].percent;
	return ops[i].op;
}

static uint16_t draw_flags(struct random *random, uint32_t op, uint16_t how)
{
	uint16_t flags = 0;

	if (op == CHAOS_TAKE) {
		if (random_percent(random, 30))
			flags = random_percent(random, 50) ? CHAOS_RETURN : CHAOS_KEEP;
		return flags;
	}
	if (random_percent(random, 5))
		flags |= CHAOS_SLOW;
	if (how != CHAOS_FROM_COMMAND && random_percent(random, 25))
		flags |= CHAOS_BOTH;
	return flags;
}

/* The arguments of a command, whatever its op. */
union args {
	struct chaos_large large;
	struct ucmd_cancel cancel;
};

static void draw_args(struct random *random, uint32_t op, int32_t res, uint64_t tag,
		      union args *args)
{
	struct chaos_args *chaos = &args->large.args;
	unsigned int i;

	memset(args, 0, sizeof(*args));
	if (op == UCMD_CANCEL) {
		args->cancel.flags = random_range(random, 0, 2) ? UCMD_CANCEL_TAG : UCMD_CANCEL_OP;
		if (args->cancel.flags == UCMD_CANCEL_TAG)
			args->cancel.tag = tag;
		else
			args->cancel.op = draw_op(random);
		return;
	}
	chaos->res = res;
	chaos->how = random_range(random, 0, CHAOS_FROMS - 1);
	chaos->flags = draw_flags(random, op, chaos->how);
	if (op == CHAOS_TAKE || op == CHAOS_RELEASE)
		chaos->us = random_range(random, 1, 16);
	else
		chaos->us = random_range(random, 0, random_percent(random, 10) ? 30000 : 3000);
	if (op == CHAOS_LARGE)
		for (i = 0; i < ARRAY_SIZE(args->large.more); i++)
			args->large.more[i] = ~(uint64_t)res;
}

static size_t args_size(uint32_t op)
{
	return _IOC_SIZE(op);
}

static uint32_t draw_deadline(struct random *random, uint32_t op)
{
	if (op == UCMD_CANCEL || !random_percent(random, 12))
		return 0;
	return random_range(random, 1, 12);
}

/* ------------------------------------------------------------------------
 * A ring
 */

static uint64_t ring_tag(const struct worker *worker, const struct ring *ring, unsigned int i)
{
	unsigned int number = ring - worker->rings;

	return (uint64_t)worker->world->cycle << 32 | worker->number << 24 | number << 16 | i;
}

static void ring_open(struct worker *worker, unsigned int number)
{
	struct ring *ring = &worker->rings[number];
	struct io_uring_params params = {
		.flags = worker->plan->rings[number].setup | IORING_SETUP_CQSIZE,
		.cq_entries = worker->plan->rings[number].cq_entries,
		.sq_thread_idle = 2,
	};

	ring->plan = &worker->plan->rings[number];
	ring->record = &worker->record->rings[number];
	ring->open = !io_uring_queue_init_params(ring->plan->sq_entries, &ring->io, &params);
	if (!ring->open)
		wrong(worker, "io_uring_setup(2) with flags %#x: %m", params.flags);
}

static void ring_submit(struct ring *ring)
{
	int n = io_uring_submit(&ring->io);

	/* a polling thread takes them in its own time */
	if (n > 0 && !(ring->plan->setup & IORING_SETUP_SQPOLL))
		ring->record->accepted += n;
}

static void ring_saw(struct worker *worker, struct ring *ring, const struct io_uring_cqe *cqe)
{
	unsigned int i = cqe->user_data & 0xffff;
	struct command *command = &ring->record->commands[i];

	if (cqe->user_data != ring_tag(worker, ring, i) || i >= ring->record->prepared) {
		wrong(worker, "a completion of nothing: tag %#llx, result %d",
		      (unsigned long long)cqe->user_data, cqe->res);
		return;
	}
	if (command->seen < 255)
		command->seen++;
	ring->record->reaped++;
	if (!result_can_be(worker->world->plan, ring->plan->device, ring->plan->setup, command,
			   cqe->res))
		wrong(worker, "op %u on a ring of setup %#x: result %d, its own is %d%s",
		      _IOC_NR(command->op), ring->plan->setup, cqe->res, command->res,
		      command->timed ? ", has a deadline" : "");
	if (command->op == CHAOS_TWO && cqe->res == command->res &&
	    cqe->big_cqe[0] != ~(uint64_t)command->res)
		wrong(worker, "second result %#llx with result %d",
		      (unsigned long long)cqe->big_cqe[0], cqe->res);
}

/* Reap @max completions, waiting at most @us for the first. */
static unsigned int ring_reap(struct worker *worker, struct ring *ring, unsigned int max,
			      unsigned int us)
{
	struct __kernel_timespec timeout = { .tv_nsec = us * 1000LL };
	struct io_uring_cqe *cqe;
	unsigned int n = 0;

	if (!ring->open || io_uring_wait_cqe_timeout(&ring->io, &cqe, &timeout))
		return 0;
	do {
		ring_saw(worker, ring, cqe);
		io_uring_cqe_seen(&ring->io, cqe);
		n++;
	} while (n < max && !io_uring_peek_cqe(&ring->io, &cqe));
	return n;
}

static struct io_uring_sqe *ring_sqe(struct ring *ring)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring->io);

	if (sqe)
		return sqe;
	ring_submit(ring);
	return io_uring_get_sqe(&ring->io);
}

static bool ring_prepare(struct worker *worker, struct ring *ring, struct random *random)
{
	bool link = random_percent(random, 3);
	unsigned int i = ring->record->prepared;
	struct command *command = &ring->record->commands[i];
	struct io_uring_sqe *sqe;
	union args args;

	if (i == COMMANDS_MAX)
		return false;
	sqe = ring_sqe(ring);
	if (!sqe)
		return false;
	memset(sqe, 0, ring->plan->setup & IORING_SETUP_SQE128 ? 128 : 64);
	command->op = draw_op(random);
	command->res = i + 1;
	draw_args(random, command->op, command->res,
		  ring_tag(worker, ring, random_range(random, 0, i)), &args);

	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = worker->files[ring->plan->device];
	sqe->cmd_op = command->op;
	sqe->user_data = ring_tag(worker, ring, i);
	sqe->len = draw_deadline(random, command->op);
	if (link)
		sqe->flags |= IOSQE_IO_LINK;
	/* Linux 6.12 reads the entry of a linked command too late otherwise */
	if (link || ring->links || random_percent(random, 6))
		sqe->flags |= IOSQE_ASYNC;
	command->linked = ring->links;
	ring->links = link;
	memcpy((char *)sqe + offsetof(struct io_uring_sqe, cmd), &args,
	       ring->plan->setup & IORING_SETUP_SQE128 ? args_size(command->op) : 16);
	command->timed = sqe->len || command->op == CHAOS_DUE;
	command->no_file = sqe->fd < 0 || worker->closes_files;
	ring->record->prepared = i + 1;
	return true;
}

static void ring_batch(struct worker *worker, struct ring *ring, unsigned int count,
		       uint64_t seed)
{
	struct random random = { .state = seed };

	while (count-- && ring_prepare(worker, ring, &random))
		;
	ring_submit(ring);
}

/* A polling thread has taken all when none is left. */
static bool ring_idle(struct worker *worker, struct ring *ring)
{
	struct ring_record *record = ring->record;

	if (!ring->open)
		return true;
	ring_submit(ring);
	if (ring->plan->setup & IORING_SETUP_SQPOLL && !io_uring_sq_ready(&ring->io))
		record->accepted = record->prepared;
	ring_reap(worker, ring, COMMANDS_MAX, 500);
	return record->accepted == record->prepared && record->reaped >= record->accepted;
}

/* ------------------------------------------------------------------------
 * Threads
 */

static pthread_t start_thread(void *(*fn)(void *arg), void *arg)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	if (pthread_create(&thread, &attr, fn, arg))
		_exit(9);
	return thread;
}

static void one_call(struct worker *worker, struct random *random)
{
	unsigned int device = random_percent(random, 25);
	struct command command = { .op = draw_op(random), .res = 0x10000 };
	union args args;
	struct ucmd_call call = {
		.tag = 1,
		.args = (uintptr_t)&args,
		.op = command.op,
		.args_size = args_size(command.op),
		.deadline_ms = draw_deadline(random, command.op),
	};
	int res;

	command.timed = call.deadline_ms || command.op == CHAOS_DUE;
	command.no_file = worker->files[device] < 0 || worker->closes_files;
	draw_args(random, command.op, command.res, 1, &args);
	__atomic_fetch_add(&worker->record->calls, 1, __ATOMIC_RELAXED);
	if (command.op == UCMD_CANCEL || (random_percent(random, 40) && !call.deadline_ms &&
					  command.op != CHAOS_TWO))
		res = ioctl(worker->files[device], command.op, &args);
	else
		res = ioctl(worker->files[device], UCMD_CALL, &call);
	if (res < 0)
		res = -errno;
	__atomic_fetch_add(&worker->record->returns, 1, __ATOMIC_RELAXED);

	if (!result_can_be(worker->world->plan, device, ~0U, &command, res))
		wrong(worker, "ioctl of op %u: result %d%s", _IOC_NR(command.op), res,
		      command.timed ? ", has a deadline" : "");
	if (command.op == CHAOS_TWO && res == command.res && call.res2 != ~(uint64_t)res)
		wrong(worker, "ioctl: second result %#llx with result %d",
		      (unsigned long long)call.res2, res);
}

static void *caller_run(void *arg)
{
	struct caller *caller = arg;
	struct random random = { .state = caller->seed };

	while (caller->calls-- && !__atomic_load_n(&caller->worker->leaving, __ATOMIC_RELAXED))
		one_call(caller->worker, &random);
	__atomic_store_n(&caller->done, true, __ATOMIC_RELEASE);
	return NULL;
}

static void callers_start(struct worker *worker)
{
	unsigned int i;

	for (i = 0; i < worker->plan->n_callers; i++) {
		struct caller *caller = &worker->callers[i];

		caller->worker = worker;
		caller->calls = worker->plan->calls[i];
		caller->seed = worker->plan->steps[0].seed + i + 1;
		caller->thread = start_thread(caller_run, caller);
	}
}

static bool callers_gone(struct worker *worker)
{
	unsigned int i;

	for (i = 0; i < worker->plan->n_callers; i++)
		if (!__atomic_load_n(&worker->callers[i].done, __ATOMIC_ACQUIRE))
			return false;
	return true;
}

/* Those that have ended are joined only when the process ends, so all may get one. */
static void callers_signal(struct worker *worker)
{
	unsigned int i;

	for (i = 0; i < worker->plan->n_callers; i++)
		pthread_kill(worker->callers[i].thread, SIGUSR1);
}

struct errand {
	struct worker *worker;
	struct ring *ring;
	const struct step *step;
};

static void *errand_run(void *arg)
{
	struct errand *errand = arg;

	ring_batch(errand->worker, errand->ring, errand->step->count, errand->step->seed);
	return NULL;
}

/* ------------------------------------------------------------------------
 * Steps
 */

static void step_thread(struct worker *worker, struct ring *ring, const struct step *step)
{
	struct errand errand = { .worker = worker, .ring = ring, .step = step };

	/* such a ring takes no command from another thread */
	if (ring->plan->setup & IORING_SETUP_SINGLE_ISSUER)
		ring_batch(worker, ring, step->count, step->seed);
	else
		pthread_join(start_thread(errand_run, &errand), NULL);
}

/* One call that takes, releases or cancels; its result is as good as any. */
static void step_ops(struct worker *worker, const struct step *step, uint32_t op)
{
	struct random random = { .state = step->seed };
	struct ring *ring = &worker->rings[step->ring];
	unsigned int last = ring->record->prepared;
	union args args;

	draw_args(&random, op, 1, ring_tag(worker, ring, random_range(&random, 0, last)), &args);
	ioctl(worker->files[ring->plan->device], op, &args);
}

static void step_fork(const struct step *step)
{
	if (fork())
		return;
	/* with all files of the worker; gone when it is */
	sleep_us(step->us);
	_exit(0);
}

static void pass(const struct worker *worker, int fd)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(fd))];
	} control = { };
	struct iovec iov = { .iov_base = "", .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	/* a full mailbox is as good as a lost letter; new kernels pass no rings */
	sendmsg(worker->world->mailbox, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void step_close_ring(struct ring *ring)
{
	ring->record->closed = true;
	ring->open = false;
	io_uring_queue_exit(&ring->io);
}

static void step_exec(struct worker *worker, const struct step *step)
{
	char us[16];
	unsigned int i;

	/* the new program has the files, and closes them when it ends */
	for (i = 0; i < worker->plan->n_rings && step->count % 2; i++)
		if (worker->rings[i].open)
			fcntl(worker->rings[i].io.ring_fd, F_SETFD, 0);
	for (i = 0; i < CHAOS_DEVICES && step->count % 3; i++)
		fcntl(worker->files[i], F_SETFD, 0);
	worker->record->fate = FATE_LEFT;
	snprintf(us, sizeof(us), "%u", step->us);
	execl("/proc/self/exe", "chaos", "--after-exec", us, NULL);
	_exit(9);
}

static void step_do(struct worker *worker, const struct step *step)
{
	struct ring *ring = &worker->rings[step->ring];

	if (!ring->open && step->kind != STEP_EXIT && step->kind != STEP_EXEC)
		return;
	switch (step->kind) {
	case STEP_SUBMIT:
		ring_batch(worker, ring, step->count, step->seed);
		break;
	case STEP_REAP:
		ring_reap(worker, ring, step->count, step->us);
		break;
	case STEP_NAP:
		sleep_us(step->us);
		break;
	case STEP_CANCEL:
		step_ops(worker, step, UCMD_CANCEL);
		break;
	case STEP_OPS:
		step_ops(worker, step, step->count % 3 ? CHAOS_TAKE : CHAOS_RELEASE);
		break;
	case STEP_SIGNAL:
		callers_signal(worker);
		break;
	case STEP_CLOSE_RING:
		step_close_ring(ring);
		break;
	case STEP_CLOSE_FILE:
		reopen(worker, ring->plan->device);
		break;
	case STEP_FORK:
		step_fork(step);
		break;
	case STEP_PASS:
		pass(worker, ring->io.ring_fd);
		pass(worker, worker->files[ring->plan->device]);
		break;
	case STEP_THREAD:
		step_thread(worker, ring, step);
		break;
	case STEP_EXEC:
		step_exec(worker, step);
		break;
	case STEP_EXIT:
		worker->record->fate = FATE_LEFT;
		_exit(0);
	}
}

void worker_after_exec(unsigned int us)
{
	sleep_us(us);
	_exit(0);
}

/* ------------------------------------------------------------------------
 * The end of one that is left alone: all that it sent must end
 */

static bool worker_idle(struct worker *worker)
{
	bool idle = callers_gone(worker);
	unsigned int i;

	for (i = 0; i < worker->plan->n_rings; i++)
		idle &= ring_idle(worker, &worker->rings[i]);
	return idle;
}

static bool worker_drain(struct worker *worker)
{
	uint64_t end = now_us() + worker->world->patience_ms * 1000ULL;
	struct ucmd_cancel all = { };
	unsigned int i, round;

	__atomic_store_n(&worker->leaving, true, __ATOMIC_RELAXED);
	for (round = 0; !worker_idle(worker); round++) {
		if (now_us() > end)
			return false;
		callers_signal(worker);
		for (i = 0; i < CHAOS_DEVICES; i++) {
			ioctl(worker->files[i], UCMD_CANCEL, &all);
			/* what the driver cannot be asked for, or came by a closed file */
			if (round)
				ioctl(worker->world->ctl, CHAOS_CTL_FLUSH, i);
		}
	}
	return true;
}

static void ignore(int number)
{
	(void)number;
}

void worker_run(const struct world *world, unsigned int number, struct worker_record *record)
{
	struct worker worker = {
		.world = world,
		.plan = &world->plan->workers[number],
		.number = number,
		.record = record,
	};
	struct sigaction action = { .sa_handler = ignore };
	unsigned int i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigaction(SIGUSR1, &action, NULL);
	for (i = 0; i < CHAOS_DEVICES; i++)
		worker.files[i] = open_device(i);
	for (i = 0; i < worker.plan->n_rings; i++)
		ring_open(&worker, i);
	for (i = 0; i < worker.plan->n_steps; i++)
		worker.closes_files |= worker.plan->steps[i].kind == STEP_CLOSE_FILE;
	callers_start(&worker);
	for (i = 0; i < worker.plan->n_steps; i++)
		step_do(&worker, &worker.plan->steps[i]);
	record->fate = worker_drain(&worker) ? FATE_DRAINED : FATE_STUCK;
	/* the kernel closes what is left */
	_exit(0);
}
