// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does every command end once, whatever happens?  Runs cycles: starts the workers of
 * a plan, lets its events happen, and compares what the dead and the living have
 * written down with what the driver has counted.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../guest/rules.h"
#include "client.h"

/* After so many cycles all must be gone that they left behind. */
#define SETTLE_EVERY	8
/* After so many the kernel has what it keeps. */
#define WARM_CYCLES	16
/* What is late, and what is too late, on a machine that does not stand still. */
#define SLOW_MS		1000
#define BOUND_MS	10000
/* How far memory and files may be from where they were. */
#define MEMORY_KIB	(24 << 10)
#define FILES		64

/**
 * struct shared - what the processes write down
 * @records: of the workers
 */
struct shared {
	struct worker_record records[WORKERS_MAX];
};

/**
 * struct child - a worker, as its parent sees it
 * @pid: its number
 * @killed: it was, at @killed_us
 * @clock_us: what the clock had lost then
 * @gone: it is, with @status
 */
struct child {
	pid_t pid;
	bool killed, gone;
	uint64_t killed_us, clock_us;
	int status;
};

/* What was seen in all cycles. */
static struct {
	unsigned long cycles, commands, calls, killed, pulled;
	unsigned long lost, doubled, wrong, unbalanced, late, died;
	unsigned int slow;
	uint64_t kill_us, pull_us;
} total;

static struct shared *shared;
static struct plan plan;
static struct child children[WORKERS_MAX];
static unsigned int cycle, scale = 1;
static uint64_t cycle_seed;
static bool verbose, by_hand;
static int ctl, base_references;

/* For the watchdog: when the cycle began and what it is at. */
static uint64_t cycle_began_us;
static const char *cycle_at;

static void __attribute__((format(printf, 1, 2))) complain(const char *format, ...)
{
	va_list args;

	printf("# cycle %u (seed %#llx): ", cycle, (unsigned long long)cycle_seed);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

/* ------------------------------------------------------------------------
 * The clock: how long did this machine stand still?  And the watchdog
 */

static uint64_t clock_lost_us;

/* What each thread of a program, and each that cannot be interrupted, waits for. */
#define WHO_WAITS							\
	"for task in /proc/[0-9]*/task/*; do "				\
	"grep -q '^State:.*D (\\|^VmSize:' $task/status || continue; "	\
	"sed -n 's/^\\(Name\\|State\\|Tgid\\|Pid\\|PPid\\|SigPnd\\|ShdPnd\\):/# &/p' " \
	"$task/status; sed 's/^/#   /' $task/stack; done"

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		printf("# %s: %m\n", path);
	close(fd);
}

static void *clock_run(void *arg)
{
	const unsigned int tick_us = 5000;
	uint64_t before = now_us(), now;

	(void)arg;
	for (;;) {
		sleep_us(tick_us);
		now = now_us();
		if (now - before > 2 * tick_us)
			__atomic_fetch_add(&clock_lost_us, now - before - tick_us,
					   __ATOMIC_RELAXED);
		before = now;
		/* it may have begun since we looked at the time */
		if (now < __atomic_load_n(&cycle_began_us, __ATOMIC_RELAXED) +
			  6ULL * BOUND_MS * 1000 * scale)
			continue;
		complain("hangs: %s", cycle_at);
		printf("not ok - nothing hangs\n");
		fflush(stdout);
		if (system(WHO_WAITS))
			printf("# who waits cannot be said\n");
		_exit(1);
	}
	return NULL;
}

static uint64_t clock_lost(void)
{
	return __atomic_load_n(&clock_lost_us, __ATOMIC_RELAXED);
}

/* Something that must be quick took @us, in which the clock lost @lost. */
static void took(const char *what, uint64_t us, uint64_t lost, uint64_t *longest)
{
	if (us > *longest)
		*longest = us;
	if (us <= SLOW_MS * 1000ULL * scale)
		return;
	total.slow++;
	complain("slow: %s took %llu ms; the machine stood still for %llu ms of it", what,
		 (unsigned long long)us / 1000, (unsigned long long)lost / 1000);
	if (us - (lost < us ? lost : us) > BOUND_MS * 1000ULL * scale)
		total.late++;
}

