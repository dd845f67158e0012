// SPDX-License-Identifier: GPL-2.0-only
/* How does a case run?  What case.h promises, and main(). */
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>

#include "case.h"

#ifndef IORING_SETUP_SINGLE_ISSUER
#define IORING_SETUP_SINGLE_ISSUER	(1U << 12)
#endif
#ifndef IORING_SETUP_DEFER_TASKRUN
#define IORING_SETUP_DEFER_TASKRUN	(1U << 13)
#endif

/* Ids of the NOPs around a linked command: its own with one of these. */
#define ID_HEAD		(1ULL << 63)
#define ID_TAIL		(1ULL << 62)
/* Ids that call() gives. */
#define ID_CALL		(1ULL << 61)

/* ------------------------------------------------------------------------
 * Verdicts
 */

static void say(const char *format, va_list args)
{
	vprintf(format, args);
	putchar('\n');
	fflush(stdout);
}

void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	_exit(1);
}

void skip(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	_exit(77);
}

/* "-22 (-EINVAL)" for what may be an error, else the number. */
static const char *number(char *text, size_t size, long long value)
{
	const char *name = value < 0 && value > -4096 ? strerrorname_np(-value) : NULL;

	if (name)
		snprintf(text, size, "%lld (-%s)", value, name);
	else
		snprintf(text, size, "%lld", value);
	return text;
}

void expect_at(const char *file, int line, const char *what, long long got,
	       const char *relation, long long want, bool holds)
{
	char seen[48], expected[48];

	if (holds)
		return;
	fail("%s:%d: %s: expected %s%s, saw %s", strrchr(file, '/') ? strrchr(file, '/') + 1 : file,
	     line, what, strcmp(relation, "==") ? "below " : "",
	     number(expected, sizeof(expected), want), number(seen, sizeof(seen), got));
}

void expect_log(const char *text)
{
	printf("log: %s\n", text);
	fflush(stdout);
}

/* ------------------------------------------------------------------------
 * Time
 */

long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void sleep_ms(unsigned int ms)
{
	usleep(ms * 1000);
}

/* ------------------------------------------------------------------------
 * The driver
 */

static int control_fd = -1;

int device_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		fail("open %s: %s", path, strerror(errno));
	return fd;
}

int control(unsigned long nr, unsigned long arg)
{
	int ret;

	if (control_fd < 0)
		control_fd = device_open(DEVICE);
	ret = ioctl(control_fd, nr, arg);
	return ret < 0 ? -errno : ret;
}

void control_close(void)
{
	if (control_fd >= 0)
		close(control_fd);
	control_fd = -1;
}

unsigned int counter(unsigned int which)
{
	struct exercise_counters counters;

	expect(control(EXERCISE_GET_COUNTERS, (unsigned long)&counters), 0);
	return counters.count[which];
}

void await_counter(unsigned int which, unsigned int want)
{
	long long end = now_ms() + SOON_MS;
	unsigned int seen;

	while ((seen = counter(which)) != want) {
		if (now_ms() > end)
			fail("counter %u: expected %u within %u ms, saw %u", which,
			     want, SOON_MS, seen);
		sleep_ms(1);
	}
}

const char *kernel_release(void)
{
	static struct utsname name;

	if (uname(&name))
		fail("uname: %s", strerror(errno));
	return name.release;
}

/* ------------------------------------------------------------------------
 * The ring
 */

void ring_open_sized(struct ring *ring, const struct config *config,
		     unsigned int entries, unsigned int cq_entries)
{
	struct io_uring_params params = {
		.flags = config->setup,
		.sq_thread_idle = 20,
	};
	int err, i;

	if (cq_entries) {
		params.flags |= IORING_SETUP_CQSIZE;
		params.cq_entries = cq_entries;
	}
	memset(ring, 0, sizeof(*ring));
	ring->config = config;
	ring->done = calloc(RING_DONE_MAX, sizeof(*ring->done));
	for (i = 0; i < RING_FILES; i++)
		ring->files[i] = -1;
	err = io_uring_queue_init_params(entries, &ring->io, &params);
	if (err == -EPERM)
		skip("io_uring is forbidden here");
	expect(err, 0);
	if (config->with == WITH_FIXED)
		expect(io_uring_register_files(&ring->io, ring->files, RING_FILES), 0);
}

void ring_open(struct ring *ring, const struct config *config)
{
	ring_open_sized(ring, config, RING_ENTRIES, 0);
}

static struct io_uring_sqe *ring_sqe(struct ring *ring)
{
	long long end = now_ms() + SOON_MS;
	struct io_uring_sqe *sqe;

