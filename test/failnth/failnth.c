// SPDX-License-Identifier: GPL-2.0-only
/*
 * failnth: what if the kernel has no memory, just there?
 *
 * Walks each path again and again: the first time the first allocation (or copy
 * from or to user memory) of it fails, then the second, and so on, until the path
 * is at its end before its turn comes.  Whatever failed, the path must end in an
 * error that a program may see, or as if nothing had failed; nothing may be left
 * of it, and the next time, with nothing failing, it must work.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "../../include/uapi/ucmd.h"
#include "../fuzz/fuzz.h"
#include "../fuzz/ring.h"
#include "../guest/pinned.h"

/* No path allocates as often. */
#define TURNS_MAX	20000

/* How long anything that must happen may take. */
#define SOON_MS		20000

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

static const char *modules;	/* folder of the modules */
static const char *path_name;
static unsigned int turn;
static int fail_fd, main_fd = -1, plug_fd = -1;
static struct ring ring;
static uint64_t word;

static void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("not ok - %s: failure %u: ", path_name, turn);
	vprintf(format, args);
	printf("\n");
	va_end(args);
	fflush(stdout);
	_exit(1);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail("%s: %m", path);
	close(fd);
}

/* ------------------------------------------------------------------------
 * Failing
 */

static void arm(unsigned int n)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", n);
	if (pwrite(fail_fd, text, strlen(text), 0) < 0)
		fail("fail-nth: %m");
}

/*
 * Has a failure happened?  Asking takes part in it: a copy that fails here was
 * the first after the path.
 */
static bool disarm(void)
{
	char text[16] = "";
	bool happened = pread(fail_fd, text, sizeof(text) - 1, 0) > 0 && !atoi(text);

	while (pwrite(fail_fd, "0", 1, 0) < 0)
		;
	return happened;
}

/* Memory that may be waited for fails, too; programs' own pages do not. */
static void prepare_failing(void)
{
	write_file("/sys/kernel/debug/failslab/ignore-gfp-wait", "N");
	write_file("/sys/kernel/debug/failslab/verbose", "0");
	write_file("/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N");
	write_file("/sys/kernel/debug/fail_page_alloc/min-order", "0");
	write_file("/sys/kernel/debug/fail_page_alloc/verbose", "0");
	write_file("/sys/kernel/debug/fail_usercopy/verbose", "0");
}

/* ------------------------------------------------------------------------
 * Commands
 */

static void open_ring(void)
{
	int err;

	while ((err = ring_open(&ring, 16, 0, IORING_SETUP_CQE32)))
		if (err != -ENOMEM && err != -EFAULT && err != -EAGAIN)
			fail("no ring: %s", strerror(-err));
}

/* Nothing that an earlier command has left in the ring serves the next. */
static void renew_ring(void)
{
	if (main_fd < 0)
		return;
	ring_close(&ring);
	open_ring();
}

static void prep(int fd, uint32_t op, const void *args, size_t size, uint64_t id)
{
	struct io_uring_sqe *sqe = ring_next(&ring, false);

	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = fd;
	sqe->cmd_op = op;
	sqe->user_data = id;
	memcpy((uint8_t *)sqe + offsetof(struct io_uring_sqe, cmd), args, size);
}

/* Until all entries are taken: what kept one from it may fail once only. */
static void submit(void)
{
	long long end = now_ms() + SOON_MS;
	unsigned int left;

	ring_publish(&ring);
	while ((left = ring_left(&ring))) {
		ring_enter(&ring, left, false);
		if (now_ms() > end)
			fail("the ring does not take an entry");
	}
}

static int32_t await(uint64_t id)
{
	long long end = now_ms() + SOON_MS;
	struct done done;

	while (!ring_reap(&ring, &done)) {
		ring_enter(&ring, 0, true);
		if (now_ms() > end)
			fail("a command never completed");
	}
	if (done.user_data != id)
		fail("a completion of something else");
	return done.res;
}

static int32_t call(int fd, uint32_t op, const void *args, size_t size)
{
	prep(fd, op, args, size, 1);
	submit();
	return await(1);
}

/* 0 for @want, else the error. */
static int wanted(int32_t res, int32_t want)
{
	if (res == want)
		return 0;
	if (res >= 0 || res < -511)
		fail("result %d, expected %d", res, want);
	return res;
}

