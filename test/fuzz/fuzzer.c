// SPDX-License-Identifier: GPL-2.0-only
/* fuzzer: chunks of commands, what must hold after each, and who watches over them. */
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>

#include "../guest/pinned.h"
#include "fuzzer.h"

#define CHUNK		10000

/* Nothing has happened for so long: it is stuck. */
#define STUCK_S		150

/* Rings and slots are given back in their own time. */
#define GONE_S		60

/* So much may be less available at the end than after the first chunks. */
#define LEAK_KB		48000

bool kernel_reads_links_late, kernel_copies_arguments_alone, kernel_drains_may_stall;
bool kernel_has_fixed_vectors;
int files[FILES];
struct results ring_results, call_results;

static uint64_t seed = 1, commands = 100000;
static long only_chunk = -1;

/* Shared with who watches. */
static struct {
	atomic_uint beats;
	atomic_long chunk;
} *shared;

void beat(void)
{
	atomic_fetch_add(&shared->beats, 1);
}

static void say_how_again(void)
{
	printf("# again: --seed %llu --chunk %ld\n", (unsigned long long)seed,
	       atomic_load(&shared->chunk));
	fflush(stdout);
}

void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("# chunk %ld: ", atomic_load(&shared->chunk));
	vprintf(format, args);
	printf("\n");
	va_end(args);
	say_how_again();
	_exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* ------------------------------------------------------------------------
 * The kernel
 */

static void know_kernel(void)
{
	struct utsname name;

	uname(&name);
	kernel_copies_arguments_alone = !strncmp(name.release, "6.1.", 4);
	kernel_reads_links_late = !strncmp(name.release, "6.12.", 5);
	kernel_drains_may_stall = kernel_copies_arguments_alone || kernel_reads_links_late;
	kernel_has_fixed_vectors = !kernel_drains_may_stall;
}

static long meminfo(const char *what)
{
	FILE *file = fopen("/proc/meminfo", "r");
	char line[128];
	long kb = 0;

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, what, strlen(what)))
			kb = atol(line + strlen(what));
	if (file)
		fclose(file);
	return kb;
}

/* ------------------------------------------------------------------------
 * Files
 */

static int file_open(const char *path, int flags)
{
	double end = now() + GONE_S;
	int fd;

	/* its node comes and goes with the device */
	while ((fd = open(path, flags | O_CLOEXEC)) < 0) {
		if (now() > end)
			fail("%s: %m", path);
		sched_yield();
	}
	return fd;
}

/* In place of what was open, for others may be using the descriptor. */
static void file_open_as(unsigned int which, const char *path, int flags)
{
	int fd = file_open(path, flags);

	if (!files[which]) {
		files[which] = fd;
		return;
	}
	dup2(fd, files[which]);
	close(fd);
}

static void files_open(void)
{
	file_open_as(FILE_MAIN, "/dev/fuzz", O_RDWR);
	file_open_as(FILE_READER, "/dev/fuzz", O_RDONLY);
	file_open_as(FILE_SMALL, "/dev/fuzz_small", O_RDWR);
	file_open_as(FILE_PLUG, "/dev/fuzz_plug", O_RDWR);
	file_open_as(FILE_FOREIGN, "/proc/version", O_RDONLY);
	files[FILE_BAD] = 1000;
}

/* ------------------------------------------------------------------------
 * What must hold after each chunk
 */

static struct fuzz_counts counts(void)
{
	struct fuzz_counts counts;

	if (ioctl(files[FILE_MAIN], FUZZ_COUNTS, &counts))
		fail("FUZZ_COUNTS: %m");
	return counts;
}

/*
 * Every ring is closed: what was pending comes to its end without our help, but
 * for what the driver cannot be asked to give back.
 */