	/* an SQPOLL thread takes entries in its own time */
	while (!(sqe = io_uring_get_sqe(&ring->io))) {
		ring_submit(ring);
		if (now_ms() > end)
			fail("the submission queue stays full");
	}
	return sqe;
}

static void ring_nop(struct ring *ring, uint64_t id, unsigned int flags)
{
	struct io_uring_sqe *sqe = ring_sqe(ring);

	io_uring_prep_nop(sqe);
	sqe->user_data = id;
	sqe->flags = flags;
}

/* The index of @fd in the ring's file table, where it is put if need be. */
static int ring_file(struct ring *ring, int fd)
{
	int i;

	for (i = 0; i < RING_FILES; i++) {
		if (ring->files[i] == fd)
			return i;
		if (ring->files[i] >= 0)
			continue;
		ring->files[i] = fd;
		expect(io_uring_register_files_update(&ring->io, i, &fd, 1), 1);
		return i;
	}
	fail("too many files for the ring's table");
}

static void ring_chain_fits(struct ring *ring)
{
	if (io_uring_sq_space_left(&ring->io) < 3)
		ring_submit(ring);
}

static void ring_flags(struct ring *ring, struct io_uring_sqe *sqe, int fd)
{
	switch (ring->config->with) {
	case WITH_ASYNC:
		sqe->flags |= IOSQE_ASYNC;
		break;
	case WITH_LINK:
		sqe->flags |= IOSQE_IO_LINK;
		break;
	case WITH_DRAIN:
		sqe->flags |= IOSQE_IO_DRAIN;
		break;
	case WITH_FIXED:
		sqe->flags |= IOSQE_FIXED_FILE;
		sqe->fd = ring_file(ring, fd);
		break;
	}
}

struct io_uring_sqe *ring_prep(struct ring *ring, int fd, uint32_t op,
			       const void *args, size_t size, uint64_t id)
{
	bool linked = ring->config->with == WITH_LINK;
	bool big = ring->config->setup & IORING_SETUP_SQE128;
	struct io_uring_sqe *sqe;

	if (linked) {
		ring_chain_fits(ring);
		ring_nop(ring, id | ID_HEAD, IOSQE_IO_LINK);
	}
	sqe = ring_sqe(ring);
	memset(sqe, 0, big ? 2 * sizeof(*sqe) : sizeof(*sqe));
	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = fd;
	sqe->cmd_op = op;
	sqe->user_data = id;
	if (size)
		memcpy((char *)sqe + offsetof(struct io_uring_sqe, cmd), args, size);
	ring_flags(ring, sqe, fd);
	if (linked)
		ring_nop(ring, id | ID_TAIL, 0);
	return sqe;
}

void ring_submit(struct ring *ring)
{
	int submitted = io_uring_submit(&ring->io);

	if (submitted < 0)
		expect(submitted, 0);
}

void ring_taken(struct ring *ring)
{
	long long end = now_ms() + SOON_MS;

	while (io_uring_sq_ready(&ring->io)) {
		if (now_ms() > end)
			fail("the polling thread does not take its entries");
		sleep_ms(1);
	}
}

/*
 * A ring that polls does so until something completes, or a signal comes, on Linux
 * 7.3, whatever the time given: so it is looked at, again and again.
 */
static int ring_poll(struct ring *ring, struct io_uring_cqe **cqe, int ms)
{
	long long end = now_ms() + ms;
	int err;

	while ((err = io_uring_peek_cqe(&ring->io, cqe)) == -EAGAIN && now_ms() < end)
		usleep(200);
	return err;
}

/* Wait at most @ms for one more completion. */
static bool ring_reap_one(struct ring *ring, int ms)
{
	struct __kernel_timespec timeout = {
		.tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000LL,
	};
	struct io_uring_cqe *cqe;
	struct done *done;
	int err;

	if (ring->config->setup & IORING_SETUP_IOPOLL)
		err = ring_poll(ring, &cqe, ms);
	else
		err = io_uring_wait_cqe_timeout(&ring->io, &cqe, &timeout);
	if (err == -ETIME || err == -EINTR || err == -EAGAIN)
		return false;
	expect(err, 0);
	if (ring->n_done == RING_DONE_MAX)
		fail("more than %u completions", RING_DONE_MAX);
	done = &ring->done[ring->n_done++];
	done->id = cqe->user_data;
	done->res = cqe->res;
	done->flags = cqe->flags;
	done->taken = false;
	if (ring->config->setup & IORING_SETUP_CQE32)
		done->res2 = cqe->big_cqe[0];
	io_uring_cqe_seen(&ring->io, cqe);
	return true;
}