static int by_ioctl(int fd, uint32_t op, const void *args)
{
	int res = ioctl(fd, op, args);

	return res < 0 ? -errno : res;
}

/* ------------------------------------------------------------------------
 * Paths: 0, or the error they ended with
 */

static int open_file(void)
{
	int fd = open("/dev/fuzz", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static int at_once(void)
{
	struct fuzz_args args = { .res = 7 };

	return wanted(call(main_fd, FUZZ_ECHO, &args, sizeof(args)), 7);
}

/* Handled by io-wq, whose workers may have to be made. */
static int in_worker(void)
{
	struct fuzz_args args = { .ms = 1, .res = 8 };

	return wanted(call(main_fd, FUZZ_SLEEP, &args, sizeof(args)), 8);
}

static int held_from(unsigned int from)
{
	struct fuzz_args args = { .how = from, .ms = 1, .res = 9 };

	return wanted(call(main_fd, FUZZ_HOLD, &args, sizeof(args)), 9);
}

static int held_by_handler(void)
{
	return held_from(FUZZ_FROM_HANDLER);
}

static int held_by_work(void)
{
	return held_from(FUZZ_FROM_WORK);
}

static int held_by_timer(void)
{
	return held_from(FUZZ_FROM_TIMER);
}

static int held_by_irq(void)
{
	return held_from(FUZZ_FROM_IRQ);
}

static int finish_copies(void)
{
	struct fuzz_args args = { .how = FUZZ_FROM_IRQ, .value = (uintptr_t)&word };

	return wanted(call(main_fd, FUZZ_FINISH, &args, sizeof(args)), sizeof(word));
}

static int deadline(void)
{
	struct fuzz_args args = { .tag = 1 };
	struct io_uring_sqe *sqe = ring_slot(&ring, ring.tail);

	prep(main_fd, FUZZ_WAIT, &args, sizeof(args), 1);
	sqe->len = 1;
	submit();
	return wanted(await(1), -ETIMEDOUT);
}

static int take(void)
{
	struct fuzz_args args = { .how = FUZZ_TAKE_ALL, .tag = 1 };
	int32_t taken, first;

	prep(main_fd, FUZZ_WAIT, &args, sizeof(args), 1);
	submit();
	taken = by_ioctl(main_fd, FUZZ_TAKE, &args);
	/* what the taking did not reach */
	ioctl(main_fd, FUZZ_FLUSH);
	first = await(1);
	if (taken < 0)
		return wanted(taken, 1);
	return wanted(first, FUZZ_TAKEN);
}

static int cancel_ring(void)
{
	struct fuzz_args args = { .how = FUZZ_FROM_RELEASE, .tag = 1 };
	struct ucmd_cancel all = { };
	long long end = now_ms() + SOON_MS;
	bool seen[2] = { };
	struct done done;
	int32_t res[2];

	prep(main_fd, FUZZ_HOLD, &args, sizeof(args), 0);
	prep(main_fd, UCMD_CANCEL, &all, sizeof(all), 1);
	submit();
	while (!seen[0] || !seen[1]) {
		if (ring_reap(&ring, &done)) {
			seen[done.user_data & 1] = true;
			res[done.user_data & 1] = done.res;
			continue;
		}
		/* what the cancelling did not reach */
		if (seen[1] && res[1] < 0)
			ioctl(main_fd, FUZZ_FLUSH);
		ring_enter(&ring, 0, true);
		if (now_ms() > end)
			fail("a command never completed");
	}
	if (res[1] < 0)
		return wanted(res[1], 1);
	return wanted(res[0], -ECANCELED);
}

static int cancel_ioctl(void)
{
	struct fuzz_args args = { .tag = 1 };
	struct ucmd_cancel all = { };
	int32_t cancelled, res;

	prep(main_fd, FUZZ_WAIT, &args, sizeof(args), 1);
	submit();
	cancelled = by_ioctl(main_fd, UCMD_CANCEL, &all);
	ioctl(main_fd, FUZZ_FLUSH);
	res = await(1);
	if (cancelled < 0)
		return wanted(cancelled, 1);
	return wanted(res, -ECANCELED);
}

static int ioctl_at_once(void)
{
	struct fuzz_args args = { .res = 7 };

	return wanted(by_ioctl(main_fd, FUZZ_ECHO, &args), 7);
}

static int ioctl_held(void)
{
	struct fuzz_args args = { .how = FUZZ_FROM_TIMER, .ms = 1, .res = 9 };

	return wanted(by_ioctl(main_fd, FUZZ_HOLD, &args), 9);
}

static int ioctl_call(void)
{
	struct fuzz_args args = { .how = FUZZ_FROM_WORK, .ms = 1, .res = 9, .value = 10 };
	struct ucmd_call cmd = {
		.op = FUZZ_HOLD2, .args = (uintptr_t)&args, .args_size = sizeof(args),
		.deadline_ms = SOON_MS,
	};
	int err = wanted(by_ioctl(main_fd, UCMD_CALL, &cmd), 9);

	if (!err && cmd.res2 != 10)
		fail("second result %llu, expected 10", (unsigned long long)cmd.res2);
	return err;
}

/* ------------------------------------------------------------------------
 * Paths that use memory: what they may end with is ENOMEM, or EFAULT if it was a
 * copy that failed
 */

#define MEMORY_SIZE	(6 * 4096)

static uint8_t memory[MEMORY_SIZE] __attribute__((aligned(4096)));

static struct iovec memory_vec[] = {
	{ memory + 100, 5000 }, { memory + 6000, 10 }, { memory + 3 * 4096, 2 * 4096 + 1 },
};

#define VEC_SIZE	(5000 + 10 + 2 * 4096 + 1)

static const struct fuzz_memory plain_args = {
	.addr = (uintptr_t)(memory + 1), .len = MEMORY_SIZE - 1, .how = FUZZ_FROM_IRQ,
	.ms = FUZZ_MAP,
}, vec_args = {
	.addr = (uintptr_t)memory_vec, .len = ARRAY_SIZE(memory_vec), .how = FUZZ_FROM_IRQ,
	.ms = FUZZ_MAP,
};

static int memory_wanted(int32_t res, int32_t want)
{
	if (res < 0 && res != -ENOMEM && res != -EFAULT)
		fail("result %d, expected %d, or ENOMEM or EFAULT", res, want);
	return wanted(res, want);
}

static int on_plain(uint32_t op)
{
	return memory_wanted(call(main_fd, op, &plain_args, sizeof(plain_args)),
			     MEMORY_SIZE - 1);
}

static int on_vec(uint32_t op)
{
	return memory_wanted(call(main_fd, op, &vec_args, sizeof(vec_args)), VEC_SIZE);
}

static int plain_by_ioctl(uint32_t op)
{
	return memory_wanted(by_ioctl(main_fd, op, &plain_args), MEMORY_SIZE - 1);
}

static int vec_by_ioctl(uint32_t op)
{
	return memory_wanted(by_ioctl(main_fd, op, &vec_args), VEC_SIZE);
}

/* In a buffer that is registered for it: that may fail, too. */
static int on_fixed(uint32_t op)
{
	struct iovec buffer = { memory, MEMORY_SIZE };
	int err, res;

	err = ring_register(&ring, IORING_REGISTER_BUFFERS, &buffer, 1);
	if (err)
		return err;
	/* uring_cmd_flags: IORING_URING_CMD_FIXED, and buf_index stays 0 */
	prep(main_fd, op, &plain_args, sizeof(plain_args), 1);
	ring_slot(&ring, ring.tail - 1)->rw_flags = 1;
	submit();
	res = await(1);
	while (ring_register(&ring, IORING_UNREGISTER_BUFFERS, NULL, 0))
		;
	return memory_wanted(res, MEMORY_SIZE - 1);
}

static int fill(void)
{
	return on_plain(FUZZ_FILL);
}

static int fill_vec(void)
{
	return on_vec(FUZZ_FILL_VEC);
}

static int fill_fixed(void)
{
	return on_fixed(FUZZ_FILL);
}

static int pin(void)
{
	return on_plain(FUZZ_PIN_FILL);
}

static int pin_vec(void)
{
	return on_vec(FUZZ_PIN_FILL_VEC);
}

static int pin_fixed(void)
{
	return on_fixed(FUZZ_PIN_FILL);
}

static int ioctl_scan(void)
{
	return plain_by_ioctl(FUZZ_SCAN);
}

static int ioctl_scan_vec(void)
{
	return vec_by_ioctl(FUZZ_SCAN_VEC);
}

static int ioctl_pin(void)
{
	return plain_by_ioctl(FUZZ_PIN_SCAN);
}

static int ioctl_pin_vec(void)
{
	return vec_by_ioctl(FUZZ_PIN_FILL_VEC);
}

/* The program's side ends while the driver has the memory. */
static int ioctl_parted(void)
{
	struct fuzz_memory args = plain_args;
	struct ucmd_call cmd = {
		.op = FUZZ_PIN_STUBBORN, .args = (uintptr_t)&args, .args_size = sizeof(args),
		.deadline_ms = 1,
	};
	int err;

	args.how = FUZZ_FROM_RELEASE;
	err = wanted(by_ioctl(main_fd, UCMD_CALL, &cmd), -ETIMEDOUT);
	ioctl(main_fd, FUZZ_FLUSH);
	return err;
}

static int life(unsigned long what)
{
	struct fuzz_args args = { .how = FUZZ_FROM_RELEASE, .tag = 1 };
	int err, res;

	prep(main_fd, FUZZ_HOLD, &args, sizeof(args), 1);
	submit();
	err = ioctl(main_fd, FUZZ_LIFE, what) ? -errno : 0;
	ioctl(main_fd, FUZZ_FLUSH);
	res = await(1);
	if (res < -511)
		fail("result %d", res);
	return err;
}

static int pause_resume(void)
{
	return life(FUZZ_PAUSE);
}

static int drain(void)
{
	return life(FUZZ_DRAIN);
}

static int purge(void)
{
	return life(FUZZ_PURGE);
}

/* A device goes with a command pending, and comes again; or comes, if that failed before. */
static int replug(void)
{
	struct fuzz_args args = { .how = FUZZ_FROM_RELEASE, .tag = 1 };
	int err;
	int32_t res;

	plug_fd = open("/dev/fuzz_plug", O_RDWR | O_CLOEXEC);
	if (plug_fd >= 0) {
		prep(plug_fd, FUZZ_HOLD, &args, sizeof(args), 1);
		submit();
	}
	err = ioctl(main_fd, FUZZ_LIFE, (unsigned long)FUZZ_REPLUG) ? -errno : 0;
	if (plug_fd >= 0) {
		/* if taking it away failed before it began */
		ioctl(main_fd, FUZZ_FLUSH);
		res = await(1);
		if (res >= 0 && res != FUZZ_TAKEN)
			fail("result %d", res);
		close(plug_fd);
	}
	return err;
}

static int close_ring(void)
{
	struct fuzz_args args = { .how = FUZZ_FROM_RELEASE, .tag = 1 };

	prep(main_fd, FUZZ_HOLD, &args, sizeof(args), 1);
	prep(main_fd, FUZZ_WAIT, &args, sizeof(args), 2);
	submit();
	ring_close(&ring);
	open_ring();
	return 0;
}

static int load(const char *name)
{
	char path[256];
	int fd, err;

	snprintf(path, sizeof(path), "%s/%s.ko", modules, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = syscall(SYS_finit_module, fd, "", 0) ? -errno : 0;
	close(fd);
	return err;
}

/* Its turn to fail may come here; once. */
static void unload(const char *name)
{
	if (syscall(SYS_delete_module, name, 0) && syscall(SYS_delete_module, name, 0))
		fail("%s is not unloaded: %m", name);
}

static int load_ucmd(void)
{
	int err = load("ucmd");

	if (!err)
		unload("ucmd");
	return err;
}

static int load_driver(void)
{
	int err = load("fuzz");

	if (!err)
		unload("fuzz");
	return err;
}

/* ------------------------------------------------------------------------
 * Walking them
 */

static const struct path {
	const char *name;
	int (*walk)(void);
} module_paths[] = {
	{ "load ucmd", load_ucmd },
}, driver_paths[] = {
	{ "load a driver of three devices", load_driver },
}, paths[] = {
	{ "open", open_file },
	{ "io_uring: at once", at_once },
	{ "io_uring: in a worker", in_worker },
	{ "io_uring: held, completed by the handler", held_by_handler },
	{ "io_uring: held, completed by a work item", held_by_work },
	{ "io_uring: held, completed by a timer", held_by_timer },
	{ "io_uring: held, completed by an interrupt", held_by_irq },
	{ "io_uring: .finish copies", finish_copies },
	{ "io_uring: deadline", deadline },
	{ "io_uring: waits and is taken", take },
	{ "cancel by io_uring", cancel_ring },
	{ "cancel by ioctl", cancel_ioctl },
	{ "ioctl: at once", ioctl_at_once },
	{ "ioctl: held", ioctl_held },
	{ "ioctl: UCMD_CALL", ioctl_call },
	{ "memory: fill", fill },
	{ "memory: fill a vector", fill_vec },
	{ "memory: fill a registered buffer", fill_fixed },
	{ "memory: pin, map, fill", pin },
	{ "memory: pin a vector, map, fill", pin_vec },
	{ "memory: pin a registered buffer, map, fill", pin_fixed },
	{ "memory, ioctl: read", ioctl_scan },
	{ "memory, ioctl: read a vector", ioctl_scan_vec },
	{ "memory, ioctl: pin, map, read", ioctl_pin },
	{ "memory, ioctl: pin a vector, map, fill", ioctl_pin_vec },
	{ "memory, ioctl: pin, map, and the driver keeps it", ioctl_parted },
	{ "pause and resume", pause_resume },
	{ "drain", drain },
	{ "purge", purge },
	{ "unregister with a command pending, register", replug },
	{ "close a ring with commands pending", close_ring },
};

/* What a ring had registered is let go of some time after it was closed. */
static void check_pinned(void)
{
	long long end = now_ms() + SOON_MS;
	long pinned;

	while ((pinned = pinned_pages())) {
		if (pinned < 0 || now_ms() > end)
			fail("%ld pages are pinned still", pinned);
		usleep(1000);
	}
}

static void check_driver(void)
{
	long long end = now_ms() + SOON_MS;
	struct fuzz_counts counts;

	if (main_fd < 0)
		return;
	check_pinned();
	do {
		if (ioctl(main_fd, FUZZ_COUNTS, &counts))
			fail("FUZZ_COUNTS: %m");
		if (counts.wrong)
			fail("the driver saw %u promises broken: see the log", counts.wrong);
		if (!counts.live && !counts.kept)
			return;
		usleep(1000);
	} while (now_ms() < end);
	fail("%u commands are pending still", counts.live + counts.kept);
}

static void walk(const struct path *path)
{
	unsigned int survived = 0;
	bool happened;
	int err;

	path_name = path->name;
	turn = 0;
	err = path->walk();
	if (err)
		fail("with nothing failing: %s", strerror(-err));
	for (turn = 1; ; turn++) {
		if (turn > TURNS_MAX)
			fail("there is no end to it");
		renew_ring();
		arm(turn);
		err = path->walk();
		happened = disarm();
		check_driver();
		if (!happened)
			break;
		survived += !err;
		err = path->walk();
		if (err)
			fail("again, with nothing failing: %s", strerror(-err));
		check_driver();
	}
	if (err)
		fail("with nothing failing: %s", strerror(-err));
	printf("ok - %s: %u failures, in spite of %u of which it worked\n", path->name, turn - 1,
	       survived);
	fflush(stdout);
}

static void walk_all(const struct path *path, size_t n, const char *filter)
{
	for (; n--; path++)
		if (strstr(path->name, filter))
			walk(path);
}

int main(int argc, char **argv)
{
	const char *filter = argc > 2 ? argv[2] : "";
	char name[64];

	if (argc < 2) {
		fprintf(stderr, "usage: failnth MODULES [FILTER]\n");
		return 2;
	}
	modules = argv[1];
	path_name = "failnth";
	snprintf(name, sizeof(name), "/proc/self/task/%d/fail-nth", getpid());
	fail_fd = open(name, O_RDWR | O_CLOEXEC);
	if (fail_fd < 0) {
		printf("ok - failnth # SKIP this kernel does not let memory fail\n");
		return 0;
	}
	prepare_failing();
	mlockall(MCL_CURRENT | MCL_FUTURE);
	walk_all(module_paths, ARRAY_SIZE(module_paths), filter);
	if (load("ucmd"))
		fail("ucmd is not loaded");
	walk_all(driver_paths, ARRAY_SIZE(driver_paths), filter);
	if (load("fuzz"))
		fail("the driver is not loaded");
	main_fd = open("/dev/fuzz", O_RDWR | O_CLOEXEC);
	if (main_fd < 0)
		fail("no file: %m");
	open_ring();
	walk_all(paths, ARRAY_SIZE(paths), filter);
	return 0;
}