static void check_driver(void)
{
	double end = now() + GONE_S;
	struct fuzz_counts seen;

	for (;;) {
		seen = counts();
		if (!seen.live && !seen.kept)
			break;
		if (now() > end)
			fail("%u commands are pending still, with every ring closed",
			     seen.live + seen.kept);
		if (!seen.live)
			ioctl(files[FILE_MAIN], FUZZ_FLUSH);
		usleep(1000);
		beat();
	}
	if (seen.wrong)
		fail("the driver saw %u promises broken: see the log", seen.wrong);
	/* a ring lets go of its buffers some time after it was closed */
	while (pinned_pages()) {
		if (now() > end)
			fail("%ld pages are pinned still, with every ring closed", pinned_pages());
		usleep(1000);
		beat();
	}
}

static void send(struct ring *ring, int fd, uint32_t op, const void *args, size_t size)
{
	struct io_uring_sqe *sqe = ring_next(ring, false);

	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = fd;
	sqe->cmd_op = op;
	memcpy((uint8_t *)sqe + offsetof(struct io_uring_sqe, cmd), args, size);
	ring_publish(ring);
	if (ring_enter(ring, 1, false) != 1)
		fail("io_uring_enter: %m");
	ring_results.commands++;
}

static int32_t answer(struct ring *ring)
{
	double end = now() + GONE_S;
	struct done done;

	while (!ring_reap(ring, &done)) {
		if (now() > end)
			fail("no answer");
		ring_enter(ring, 0, true);
	}
	return done.res;
}

/* How many commands of @op may be pending at once? */
static unsigned int room_for(const char *path, uint32_t op, unsigned int most)
{
	struct fuzz_args args = { .how = FUZZ_FROM_RELEASE, .tag = 3 };
	struct ucmd_cancel all = { };
	unsigned int n, room = 0;
	struct ring ring;
	int fd, err;

	err = ring_open(&ring, 2 * FUZZ_DEPTH, 0, 0);
	if (err)
		fail("no ring: %s", strerror(-err));
	fd = file_open(path, O_RDWR);
	for (n = 0; n < most; n++)
		send(&ring, fd, op, &args, sizeof(args));
	ioctl(fd, UCMD_CANCEL, &all);
	for (n = 0; n < most; n++) {
		int32_t res = answer(&ring);

		if (res != -EBUSY && res != -ECANCELED)
			fail("%s: a cancelled command answers %d", path, res);
		room += res == -ECANCELED;
	}
	close(fd);
	ring_close(&ring);
	return room;
}

/* Slots may come back a moment after the commands, but all do. */
static void check_room(const char *path, uint32_t op, unsigned int want)
{
	double end = now() + GONE_S;
	unsigned int room;

	while ((room = room_for(path, op, want + 1)) != want) {
		if (room > want || now() > end)
			fail("%s: room for %u pending commands, expected %u", path, room, want);
		usleep(2000);
		beat();
	}
}

/* ------------------------------------------------------------------------
 * A command through a file and a ring of its own, that nothing here may end
 */

static struct ring stay_ring;
static int stay_fd = -1;
bool purged;

static void stay_start(void)
{
	int err;

	err = ring_open(&stay_ring, 1, 0, 0);
	if (err)
		fail("no ring: %s", strerror(-err));
	stay_fd = file_open("/dev/fuzz", O_RDWR);
	send(&stay_ring, stay_fd, FUZZ_STAY, NULL, 0);
}

static void check_stay(void)
{
	struct done done;

	ring_enter(&stay_ring, 0, false);
	if (!ring_reap(&stay_ring, &done))
		return;
	if (!purged || done.res != -EIO)
		fail("a command that nobody may end has ended with %d", done.res);
	send(&stay_ring, stay_fd, FUZZ_STAY, NULL, 0);
}

/* ------------------------------------------------------------------------
 * Chunks
 */

static uint64_t run_chunk(long chunk)
{
	struct random random = random_seeded(seed ^ random_mix(chunk));
	unsigned int sent = 0;

	atomic_store(&shared->chunk, chunk);
	purged = false;
	files_open();
	ioctl(files[FILE_MAIN], FUZZ_FORGET);
	while (sent < CHUNK)
		sent += life_run(&random, CHUNK - sent);
	check_driver();
	check_stay();
	check_room("/dev/fuzz", FUZZ_WAIT, FUZZ_DEPTH - 1);
	check_room("/dev/fuzz_small", FUZZ_HOLD, FUZZ_SMALL_DEPTH);
	return sent;
}