/* ------------------------------------------------------------------------
 * The driver
 */

static int control(unsigned long number, unsigned int device)
{
	int ret = ioctl(ctl, number, device);

	return ret < 0 ? -errno : ret;
}

static void must_control(unsigned long number, unsigned int device, const char *what)
{
	int ret = control(number, device);

	if (ret < 0) {
		complain("%s chaos%u: %s", what, device, strerror(-ret));
		total.wrong++;
	}
}

static long read_number(const char *path)
{
	FILE *file = fopen(path, "re");
	long number = -1;

	if (!file || fscanf(file, "%ld", &number) != 1)
		printf("# %s cannot be read\n", path);
	if (file)
		fclose(file);
	return number;
}

static int references(void)
{
	return read_number(by_hand ? "/sys/module/chaos_raw/refcnt" : "/sys/module/chaos/refcnt");
}

static struct chaos_counters counters(void)
{
	struct chaos_counters seen = { };

	if (ioctl(ctl, CHAOS_CTL_COUNTERS, &seen))
		complain("counters: %m");
	return seen;
}

static bool balanced(const struct chaos_counters *seen)
{
	return seen->count[CHAOS_STARTED] == seen->count[CHAOS_FINISHED] &&
	       seen->count[CHAOS_OPENED] == seen->count[CHAOS_RELEASED];
}

/* All that the cycles left behind must go, and each must have had its last word. */
static void settle(void)
{
	uint64_t end = now_us() + BOUND_MS * 1000ULL * scale;
	struct chaos_counters seen;
	unsigned int i;

	cycle_at = "waiting for what is left to go";
	for (;;) {
		for (i = 0; i < CHAOS_DEVICES; i++)
			control(CHAOS_CTL_FLUSH, i);
		seen = counters();
		if ((balanced(&seen) && references() == base_references) || now_us() > end)
			break;
		sleep_us(2000);
	}
	if (!balanced(&seen) || references() != base_references) {
		complain("%u started, %u finished; %u opened, %u released; %d references, %d expected",
			 seen.count[CHAOS_STARTED], seen.count[CHAOS_FINISHED],
			 seen.count[CHAOS_OPENED], seen.count[CHAOS_RELEASED],
			 references(), base_references);
		total.unbalanced++;
	}
	for (i = CHAOS_FINISHED_TWICE; i < CHAOS_COUNTERS; i++) {
		if (!seen.count[i])
			continue;
		complain("counter %u of the driver must be 0, is %u", i, seen.count[i]);
		total.unbalanced++;
	}
}

/* ------------------------------------------------------------------------
 * Processes
 */

static struct child *child_of(pid_t pid)
{
	unsigned int i;

	for (i = 0; i < plan.n_workers; i++)
		if (children[i].pid == pid)
			return &children[i];
	return NULL;
}

/* Runs until no process is left, theirs included, and says when each was gone. */
static void *reaper_run(void *arg)
{
	struct child *child;
	int status;
	pid_t pid;

	(void)arg;
	while ((pid = waitpid(-1, &status, 0)) > 0 || errno == EINTR) {
		child = child_of(pid);
		if (!child)
			continue;
		child->status = status;
		__atomic_store_n(&child->gone, true, __ATOMIC_RELEASE);
		if (__atomic_load_n(&child->killed, __ATOMIC_ACQUIRE))
			took("a killed process", now_us() - child->killed_us,
			     clock_lost() - child->clock_us, &total.kill_us);
	}
	return NULL;
}

