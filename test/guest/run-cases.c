// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which cases pass in this guest?
 *
 *	run-cases FOLDER PLAN
 *
 * runs FOLDER/NAME CONFIG for each line "NAME CONFIG" of PLAN, in bounded time.
 * A case that passes fails all the same if afterwards the kernel's log has a
 * complaint, or the exercise driver has a command, an open file or a reference
 * left.  A line "log: TEXT" of a case's output allows ucmd's messages that have
 * TEXT in them, and demands one in the default configuration.
 *
 * Prints "ok - NAME/CONFIG", "not ok - NAME/CONFIG" and what was seen, or "ok -
 * NAME/CONFIG # SKIP why"; then the counts.  Exits 1 if a case failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../drivers/exercise.h"
#include "patience.h"

#define CASE_SECONDS	(20 * patience())
#define LEFT_MS		(3000 * patience())
#define TEXT_MAX	65536
#define STATUS_SKIP	77

/* What the kernel says when something is wrong. */
static const char * const complaints[] = {
	"WARNING:", "BUG:", "kernel BUG", "Oops", "general protection",
	"INFO: task", "INFO: rcu", "rcu: INFO", "possible recursive",
	"possible circular", "inconsistent lock", "KASAN", "UBSAN", "KFENCE",
	"list_add corruption", "list_del corruption", "refcount_t:", "soft lockup",
	"invalid opcode", "Call Trace", "scheduling while atomic",
};

/* Text that grows up to TEXT_MAX. */
struct text {
	char at[TEXT_MAX];
	size_t used;
};

static struct text output;	/* of the case */
static struct text faults;	/* why a case that passed fails */
static int log_fd;

static void clear(struct text *text)
{
	text->used = 0;
	text->at[0] = '\0';
}

static void add(struct text *text, const char *format, ...)
{
	size_t left = sizeof(text->at) - text->used;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text->at + text->used, left, format, args);
	va_end(args);
	if (n > 0)
		text->used += (size_t)n < left ? (size_t)n : left - 1;
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* ------------------------------------------------------------------------
 * The kernel's log
 */

/* The next message without its prefix, or NULL. */
static char *log_next(void)
{
	static char record[8192];
	ssize_t got;
	char *text;

	do {
		got = read(log_fd, record, sizeof(record) - 1);
	} while (got < 0 && (errno == EPIPE || errno == EINTR));
	if (got <= 0)
		return NULL;
	record[got] = '\0';
	text = strchr(record, ';');
	if (!text)
		return record;
	text[strcspn(text, "\n")] = '\0';
	return text + 1;
}

static void log_mark(const char *name)
{
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	dprintf(fd, "<6>case: %s\n", name);
	close(fd);
	while (log_next())
		;
}

/* The next "log: TEXT" of the case's output from @*at on, copied to @expected. */
static bool next_expected(const char **at, char *expected, size_t size)
{
	const char *line = strstr(*at, "log: ");
	size_t len;

	if (!line)
		return false;
	line += strlen("log: ");
	len = strcspn(line, "\n");
	*at = line + len;
	snprintf(expected, size, "%.*s", (int)len, line);
	return true;
}

static bool log_expected(const char *message)
{
	const char *at = output.at;
	char expected[256];

	if (strstr(message, "callbacks suppressed"))
		return true;
	while (next_expected(&at, expected, sizeof(expected)))
		if (strstr(message, expected))
			return true;
	return false;
}

/*
 * KCSAN names the two functions that race, and their modules.  Races of the
 * kernel with itself have none, and say nothing of the case.
 */
static bool kernels_own(const char *message)
{
	const char *title = strstr(message, "BUG: KCSAN: ");

	return title && !strchr(title, '[');
}

static bool log_complains(const char *message)
{
	size_t i;

	if (kernels_own(message))
		return false;
	for (i = 0; i < sizeof(complaints) / sizeof(complaints[0]); i++)
		if (strstr(message, complaints[i]))
			return true;
	return !strncmp(message, "ucmd: ", strlen("ucmd: ")) && !log_expected(message);
}

/* Note complaints, and expected messages that are not there. */
static void check_log(bool demand)
{
	static struct text seen;
	const char *message, *at = output.at;
	bool complained = false;
	char expected[256];

	clear(&seen);
	while ((message = log_next())) {
		complained |= log_complains(message);
		if (complained)
			add(&faults, "kernel: %s\n", message);
		add(&seen, "%s\n", message);
	}
	while (demand && next_expected(&at, expected, sizeof(expected)))
		if (!strstr(seen.at, expected))
			add(&faults, "the kernel's log: expected \"%s\", saw none\n", expected);
}

/* ------------------------------------------------------------------------
 * What a case leaves behind
 */

static int module_users(const char *refcnt)
{
	int fd = open(refcnt, O_RDONLY | O_CLOEXEC);
	char text[16] = "";

	if (fd < 0)
		return -1;
	if (read(fd, text, sizeof(text) - 1) <= 0)
		text[0] = '\0';
	close(fd);
	return atoi(text);
}

/* References to the modules; the second is used by the first alone. */
static const char *find_users(void)
{
	static char what[64];
	int exercise = module_users("/sys/module/exercise/refcnt");
	int ucmd = module_users("/sys/module/ucmd/refcnt");

	if (!exercise && ucmd == 1)
		return NULL;
	snprintf(what, sizeof(what), "%d users of exercise, %d of ucmd (not 1)",
		 exercise, ucmd);
	return what;
}