static void check_memory(long begin, long chunks)
{
	long lost = begin - meminfo("MemAvailable:");

	if (!begin)
		printf("ok - fuzz: memory # SKIP too few commands to tell\n");
	else if (lost > LEAK_KB)
		fail("%ld kB are gone after %ld chunks", lost, chunks);
	else
		printf("ok - fuzz: memory: %ld kB less than after the first chunks\n", lost);
}

static int work(void)
{
	long chunk, chunks = (commands + CHUNK - 1) / CHUNK, warm = chunks > 20 ? 10 : chunks;
	double begin = now(), said = begin, took;
	uint64_t sent = 0;
	long memory = 0;

	know_kernel();
	files_open();
	memory_start();
	caller_start();
	stay_start();
	if (only_chunk >= 0) {
		sent = run_chunk(only_chunk);
	} else {
		for (chunk = 0; chunk < chunks; chunk++) {
			sent += run_chunk(chunk);
			if (chunk == warm)
				memory = meminfo("MemAvailable:");
			if (now() - said < 60)
				continue;
			said = now();
			printf("# %llu commands in %.0f s\n", (unsigned long long)sent,
			       said - begin);
			fflush(stdout);
		}
	}
	took = now() - begin;
	print_results(&ring_results, "io_uring");
	print_results(&call_results, "ioctl");
	printf("ok - fuzz: %llu commands, each answered once, as it may be\n",
	       (unsigned long long)sent);
	printf("# %.0f s, %.0f commands/s\n", took, sent / took);
	if (stalled_drains)
		printf("# rings given up because the kernel stalled in a drain: %u\n",
		       stalled_drains);
	printf("ok - fuzz: the driver saw no promise broken, and has all its room\n");
	check_memory(memory, chunks);
	return 0;
}

/* ------------------------------------------------------------------------
 * Who watches
 */

static void show_stacks(pid_t pid)
{
	char command[128];

	snprintf(command, sizeof(command),
		 "grep -s . /proc/%d/task/*/stack /proc/%d/task/*/comm", pid, pid);
	fflush(stdout);
	if (system(command))
		printf("# no stacks\n");
}

static int watch(pid_t pid)
{
	unsigned int beats = 0;
	double last = now();
	int status;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		if (atomic_load(&shared->beats) != beats) {
			beats = atomic_load(&shared->beats);
			last = now();
		}
		if (now() - last > STUCK_S) {
			printf("# chunk %ld is stuck\n", atomic_load(&shared->chunk));
			say_how_again();
			show_stacks(pid);
			kill(pid, SIGKILL);
			return 1;
		}
		usleep(100000);
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	printf("# killed by signal %d\n", WTERMSIG(status));
	say_how_again();
	return 1;
}

static void usage(void)
{
	fprintf(stderr, "usage: fuzzer [--commands N] [--seed N] [--chunk N]\n");
	exit(2);
}

static void parse(int argc, char **argv)
{
	static const struct option options[] = {
		{ "commands", required_argument, NULL, 'n' },
		{ "seed", required_argument, NULL, 's' },
		{ "chunk", required_argument, NULL, 'c' },
		{ }
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		switch (option) {
		case 'n':
			commands = strtoull(optarg, NULL, 0);
			break;
		case 's':
			seed = strtoull(optarg, NULL, 0);
			break;
		case 'c':
			only_chunk = strtol(optarg, NULL, 0);
			break;
		default:
			usage();
		}
	}
	if (optind < argc || !commands)
		usage();
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	parse(argc, argv);
	printf("# seed %llu\n", (unsigned long long)seed);
	fflush(stdout);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED)
		return 2;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		status = work();
		fflush(stdout);
		_exit(status);
	}
	status = pid < 0 ? 2 : watch(pid);
	if (status)
		printf("not ok - fuzz\n");
	return status;
}