static void kill_child(struct child *child)
{
	if (child->killed || __atomic_load_n(&child->gone, __ATOMIC_ACQUIRE))
		return;
	child->clock_us = clock_lost();
	child->killed_us = now_us();
	__atomic_store_n(&child->killed, true, __ATOMIC_RELEASE);
	kill(child->pid, SIGKILL);
	total.killed++;
}

static void start_workers(int mailbox)
{
	struct world world = {
		.plan = &plan, .cycle = cycle, .ctl = ctl, .mailbox = mailbox,
		.patience_ms = BOUND_MS * scale, .by_hand = by_hand,
	};
	unsigned int i;

	for (i = 0; i < plan.n_workers; i++) {
		children[i] = (struct child){ .pid = fork() };
		if (!children[i].pid)
			worker_run(&world, i, &shared->records[i]);
		if (children[i].pid < 0) {
			complain("fork: %m");
			_exit(1);
		}
	}
}

/* ------------------------------------------------------------------------
 * Events
 */

static void event_pull(const struct event *event)
{
	uint64_t lost = clock_lost(), begin = now_us();

	must_control(CHAOS_CTL_PULL, event->device, "pull");
	took("unregistering", now_us() - begin, clock_lost() - lost, &total.pull_us);
	total.pulled++;
	sleep_us(event->for_us);
	must_control(CHAOS_CTL_PLUG, event->device, "plug");
}

static void event_pause(const struct event *event)
{
	must_control(CHAOS_CTL_PAUSE, event->device, "pause");
	sleep_us(event->for_us);
	if (event->drain)
		control(CHAOS_CTL_DRAIN, event->device);
	if (event->purge)
		must_control(CHAOS_CTL_PURGE, event->device, "purge");
	must_control(CHAOS_CTL_RESUME, event->device, "resume");
}

/* Files from workers; the next letter's closes the last one's. */
static void event_receive(int mailbox, int *kept)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { .iov_base = &(char){ 0 }, .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};

	if (recvmsg(mailbox, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 0 ||
	    !message.msg_controllen)
		return;
	if (*kept >= 0)
		close(*kept);
	memcpy(kept, CMSG_DATA(&control.header), sizeof(*kept));
}

static void event_happens(const struct event *event, int mailbox, int *kept)
{
	sleep_us(event->after_us);
	switch (event->kind) {
	case EVENT_KILL:
		cycle_at = "killing";
		kill_child(&children[event->worker]);
		break;
	case EVENT_PULL:
		cycle_at = "pulling";
		event_pull(event);
		break;
	case EVENT_PAUSE:
		cycle_at = "pausing";
		event_pause(event);
		break;
	case EVENT_PURGE:
		cycle_at = "purging";
		must_control(CHAOS_CTL_PURGE, event->device, "purge");
		break;
	case EVENT_DRAIN:
		cycle_at = "draining";
		control(CHAOS_CTL_DRAIN, event->device);
		break;
	case EVENT_RECEIVE:
		cycle_at = "receiving";
		event_receive(mailbox, kept);
		break;
	}
}

/* ------------------------------------------------------------------------
 * The verdict on a cycle
 */

static void judge_ring(const struct ring_record *ring, bool complete, unsigned int worker,
		       unsigned int number)
{
	unsigned int setup = plan.workers[worker].rings[number].setup;
	unsigned int i;

	total.commands += ring->accepted;
	for (i = 0; i < ring->prepared; i++) {
		const struct command *command = &ring->commands[i];

		if (command->seen > 1) {
			total.doubled++;
			complain("worker %u ring %u (setup %#x): op %u came %u times", worker,
				 number, setup, _IOC_NR(command->op), command->seen);
		}
		if (complete && !ring->closed && i < ring->accepted && !command->seen) {
			total.lost++;
			complain("worker %u ring %u (setup %#x): op %u never came", worker,
				 number, setup, _IOC_NR(command->op));
		}
	}
}