/* What is left that must go, for the report; NULL: nothing. */
static const char *find_left(struct exercise_counters *now)
{
	static char what[128];
	int fd = open("/dev/exercise", O_RDONLY | O_CLOEXEC), err;

	if (fd < 0)
		return "no /dev/exercise";
	ioctl(fd, EXERCISE_PULL);
	err = ioctl(fd, EXERCISE_GET_COUNTERS, now);
	close(fd);
	if (err)
		return "no counters";
	if (now->count[EXERCISE_LIVE]) {
		snprintf(what, sizeof(what), "%d pending commands", now->count[EXERCISE_LIVE]);
		return what;
	}
	/* one is ours */
	if (now->count[EXERCISE_OPENS] != now->count[EXERCISE_RELEASES] + 1) {
		snprintf(what, sizeof(what), "%d open files",
			 now->count[EXERCISE_OPENS] - now->count[EXERCISE_RELEASES] - 1);
		return what;
	}
	return find_users();
}

static void release_left(void)
{
	int fd = open("/dev/exercise", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	ioctl(fd, EXERCISE_RELEASE_ALL);
	close(fd);
}

static void check_left(void)
{
	long long end = now_ms() + LEFT_MS;
	struct exercise_counters now = { };
	const char *left;

	while ((left = find_left(&now))) {
		if (now_ms() > end) {
			add(&faults, "left behind after %d ms: %s\n", LEFT_MS, left);
			release_left();
			return;
		}
		usleep(2000);
	}
	if (now.count[EXERCISE_EARLY_CANCELS])
		add(&faults, ".cancel was called before the handler had returned\n");
	if (now.count[EXERCISE_FINISHES_WRONG])
		add(&faults, ".finish was told another result than the driver gave\n");
}

/* ------------------------------------------------------------------------
 * Running a case
 */

/* Collect the output of @pid, at most until @end; false: it has not ended. */
static bool collect(int fd, long long end)
{
	struct pollfd in = { .fd = fd, .events = POLLIN };
	char part[4096];
	ssize_t got;

	while (now_ms() < end) {
		if (poll(&in, 1, end - now_ms()) != 1)
			continue;
		got = read(fd, part, sizeof(part));
		if (got <= 0)
			return true;
		add(&output, "%.*s", (int)got, part);
	}
	return false;
}

static bool reap(pid_t pid, int *status, int ms)
{
	long long end = now_ms() + ms;

	while (waitpid(pid, status, WNOHANG) != pid) {
		if (now_ms() > end)
			return false;
		usleep(1000);
	}
	return true;
}

/* The exit status, 128 + signal, or -1 if it cannot even be killed. */
static int run(const char *path, const char *config)
{
	int ends[2], status;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return 127;
	pid = fork();
	if (!pid) {
		setpgid(0, 0);
		dup2(ends[1], 1);
		dup2(ends[1], 2);
		execl(path, path, config, NULL);
		perror(path);
		_exit(127);
	}
	close(ends[1]);
	if (!collect(ends[0], now_ms() + CASE_SECONDS * 1000)) {
		add(&output, "killed after %d s\n", CASE_SECONDS);
		kill(-pid, SIGKILL);
	}
	close(ends[0]);
	if (!reap(pid, &status, 5000)) {
		add(&output, "the process cannot be killed\n");
		kill(-pid, SIGKILL);
		return -1;
	}
	/* what it started goes with it */
	kill(-pid, SIGKILL);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void print_indented(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		printf("# %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

/* The last line of the output, which says why a case was skipped. */
static const char *last_line(void)
{
	char *line;

	if (output.used && output.at[output.used - 1] == '\n')
		output.at[--output.used] = '\0';
	line = strrchr(output.at, '\n');
	return line ? line + 1 : output.at;
}

/* Run one case and report; its status, 1 for any failure. */
static int judge(const char *folder, const char *name, const char *config)
{
	char title[192], path[512];
	int status;

	snprintf(title, sizeof(title), "%s/%s", name, config);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	clear(&output);
	clear(&faults);

	log_mark(title);
	status = run(path, config);
	check_left();
	check_log(!status && !strcmp(config, "default"));

	if (!faults.used && status == STATUS_SKIP) {
		printf("ok - %s # SKIP %s\n", title, last_line());
	} else if (!faults.used && !status) {
		printf("ok - %s\n", title);
	} else {
		printf("not ok - %s\n", title);
		if (status && status != 1 && status != STATUS_SKIP)
			printf("# exit status %d\n", status);
		print_indented(output.at);
		print_indented(faults.at);
		status = 1;
	}
	fflush(stdout);
	return status;
}

int main(int argc, char **argv)
{
	int passed = 0, failed = 0, skipped = 0;
	char name[128], config[64];
	FILE *plan;

	if (argc != 3) {
		fprintf(stderr, "usage: run-cases FOLDER PLAN\n");
		return 2;
	}
	plan = fopen(argv[2], "re");
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (!plan || log_fd < 0) {
		perror(plan ? "/dev/kmsg" : argv[2]);
		return 2;
	}
	while (fscanf(plan, "%127s %63s", name, config) == 2) {
		switch (judge(argv[1], name, config)) {
		case 0:
			passed++;
			break;
		case STATUS_SKIP:
			skipped++;
			break;
		default:
			failed++;
		}
	}
	printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
	return failed ? 1 : 0;
}