void ring_await_counter(struct ring *ring, unsigned int which, unsigned int want)
{
	long long end = now_ms() + SOON_MS;

	while (counter(which) != want && now_ms() < end)
		ring_reap_one(ring, 1);
	await_counter(which, want);
}

static struct done *ring_find(struct ring *ring, uint64_t id)
{
	unsigned int i;

	for (i = 0; i < ring->n_done; i++)
		if (ring->done[i].id == id)
			return &ring->done[i];
	return NULL;
}

static struct done *ring_await(struct ring *ring, uint64_t id)
{
	long long end = now_ms() + SOON_MS;
	struct done *done;

	while (!(done = ring_find(ring, id))) {
		if (now_ms() > end)
			fail("command %#llx: expected a completion within %u ms, saw none",
			     (unsigned long long)id, SOON_MS);
		ring_reap_one(ring, 100);
	}
	if (done->taken)
		fail("command %#llx was asked for twice by the case", (unsigned long long)id);
	done->taken = true;
	return done;
}

struct done ring_done(struct ring *ring, uint64_t id)
{
	struct done done = *ring_await(ring, id);

	if (ring->config->with == WITH_LINK) {
		expect(ring_await(ring, id | ID_HEAD)->res, 0);
		expect(ring_await(ring, id | ID_TAIL)->res, done.res < 0 ? -ECANCELED : 0);
	}
	return done;
}

int ring_result(struct ring *ring, uint64_t id)
{
	return ring_done(ring, id).res;
}

unsigned int ring_reap(struct ring *ring, int ms)
{
	long long end = now_ms() + ms;
	unsigned int i, untaken = 0;

	while (now_ms() < end)
		ring_reap_one(ring, end - now_ms() > 0 ? end - now_ms() : 1);
	for (i = 0; i < ring->n_done; i++)
		untaken += !ring->done[i].taken;
	return untaken;
}

void ring_pending(struct ring *ring, uint64_t id)
{
	struct done *done;

	ring_reap(ring, NEVER_MS);
	done = ring_find(ring, id);
	if (done)
		fail("command %#llx: expected to be pending, completed with %d",
		     (unsigned long long)id, done->res);
}

void ring_close(struct ring *ring)
{
	unsigned int i;

	while (ring_reap_one(ring, 1))
		;
	for (i = 0; i < ring->n_done; i++)
		if (!ring->done[i].taken)
			fail("command %#llx: a completion too many, with %d",
			     (unsigned long long)ring->done[i].id, ring->done[i].res);
	io_uring_queue_exit(&ring->io);
	free(ring->done);
}

void start(struct ring *ring, int fd, uint32_t op, const void *args,
	   size_t size, uint64_t id)
{
	ring_prep(ring, fd, op, args, size, id);
	ring_submit(ring);
}

struct done call_done(struct ring *ring, int fd, uint32_t op, const void *args,
		      size_t size)
{
	uint64_t id = ID_CALL + ++ring->last_id;

	start(ring, fd, op, args, size, id);
	return ring_done(ring, id);
}

int call(struct ring *ring, int fd, uint32_t op, const void *args, size_t size)
{
	return call_done(ring, fd, op, args, size).res;
}

void start_wait(struct ring *ring, int fd, unsigned int queue, unsigned int tag,
		uint64_t id)
{
	struct exercise_wait args = { .queue = queue, .tag = tag };

	start(ring, fd, EXERCISE_WAIT, &args, sizeof(args), id);
}

void start_hold(struct ring *ring, int fd, uint32_t op, unsigned int how,
		unsigned int ms, int res, uint64_t id)
{
	struct exercise_hold args = { .how = how, .ms = ms, .res = res, .tag = id };

	start(ring, fd, op, &args, sizeof(args), id);
}

void start_serve(struct ring *ring, int fd, unsigned int queue, unsigned int how,
		 unsigned int ms, int res, uint64_t id)
{
	struct exercise_serve args = {
		.how = how, .tag = id, .queue = queue, .ms = ms, .res = res,
	};

	start(ring, fd, EXERCISE_SERVE, &args, sizeof(args), id);
}

int take(struct ring *ring, int fd, unsigned int queue, unsigned int how,
	 unsigned int tag, int res)
{
	struct exercise_take args = {
		.queue = queue, .how = how, .tag = tag, .res = res,
	};

	return call(ring, fd, EXERCISE_TAKE, &args, sizeof(args));
}

