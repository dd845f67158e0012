// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does the driver of the edu card keep its promises?  Runs in the guest, with two
 * cards; the one that sysfs can reset is the one that is pulled.
 *
 *	client CYCLES [CASE...]
 *
 * Prints 'ok - CASE: ...' or 'not ok - CASE', after '# ' what was wrong.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/suspend_ioctls.h>
#include <liburing.h>

#include "../guest/pinned.h"
#include "client.h"

#define DMA_MS		100	/* QEMU's edu takes them for a transfer */

static struct card card[2];
static const struct card *pulled;
static int cycles;

#define FAULTS_SAID	20

static unsigned long faults;	/* __atomic_*() */

void fault(const char *format, ...)
{
	char text[256];
	va_list args;

	if (__atomic_fetch_add(&faults, 1, __ATOMIC_RELAXED) >= FAULTS_SAID)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printf("# %s\n", text);
	fflush(stdout);
}

bool same(const char *what, long long saw, long long expected)
{
	if (saw == expected)
		return true;
	fault("%s: expected %lld, saw %lld", what, expected, saw);
	return false;
}

/* ---- one command ------------------------------------------------------------- */

static int move(struct libucmd *edu, uint32_t op, void *addr, uint32_t len, uint32_t at)
{
	struct edu_move args = { .addr = (uintptr_t)addr, .len = len, .at = at };

	return libucmd_call_timeout(edu, op, &args, sizeof(args), PATIENCE, NULL);
}

static int compute(struct libucmd *edu, uint32_t value)
{
	struct edu_number args = { .value = value };

	return libucmd_call_timeout(edu, EDU_FACTORIAL, &args, sizeof(args), PATIENCE, NULL);
}

static void send_write(struct libucmd *edu, void *addr, uint64_t tag)
{
	struct edu_move args = { .addr = (uintptr_t)addr, .len = 16 };

	same("prepare", libucmd_prep(edu, EDU_WRITE, &args, sizeof(args), 0, tag), 0);
	same("submit", libucmd_submit(edu), 0);
}

/* Wait for a completion; its result. */
static int result(struct libucmd *edu, uint64_t *tag)
{
	struct libucmd_cqe cqe;
	int ret = libucmd_reap(edu, &cqe, 1, 1, PATIENCE);

	if (ret < 1) {
		fault("no completion: %s", strerror(-ret));
		return -ETIME;
	}
	if (tag)
		*tag = cqe.tag;
	return cqe.res;
}

static void fill(unsigned char *buf, int len)
{
	while (len--)
		*buf++ = rand();
}

static bool works(const struct card *card)
{
	struct libucmd *edu = session(card->node);
	int res = compute(edu, 6);

	libucmd_close(&edu);
	return same("6! afterwards", res, 720);
}

/* ---- cases: each returns what to say when it found no fault ------------------- */

static const char *answers(void)
{
	struct edu_number ask = { .value = 0x12345678 };
	struct libucmd *edu = session("edu0");
	int i;

	same("identify, low byte", libucmd_call(edu, EDU_IDENTIFY, NULL, 0) & 0xff, 0xed);
	same("alive", libucmd_call(edu, EDU_ALIVE, &ask, sizeof(ask)), 0);
	for (i = 0; i <= EDU_VALUE_MAX; i++)
		same("factorial", compute(edu, i), factorial(i));
	same("ioctl(2), 7!", ioctl(libucmd_fd(edu), EDU_FACTORIAL,
				   &(struct edu_number){ .value = 7 }), 5040);
	libucmd_close(&edu);
	return "identification, liveness, 0! to 12!, and by ioctl(2)";
}

static const char *refuses(void)
{
	struct edu_number reserved = { .reserved = 1 };
	struct edu_job job = { .len = 1, .reserved = 1 };
	struct libucmd *edu = session("edu0");
	char buf[16];

	same("13!", compute(edu, 13), -ERANGE);
	same("a reserved field", libucmd_call(edu, EDU_ALIVE, &reserved, sizeof(reserved)),
	     -EINVAL);
	same("a reserved field", libucmd_call(edu, EDU_FACTORIAL, &reserved, sizeof(reserved)),
	     -EINVAL);
	same("a reserved field", libucmd_call(edu, EDU_JOB, &job, sizeof(job)), -EINVAL);
	same("no bytes", move(edu, EDU_WRITE, buf, 0, 0), -EINVAL);
	same("too many", move(edu, EDU_WRITE, buf, EDU_BUFFER + 1, 0), -EINVAL);
	same("beyond the end", move(edu, EDU_READ, buf, 2, EDU_BUFFER - 1), -EINVAL);
	same("far beyond", move(edu, EDU_READ, buf, 1, ~0U), -EINVAL);
	same("no memory there", move(edu, EDU_WRITE, (void *)16, 16, 0), -EFAULT);
	same("not of the program", move(edu, EDU_READ, (void *)~0xfffUL, 16, 0), -EFAULT);
	libucmd_close(&edu);
	return "numbers, ranges, addresses and reserved fields that are wrong";
}