static void judge_worker(unsigned int number)
{
	const struct worker_record *record = &shared->records[number];
	const struct child *child = &children[number];
	bool complete = record->fate == FATE_DRAINED || record->fate == FATE_STUCK;
	unsigned int i;

	for (i = 0; i < plan.workers[number].n_rings; i++)
		judge_ring(&record->rings[i], complete, number, i);
	total.calls += record->returns;
	total.wrong += record->wrong;
	if (record->wrong)
		complain("worker %u: %s (and %u more)", number, record->fault, record->wrong - 1);
	if (record->fate == FATE_STUCK) {
		total.lost += record->calls - record->returns;
		complain("worker %u waited in vain; %u of %u calls have returned", number,
			 record->returns, record->calls);
	}
	if (child->status && !(child->killed && WIFSIGNALED(child->status) &&
			       WTERMSIG(child->status) == SIGKILL)) {
		complain("worker %u died with status %#x", number, child->status);
		total.died++;
	}
}

static void forget_records(void)
{
	unsigned int i, j;

	for (i = 0; i < WORKERS_MAX; i++) {
		struct worker_record *record = &shared->records[i];

		for (j = 0; j < RINGS_MAX; j++)
			memset(&record->rings[j], 0,
			       offsetof(struct ring_record, commands) +
			       record->rings[j].prepared * sizeof(struct command));
		memset(record, 0, offsetof(struct worker_record, rings));
	}
}

static void run_cycle(void)
{
	int mailbox[2], kept = -1;
	pthread_t reaper;
	unsigned int i;

	plan_make(&plan, cycle_seed);
	if (verbose)
		plan_print(&plan);
	forget_records();
	__atomic_store_n(&cycle_began_us, now_us(), __ATOMIC_RELAXED);
	cycle_at = "starting";
	write_text("/sys/kernel/rcu_expedited", plan.expedited ? "1" : "0");
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, mailbox)) {
		complain("socketpair: %m");
		_exit(1);
	}
	start_workers(mailbox[0]);
	if (pthread_create(&reaper, NULL, reaper_run, NULL)) {
		complain("no thread");
		_exit(1);
	}

	for (i = 0; i < plan.n_events; i++)
		event_happens(&plan.events[i], mailbox[1], &kept);
	cycle_at = "waiting for processes";
	pthread_join(reaper, NULL);
	/* what was sent and not received goes with its mailbox */
	close(mailbox[0]);
	close(mailbox[1]);
	if (kept >= 0)
		close(kept);
	for (i = 0; i < plan.n_workers; i++)
		judge_worker(i);
	total.cycles++;
}

/* ------------------------------------------------------------------------
 * The verdict on all
 */

struct memory {
	long available_kib, slab_kib, files;
};

static long meminfo(const char *name)
{
	FILE *file = fopen("/proc/meminfo", "re");
	char line[128];
	long kib = -1;

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)))
			kib = strtol(line + strlen(name), NULL, 10);
	if (file)
		fclose(file);
	return kib;
}

static struct memory memory(void)
{
	struct memory memory;

	sync();
	write_text("/proc/sys/vm/drop_caches", "3");
	sleep_us(300000);
	memory.available_kib = meminfo("MemAvailable:");
	memory.slab_kib = meminfo("Slab:");
	memory.files = read_number("/proc/sys/fs/file-nr");
	return memory;
}

static bool memory_is_back(const struct memory *before, const struct memory *now)
{
	return before->available_kib - now->available_kib < MEMORY_KIB &&
	       now->slab_kib - before->slab_kib < MEMORY_KIB &&
	       now->files - before->files < FILES;
}

/* Call-backs of RCU and pages that processors keep for themselves take their time. */
static bool memory_returns(const struct memory *before)
{
	struct memory now;
	unsigned int i;

	for (i = 0; i < 10; i++) {
		now = memory();
		if (memory_is_back(before, &now))
			break;
	}
	printf("# available %ld KiB, were %ld; slab %ld KiB, were %ld; %ld open files, were %ld\n",
	       now.available_kib, before->available_kib, now.slab_kib, before->slab_kib,
	       now.files, before->files);
	return memory_is_back(before, &now);
}