int release(struct ring *ring, int fd, unsigned int tag, int res)
{
	struct exercise_release args = { .tag = tag, .res = res };

	return call(ring, fd, EXERCISE_RELEASE, &args, sizeof(args));
}

int cancel(struct ring *ring, int fd, uint64_t tag, uint32_t op, unsigned int flags)
{
	struct ucmd_cancel args = { .tag = tag, .op = op, .flags = flags };

	return call(ring, fd, UCMD_CANCEL, &args, sizeof(args));
}

/* ------------------------------------------------------------------------
 * Processes
 */

static int ready_fd = -1;

pid_t child_start(void (*fn)(const void *arg), const void *arg)
{
	struct pollfd ready;
	int ends[2];
	pid_t pid;

	expect(pipe2(ends, O_CLOEXEC), 0);
	control_close();
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[0]);
		ready_fd = ends[1];
		fn(arg);
		_exit(0);
	}
	expect_below(0, pid);
	close(ends[1]);
	ready = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	if (poll(&ready, 1, 2 * SOON_MS) != 1 || !(ready.revents & POLLIN)) {
		kill(pid, SIGKILL);
		fail("the child was never ready");
	}
	close(ends[0]);
	return pid;
}

void child_ready(void)
{
	control_close();
	if (write(ready_fd, "", 1) != 1)
		fail("the parent is gone");
	close(ready_fd);
}

void child_sleep(void)
{
	for (;;)
		pause();
}

static int child_wait_for(pid_t pid, int ms)
{
	long long end = now_ms() + ms;
	int status;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		if (now_ms() > end)
			fail("process %d: expected to be gone within %d ms, it is not", pid, ms);
		sleep_ms(1);
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int child_wait(pid_t pid)
{
	return child_wait_for(pid, SOON_MS);
}

void child_kill(pid_t pid)
{
	kill(pid, SIGKILL);
	expect(child_wait_for(pid, KILL_MS), 128 + SIGKILL);
}

/* ------------------------------------------------------------------------
 * Configurations
 */

static const struct config rings[] = {
	{ "default", RING_DEFAULT, 0, 0 },
	{ "sqe128", RING_SQE128, 0, IORING_SETUP_SQE128 },
	{ "cqe32", RING_CQE32, 0, IORING_SETUP_CQE32 },
	{ "big", RING_BIG, 0, IORING_SETUP_SQE128 | IORING_SETUP_CQE32 },
	{ "defer", RING_DEFER, 0, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN },
	{ "sqpoll", RING_SQPOLL, 0, IORING_SETUP_SQPOLL },
	{ "coop", RING_COOP, 0, IORING_SETUP_COOP_TASKRUN },
};

static const struct {
	const char *suffix;
	unsigned int with;
	unsigned int rings;
} variants[] = {
	{ "", 0, EVERY_RING },
	{ "+async", WITH_ASYNC, RING_DEFAULT | RING_DEFER | RING_SQPOLL },
	{ "+link", WITH_LINK, RING_DEFAULT | RING_DEFER | RING_SQPOLL },
	{ "+drain", WITH_DRAIN, RING_DEFAULT | RING_DEFER | RING_SQPOLL },
	{ "+fixed", WITH_FIXED, RING_DEFAULT | RING_DEFER | RING_SQPOLL },
};

/* The n-th of all configurations; nameless: not one that is run. */
static bool config_at(size_t n, struct config *config)
{
	size_t ring = n % ARRAY_SIZE(rings), variant = n / ARRAY_SIZE(rings);

	if (variant >= ARRAY_SIZE(variants))
		return false;
	*config = rings[ring];
	config->with = variants[variant].with;
	strcat(config->name, variants[variant].suffix);
	if (!(variants[variant].rings & config->ring))
		config->name[0] = '\0';
	return true;
}

static bool config_applies(const struct config *config)
{
	return config->name[0] && (case_configs & config->ring) &&
	       (case_configs & config->with) == config->with;
}

static void list_configs(const char *name)
{
	struct config config;
	size_t n;

	for (n = 0; config_at(n, &config); n++)
		if (config_applies(&config))
			printf("%s %s\n", name, config.name);
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	struct config config;
	size_t n;

	if (argc == 2 && !strcmp(argv[1], "-l")) {
		list_configs(name);
		return 0;
	}
	for (n = 0; argc == 2 && config_at(n, &config); n++) {
		if (strcmp(config.name, argv[1]))
			continue;
		case_run(&config);
		return 0;
	}
	fprintf(stderr, "usage: %s CONFIG, or %s -l to list them\n", name, name);
	return 2;
}