/* There and back through the card, from @src to @dst. */
static void there_and_back(struct libucmd *edu, const char *what, unsigned char *src,
			   unsigned char *dst, int len, int at)
{
	fill(src, len);
	memset(dst, 0, len);
	if (same(what, move(edu, EDU_WRITE, src, len, at), len) &&
	    same(what, move(edu, EDU_READ, dst, len, at), len) && memcmp(src, dst, len))
		fault("%s: other data came back", what);
}

/* A command's pages are let go of after its CQE, a ring's buffers when the kernel gets to it. */
static void all_unpinned(void)
{
	int i;

	for (i = 0; i < 100 && pinned_pages(); i++)
		sleep_ms(20);
	same("pages that are pinned still", pinned_pages(), 0);
}

static unsigned char *pages(int n)
{
	return mmap(NULL, n * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static const char *moves(void)
{
	struct libucmd *edu = session("edu0");
	unsigned char *src = pages(3), *dst = pages(3);
	unsigned char back[64];

	there_and_back(edu, "a few bytes", src + 5, dst + 7, 13, 3);
	there_and_back(edu, "across pages", src + 4090, dst + 4000, 200, 0);
	there_and_back(edu, "all there is", src + 100, dst + 3000, EDU_BUFFER, 0);
	same("a part of it", move(edu, EDU_READ, back, sizeof(back), 1000), sizeof(back));
	if (memcmp(back, src + 100 + 1000, sizeof(back)))
		fault("a part of it: other data");
	same("read-only memory", mprotect(dst, 4096, PROT_READ), 0);
	same("read-only memory", move(edu, EDU_READ, dst, 16, 0), -EFAULT);
	munmap(src, 3 * 4096);
	munmap(dst, 3 * 4096);
	libucmd_close(&edu);
	all_unpinned();
	return "bytes, across pages, 4096; nothing stays pinned";
}

static const char *registered(void)
{
	struct libucmd *edu = session("edu0");
	unsigned char *buf = pages(2), *other = pages(1);
	struct iovec iov = { .iov_base = buf, .iov_len = 2 * 4096 };
	struct edu_job job = { .len = 300, .value = 5 };
	struct edu_move outside = { .addr = (uintptr_t)other, .len = 16 };

	same("register", io_uring_register_buffers(libucmd_ring(edu), &iov, 1), 0);
	fill(buf, 300);
	job.src = (uintptr_t)buf;
	job.dst = (uintptr_t)buf + 4000;
	same("job", libucmd_prep(edu, EDU_JOB, &job, sizeof(job), LIBUCMD_BUF(0), 1), 0);
	same("job", result(edu, NULL), 120);
	if (memcmp(buf, buf + 4000, 300))
		fault("job: other data came back");
	same("outside", libucmd_prep(edu, EDU_WRITE, &outside, sizeof(outside), LIBUCMD_BUF(0), 2),
	     0);
	same("outside", result(edu, NULL), -EFAULT);
	/* io_uring lets go of it with the ring; the card must not be surprised */
	same("job", libucmd_prep(edu, EDU_JOB, &job, sizeof(job), LIBUCMD_BUF(0), 3), 0);
	same("job", libucmd_submit(edu), 0);
	libucmd_close(&edu);
	munmap(buf, 2 * 4096);
	munmap(other, 4096);
	works(&card[0]);
	return "a job within one buffer; outside it is EFAULT; unregistered while at work";
}

static const char *many(void)
{
	static const struct load_opts opts = { .threads = 4, .in_flight = 8, .jobs = true };
	struct load *load[2];
	struct load_count count[2];
	static char said[128];
	int i;

	for (i = 0; i < 2; i++)
		load[i] = load_start(card[i].node, &opts);
	sleep_ms(2000);
	for (i = 0; i < 2; i++) {
		count[i] = load_stop(load[i]);
		if (!count[i].done)
			fault("%s has done nothing", card[i].node);
		same("commands that ended otherwise", count[i].cancelled + count[i].late +
		     count[i].reset + count[i].gone, 0);
	}
	snprintf(said, sizeof(said), "4 programs at each of 2 cards, %lu and %lu commands",
		 count[0].done, count[1].done);
	return said;
}

static const char *full(void)
{
	struct libucmd *edu = session("edu0");
	char buf[16] = "";
	int i, busy = 0;
	uint64_t tag;

	for (i = 0; i < EDU_DEPTH + 6; i++)
		send_write(edu, buf, i);
	for (i = 0; i < 5; i++)
		busy += result(edu, &tag) == -EBUSY;
	if (busy < 4)
		fault("with %d commands sent at once, %d of 5 were busy", EDU_DEPTH + 6, busy);
	same("reset", libucmd_call(edu, EDU_RESET, NULL, 0), 0);
	libucmd_cancel_all(edu);
	for (; i < EDU_DEPTH + 6; i++)
		result(edu, &tag);
	libucmd_close(&edu);
	works(&card[0]);
	return "above EDU_DEPTH commands are answered EBUSY";
}

/*
 * Cancel a write that waits and the one the card has, with one behind.  False
 * when this took as long as the first write: it says nothing then.
 */
static bool cancels_in_time(void)
{
	struct libucmd *edu = session("edu0");
	int waits, has, i, res[3] = { 0 };
	int64_t start = now();
	char buf[16] = "";
	uint64_t tag = 3;
	bool in_time;

	/* memory that is not registered is pinned by workers, in any order */
	for (i = 0; i < 3; i++) {
		send_write(edu, buf, i);
		sleep_ms(10);
	}
	waits = libucmd_cancel(edu, 1);
	has = libucmd_cancel(edu, 0);
	in_time = now() - start < DMA_MS * MSEC;
	for (i = 0; i < 3; i++) {
		int ended = result(edu, &tag);

		if (tag < 3)
			res[tag] = ended;
	}
	libucmd_close(&edu);
	if (!in_time)
		return false;
	same("cancel what waits", waits, 1);
	same("its result", res[1], -ECANCELED);
	same("cancel what the card has", has, 1);
	same("its result", res[0], -ECANCELED);
	same("the one behind", res[2], 16);
	return true;
}

static const char *cancels(void)
{
	static const struct load_opts opts = {
		.threads = 3, .in_flight = 4, .jobs = true, .cancels = true,
	};
	static char said[128];
	struct load_count count;
	struct load *load;
	int i;

	for (i = 0; i < 20 && !cancels_in_time(); i++)
		;
	if (i == 20)
		fault("this machine is too slow to cancel a write of %d ms", DMA_MS);

	load = load_start("edu0", &opts);
	sleep_ms(1500);
	count = load_stop(load);
	if (!count.cancelled || !count.done)
		fault("%lu were cancelled, %lu done", count.cancelled, count.done);
	snprintf(said, sizeof(said), "the command at work, and one that waits; under load, %lu of %lu",
		 count.cancelled, count.cancelled + count.done);
	return said;
}

static const char *lost(void)
{
	static const struct load_opts opts = {
		.threads = 2, .in_flight = 4, .jobs = true, .registered = true, .deadline_ms = 700,
	};
	struct libucmd *edu = session("edu0");
	static char said[128];
	struct load_count count;
	struct load *load;
	int64_t start;

	lose_interrupts(1);
	libucmd_deadline(edu, 300);
	start = now();
	same("7!, with no interrupt at all", compute(edu, 7), -ETIMEDOUT);
	if (now() - start < 290 * MSEC)
		fault("it ended before its time");
	lose_interrupts(0);
	same("7!", compute(edu, 7), 5040);
	libucmd_close(&edu);

	lose_interrupts(5);
	load = load_start("edu0", &opts);
	sleep_ms(4000);
	count = load_stop(load);
	lose_interrupts(0);
	if (!count.late || !count.done)
		fault("%lu were late, %lu done", count.late, count.done);
	works(&card[0]);
	snprintf(said, sizeof(said), "each ends by its deadline; of every 5th, %lu late, %lu done",
		 count.late, count.done);
	return said;
}

static const char *spurious(void)
{
	static const struct load_opts opts = { .threads = 2, .in_flight = 4, .jobs = true };
	struct load_count count;
	static char said[128];
	struct load *load;
	int i;

	raise_interrupts(&card[0], 3);
	works(&card[0]);
	load = load_start("edu0", &opts);
	for (i = 0; i < 300; i++) {
		raise_interrupts(&card[0], 1 + i % 3);
		sleep_ms(5);
	}
	count = load_stop(load);
	same("commands that ended otherwise",
	     count.cancelled + count.late + count.reset + count.gone, 0);
	snprintf(said, sizeof(said), "600 interrupts nobody waits for, among %lu commands",
		 count.done);
	return said;
}

static const char *resets(void)
{
	static const struct load_opts opts = { .threads = 2, .in_flight = 4, .jobs = true };
	struct libucmd *edu = session("edu0");
	static char said[128];
	struct load_count count;
	unsigned char buf[16] = "";
	struct load *load;
	int i;

	send_write(edu, buf, 1);
	send_write(edu, buf, 2);
	sleep_ms(20);
	same("reset", libucmd_call(edu, EDU_RESET, NULL, 0), 0);
	same("the command at work", result(edu, NULL), -ECONNRESET);
	same("the command that waited", result(edu, NULL), 16);

	load = load_start("edu0", &opts);
	for (i = 0; i < 8; i++) {
		sleep_ms(50);
		same("reset", libucmd_call(edu, EDU_RESET, NULL, 0), 0);
	}
	count = load_stop(load);
	if (!count.reset)
		fault("no command was with the card when it was reset");
	libucmd_close(&edu);
	works(&card[0]);
	snprintf(said, sizeof(said), "by the op: ECONNRESET for %lu, %lu done", count.reset,
		 count.done);
	return said;
}

static const char *sysfs_resets(void)
{
	static const struct load_opts opts = { .threads = 2, .in_flight = 4, .jobs = true };
	static char said[128];
	struct load_count count;
	struct load *load;
	int i;

	load = load_start(pulled->node, &opts);
	for (i = 0; i < 3; i++) {
		sleep_ms(120);
		same("echo 1 >reset", reset_by_sysfs(pulled), 0);
	}
	count = load_stop(load);
	if (!count.reset)
		fault("no command was with the card when it was reset");
	works(pulled);
	snprintf(said, sizeof(said), "by sysfs: ECONNRESET for %lu, %lu done", count.reset,
		 count.done);
	return said;
}

/* What hibernation does to devices, up to where the image would be written. */
static int hibernate(void)
{
	int fd = open("/dev/snapshot", O_RDONLY), image = 1, err = 0;

	if (fd < 0)
		return -errno;
	if (ioctl(fd, SNAPSHOT_FREEZE) || ioctl(fd, SNAPSHOT_CREATE_IMAGE, &image))
		err = -errno;
	ioctl(fd, SNAPSHOT_FREE);
	ioctl(fd, SNAPSHOT_UNFREEZE);
	close(fd);
	return err;
}

/* NULL with no fault: could not be tried. */
static const char *sleeps(void)
{
	static const struct load_opts opts = { .threads = 2, .in_flight = 4, .jobs = true };
	static char said[128];
	struct load_count count;
	struct load *load;
	int i, err = 0;

	load = load_start("edu0", &opts);
	for (i = 0; i < 3 && !err; i++) {
		sleep_ms(150);
		err = hibernate();
	}
	count = load_stop(load);
	if (err == -ENOENT)
		return NULL;
	same("hibernate", err, 0);
	same("commands that ended otherwise",
	     count.cancelled + count.late + count.reset + count.gone, 0);
	works(&card[0]);
	works(&card[1]);
	snprintf(said, sizeof(said), "3 times all devices slept and woke, %lu commands saw nothing of it",
		 count.done);
	return said;
}

/* Ways for a command that the card has to end early. */
static const struct {
	const char *name;
	uint32_t deadline_ms;
	bool cancel, reset, pull;
	int res;
} early[] = {
	{ .name = "cancelled", .cancel = true, .res = -ECANCELED },
	{ .name = "late", .deadline_ms = 40, .res = -ETIMEDOUT },
	{ .name = "reset", .reset = true, .res = -ECONNRESET },
	{ .name = "pulled", .pull = true, .res = -ENODEV },
};

/*
 * A read that has ended early, and then time enough for the card to end it.  Returns
 * false if the card was faster.
 */
static bool end_early(unsigned int how, unsigned char *buf)
{
	struct edu_move args = { .addr = (uintptr_t)buf, .len = 64 };
	struct iovec iov = { .iov_base = buf, .iov_len = 4096 };
	struct libucmd *edu = session(pulled->node);
	int i, res;

	memset(buf, 0x11, args.len);
	same("write", move(edu, EDU_WRITE, buf, args.len, 0), args.len);
	memset(buf, 0x5a, args.len);
	same("register", io_uring_register_buffers(libucmd_ring(edu), &iov, 1), 0);
	libucmd_deadline(edu, early[how].deadline_ms);
	same("read", libucmd_prep(edu, EDU_READ, &args, sizeof(args), LIBUCMD_BUF(0), 1), 0);
	same("read", libucmd_submit(edu), 0);
	sleep_ms(10);
	if (early[how].cancel)
		libucmd_cancel(edu, 1);
	if (early[how].reset)
		same("reset", libucmd_call(edu, EDU_RESET, NULL, 0), 0);
	if (early[how].pull)
		pull(pulled);
	res = result(edu, NULL);
	if (!early[how].pull || plug(pulled))
		works(pulled);
	sleep_ms(250);
	for (i = 0; res < 0 && i < (int)args.len; i++) {
		if (!same("memory of a read that had ended", buf[i], 0x5a)) {
			fault("the read was %s", early[how].name);
			break;
		}
	}
	libucmd_close(&edu);
	if (res == (int)args.len)
		return false;
	same(early[how].name, res, early[how].res);
	return true;
}

static const char *untouched(void)
{
	unsigned char *buf = pages(1);
	unsigned int how, tries;

	for (how = 0; how < sizeof(early) / sizeof(early[0]); how++) {
		for (tries = 0; tries < 10 && !end_early(how, buf); tries++)
			;
		if (tries == 10)
			fault("the card was faster each time: %s", early[how].name);
	}
	munmap(buf, 4096);
	return "memory of a read that was cancelled, late, reset or pulled stays as it is";
}

static const char *killed(void)
{
	char *buf = (char *)pages(1);
	pid_t pid = fork();
	int i;

	if (!pid) {
		struct libucmd *edu = session("edu0");

		for (i = 0; i < 8; i++)
			send_write(edu, buf, i);
		for (;;)
			pause();
	}
	sleep_ms(50);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	works(&card[0]);
	all_unpinned();
	munmap(buf, 4096);
	return "a program with 8 writes is killed: nothing of it stays";
}

static const char *silent(void)
{
	struct libucmd *edu = session(pulled->node);
	struct edu_number ask = { .value = 0 };
	char buf[16] = "";
	int i;

	for (i = 0; i < 3; i++)
		send_write(edu, buf, i);
	sleep_ms(20);
	disconnect(pulled);
	same("identify", libucmd_call(edu, EDU_IDENTIFY, NULL, 0), -ENODEV);
	same("alive", libucmd_call(edu, EDU_ALIVE, &ask, sizeof(ask)), -ENODEV);
	/* it notices the others, too */
	same("factorial", compute(edu, 3), -ENODEV);
	for (i = 0; i < 3; i++)
		same("write", result(edu, NULL), -ENODEV);
	pull(pulled);
	same("identify", libucmd_call(edu, EDU_IDENTIFY, NULL, 0), -ENODEV);
	libucmd_close(&edu);
	if (plug(pulled))
		works(pulled);
	return "its registers are gone before the driver knows: ENODEV for all";
}

static bool cycle(bool jobs, bool outside)
{
	const struct load_opts opts = {
		.threads = 3, .in_flight = 5, .jobs = jobs, .registered = rand() % 2,
		.cancels = rand() % 2,
	};
	unsigned long before = __atomic_load_n(&faults, __ATOMIC_RELAXED);
	struct load *load = load_start(pulled->node, &opts);
	struct load_count count;

	sleep_ms(rand() % 40);
	if (outside)
		eject(pulled);
	else
		pull(pulled);
	count = load_stop(load);
	if (!count.gone)
		fault("no command was there when the card was pulled");
	return (outside ? insert(pulled) : plug(pulled)) && works(pulled) &&
	       __atomic_load_n(&faults, __ATOMIC_RELAXED) == before;
}

/*
 * Memory that the kernel does not give back at once, whoever freed it: 4 MiB, and what a
 * kernel with KASAN keeps of what is freed, a thirty-second of all.
 */
static long long kept_kib(void)
{
	char line[256];
	bool kasan = false;
	FILE *file = fopen("/proc/kallsyms", "r");

	while (file && !kasan && fgets(line, sizeof(line), file))
		kasan = strstr(line, "kasan_quarantine_reduce");
	if (file)
		fclose(file);
	return 4096 + (kasan ? get("/proc/meminfo", "MemTotal:") / 32 : 0);
}

static const char *goes_and_comes(bool outside)
{
	long long bounce = bouncing(), start = 0, left;
	static char said[128];
	int64_t began = now();
	int i;

	/* the first ones fill caches */
	for (i = 0; i < cycles; i++) {
		if (i == 6)
			start = available_kib();
		if (!cycle(i % 2, outside)) {
			fault("cycle %d of %d", i + 1, cycles);
			return NULL;
		}
	}
	all_unpinned();
	same("bytes that bounce still", bouncing(), bounce);
	left = available_kib();
	if (start && start - left > kept_kib())
		fault("%lld KiB of memory are gone", start - left);
	snprintf(said, sizeof(said), "%d times pulled and plugged under load, %lld ms each, memory %+lld KiB",
		 cycles, (long long)((now() - began) / MSEC / cycles), start ? left - start : 0);
	return said;
}

static const char *surprises(void)
{
	return goes_and_comes(false);
}

static const char *ejected(void)
{
	return goes_and_comes(true);
}

static const char *dozing(void)
{
	struct libucmd *edu;

	if (!may_doze(pulled))
		return NULL;
	same("it sleeps while no file is open", dozes(pulled), true);
	edu = session(pulled->node);
	same("it sleeps while a file is open", dozes(pulled), false);
	same("6!, after it slept", compute(edu, 6), 720);
	libucmd_close(&edu);
	same("it sleeps when the file is closed", dozes(pulled), true);
	edu = session(pulled->node);
	pull(pulled);
	same("identify", libucmd_call(edu, EDU_IDENTIFY, NULL, 0), -ENODEV);
	libucmd_close(&edu);
	if (!plug(pulled) || !may_doze(pulled))
		return NULL;
	same("it sleeps after it was pulled awake", dozes(pulled), true);
	pull(pulled);
	if (plug(pulled))
		works(pulled);
	return "asleep while no file is open, awake while one is, pulled in either state";
}

static const struct {
	const char *name;
	const char *(*run)(void);
} cases[] = {
	{ "answers", answers },
	{ "refuses", refuses },
	{ "moves", moves },
	{ "registered", registered },
	{ "many", many },
	{ "full", full },
	{ "cancels", cancels },
	{ "lost", lost },
	{ "spurious", spurious },
	{ "resets", resets },
	{ "sysfs-resets", sysfs_resets },
	{ "sleeps", sleeps },
	{ "untouched", untouched },
	{ "killed", killed },
	{ "silent", silent },
	{ "dozing", dozing },
	{ "surprises", surprises },
	{ "ejected", ejected },
};

static bool find_cards(void)
{
	struct stat st;
	char path[300];
	int i;

	if (cards(card, 2) != 2)
		return false;
	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/reset", card[i].pci);
		if (!stat(path, &st))
			pulled = &card[i];
	}
	return pulled;
}

static bool chosen(const char *name, char **names)
{
	if (!*names)
		return true;
	while (*names && strcmp(*names, name))
		names++;
	return *names;
}

int main(int argc, char **argv)
{
	int failed = 0;
	unsigned int i;

	if (argc < 2)
		return 2;
	cycles = atoi(argv[1]);
	if (!find_cards()) {
		printf("not ok - cards: not two, or sysfs can reset neither\n");
		return 1;
	}
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned long before = faults;
		const char *said;

		if (!chosen(cases[i].name, argv + 2))
			continue;
		said = cases[i].run();
		if (faults != before) {
			printf("not ok - %s\n", cases[i].name);
			failed++;
		} else if (said) {
			printf("ok - %s: %s\n", cases[i].name, said);
		} else {
			printf("ok - %s # SKIP this machine cannot\n", cases[i].name);
		}
		fflush(stdout);
	}
	return failed != 0;
}