static bool module_goes(void)
{
	close(ctl);
	return !syscall(SYS_delete_module, by_hand ? "chaos_raw" : "chaos", O_NONBLOCK);
}

static int verdicts(const struct memory *before)
{
	struct {
		bool holds;
		const char *what;
	} verdicts[] = {
		{ !total.lost, "every command of a process that lived completed" },
		{ !total.doubled, "no command completed twice" },
		{ !total.wrong, "results are those that ops and events allow" },
		{ !total.unbalanced, ".finish once a command, .release once a file, nothing left" },
		{ !total.late, "killed processes and pulled devices are gone in time" },
		{ !total.died, "no process died by itself" },
		{ memory_returns(before), "memory and files are back" },
		{ module_goes(), "the module can be unloaded" },
		{ rules_kept(), "no rule was broken" },
	};
	int status = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(verdicts); i++) {
		printf("%s - %s\n", verdicts[i].holds ? "ok" : "not ok", verdicts[i].what);
		status |= !verdicts[i].holds;
	}
	return status;
}

static void print_total(void)
{
	printf("total cycles %lu commands %lu calls %lu killed %lu pulled %lu lost %lu doubled %lu wrong %lu slow %u kill_ms %llu pull_ms %llu\n",
	       total.cycles, total.commands, total.calls, total.killed, total.pulled, total.lost,
	       total.doubled, total.wrong, total.slow,
	       (unsigned long long)total.kill_us / 1000,
	       (unsigned long long)total.pull_us / 1000);
	fflush(stdout);
}

static bool so_far_so_good(void)
{
	return !(total.lost | total.doubled | total.wrong | total.unbalanced | total.late |
		 total.died);
}

static void prepare(void)
{
	pthread_t clock;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	ctl = open("/dev/chaos_ctl", O_RDWR | O_CLOEXEC);
	if (shared == MAP_FAILED || ctl < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1)) {
		printf("# cannot begin: %m\n");
		exit(2);
	}
	base_references = references();
	cycle_began_us = now_us();
	cycle_at = "beginning";
	if (pthread_create(&clock, NULL, clock_run, NULL))
		exit(2);
}

int main(int argc, char **argv)
{
	unsigned int first = 0, cycles = 100;
	struct memory before = { };
	uint64_t seed = 1;
	int opt;

	if (argc == 3 && !strcmp(argv[1], "--after-exec"))
		worker_after_exec(atoi(argv[2]));
	while ((opt = getopt(argc, argv, "f:n:rs:x:v")) != -1) {
		switch (opt) {
		case 'f':
			first = strtoul(optarg, NULL, 0);
			break;
		case 'n':
			cycles = strtoul(optarg, NULL, 0);
			break;
		case 'r':
			by_hand = true;
			break;
		case 's':
			seed = strtoull(optarg, NULL, 0);
			break;
		case 'x':
			scale = strtoul(optarg, NULL, 0);
			break;
		case 'v':
			verbose = true;
			break;
		default:
			fprintf(stderr, "usage: client [-f FIRST-CYCLE] [-n CYCLES] [-r] [-s SEED] [-x PATIENCE] [-v]\n");
			return 2;
		}
	}

	prepare();
	for (cycle = first; cycle < first + cycles && so_far_so_good(); cycle++) {
		struct random random = { .state = seed + cycle * 0x9e3779b9ULL };
		bool last = cycle == first + cycles - 1;

		cycle_seed = random_next(&random);
		run_cycle();
		if (cycle % SETTLE_EVERY == SETTLE_EVERY - 1 || last)
			settle();
		if (cycle - first == WARM_CYCLES - 1)
			before = memory();
		if (cycle % 50 == 49) {
			printf("# cycle %u\n", cycle + 1);
			fflush(stdout);
		}
	}
	if (!before.available_kib)
		before = memory();
	print_total();
	return verdicts(&before);
}
