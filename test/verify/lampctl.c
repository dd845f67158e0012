// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does a lamp say, and how do its commands end?
 *
 *	lampctl PLAN
 *
 * runs each line "NAME DOOR VERIFY BLOCK STEP..." of PLAN: registers the lamp of
 * that block, switches its verifier on (1) or off (0), and takes the steps:
 *
 *	age=MS, lock=US	parameters of ucmd for this line, wherever they stand
 *	blink[=TIMES]	send LAMP_BLINK, through io_uring or ioctl: DOOR
 *	dim, wait	send LAMP_DIM, LAMP_WAIT
 *	irq, reset	the lamp raises its interrupt, its driver resets it
 *	end=RESULT	one more command ends, with that result: -ENODEV, or a number
 *	log		wait for ucmd to say something; as long for it not to, if VERIFY
 *			is 0 or the block a right one
 *	until-log	begin again, a few times, until it has said something
 *	remove		unregister the lamp
 *	close		close the program's file
 *	gone		wait until the last reference to that has gone
 *
 * Prints "log NAME: TEXT" for all that ucmd said, then "done NAME", or "wrong
 * NAME: why" if a command did not end as it should, just once.  Nothing waits
 * without a bound, and each line has a process of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../include/uapi/ucmd.h"
#include "lamp.h"

#define NODE		"/dev/lamp"
#define CONTROL		"/dev/lamp_control"
#define SWITCH		"/sys/class/misc/lamp/verify"
#define PARAMETER	"/sys/module/ucmd/parameters/"
#define REFERENCES	"/sys/module/lamp/refcnt"

/* How long anything that must happen may take. */
#define SOON_MS		20000
/* How long to look for what must not happen. */
#define NEVER_MS	30
/* More than the age that a line sets, and a patrol. */
#define SILENCE_MS	2000
#define TRIES		30
#define LINE_SECONDS	100
#define COMMANDS_MAX	64

/* One command, and the thread that sent it if it is one of ioctl(2). */
struct command {
	struct ucmd_call call;
	unsigned char args[16];
	pthread_t thread;
	pid_t tid;
	bool ended;	/* atomic; @res is valid */
	bool taken;	/* a step has asked for it */
	int res;
};

static struct {
	const char *name;
	bool by_ioctl;
	bool quiet;		/* nothing is to be said */
	bool removed;
	int fd;
	long references;	/* to the module, before the file was opened */
	struct io_uring ring;
	struct command commands[COMMANDS_MAX];
	unsigned int sent;
	unsigned int ended;
	unsigned int said;
} now;

static int log_fd;

static void log_read(void);

/* Some command may not have ended: no later step would mean anything. */
static void __attribute__((noreturn, format(printf, 1, 2)))
wrong(const char *format, ...)
{
	va_list args;

	log_read();
	printf("wrong %s: ", now.name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
	_exit(1);
}

static void sleep_ms(int ms)
{
	poll(NULL, 0, ms);
}

/* Wait until @condition holds, at most @ms. */
#define within(ms, condition) ({					\
	int __left = (ms);						\
									\
	while (!(condition) && __left-- > 0)				\
		sleep_ms(1);						\
	__left >= 0;							\
})

/* ------------------------------------------------------------------------
 * Files
 */

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static long read_number(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		wrong("cannot read %s: %s", path, strerror(errno));
	close(fd);
	return atol(text);
}

static void must_write(const char *path, const char *text)
{
	int err = write_text(path, text);

	if (err)
		wrong("'%s' to %s: %s", text, path, strerror(-err));
}

/* ------------------------------------------------------------------------
 * The kernel's log
 */

static void log_read(void)
{
	char record[8192];
	char *text;
	ssize_t got;

	for (;;) {
		got = read(log_fd, record, sizeof(record) - 1);
		if (got < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (got <= 0)
			return;
		record[got] = '\0';
		text = strchr(record, ';');
		if (!text || strncmp(text, ";ucmd: ", 7))
			continue;
		text[strcspn(text, "\n")] = '\0';
		if (now.name)
			printf("log %s: %s\n", now.name, text + 1);
		now.said++;
	}
}

static bool log_said(void)
{
	log_read();
	return now.said;
}

static void await_log(void)
{
	if (now.quiet)
		sleep_ms(SILENCE_MS);
	else if (!within(SOON_MS, log_said()))
		wrong("ucmd says nothing");
}

/* ------------------------------------------------------------------------
 * Commands
 */

static void *call_thread(void *data)
{
	struct command *command = data;
	int res;

	__atomic_store_n(&command->tid, gettid(), __ATOMIC_RELEASE);
	res = ioctl(now.fd, UCMD_CALL, &command->call);
	command->res = res < 0 ? -errno : res;
	__atomic_store_n(&command->ended, true, __ATOMIC_RELEASE);
	return NULL;
}

/* Is the command over, or does its thread sleep, which it does for it alone? */
static bool call_settled(const struct command *command)
{
	pid_t tid = __atomic_load_n(&command->tid, __ATOMIC_ACQUIRE);
	char text[256] = "";
	char path[64];
	char *state;
	int fd;

	if (__atomic_load_n(&command->ended, __ATOMIC_ACQUIRE))
		return true;
	if (!tid)
		return false;
	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	state = strrchr(text, ')');
	return state && !strncmp(state, ") S", 3);
}

static void send_by_ioctl(struct command *command)
{
	if (pthread_create(&command->thread, NULL, call_thread, command))
		wrong("cannot make a thread");
	if (!within(SOON_MS, call_settled(command)))
		wrong("a command is neither pending nor over");
}

static void send_by_ring(struct command *command)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&now.ring);

	if (!sqe)
		wrong("no entry in the ring");
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = now.fd;
	sqe->cmd_op = command->call.op;
	sqe->user_data = command - now.commands;
	memcpy(sqe->cmd, command->args, sizeof(command->args));
	if (io_uring_submit(&now.ring) != 1)
		wrong("cannot submit");
}

static void send_op(__u32 op, const void *args, size_t size)
{
	struct command *command = &now.commands[now.sent];

	if (now.sent == COMMANDS_MAX)
		wrong("too many commands");
	now.sent++;
	memset(command, 0, sizeof(*command));
	if (size)
		memcpy(command->args, args, size);
	command->call.op = op;
	command->call.args = (uintptr_t)command->args;
	command->call.args_size = size;
	if (now.by_ioctl)
		send_by_ioctl(command);
	else
		send_by_ring(command);
}

/* What has completed on the ring by now. */
static void ring_reap(void)
{
	struct command *command;
	struct io_uring_cqe *cqe;

	/* enters the kernel: what was deferred to this task runs */
	io_uring_get_events(&now.ring);
	while (!io_uring_peek_cqe(&now.ring, &cqe)) {
		command = &now.commands[cqe->user_data];
		if (command->ended)
			wrong("a command has ended twice");
		command->ended = true;
		command->res = cqe->res;
		io_uring_cqe_seen(&now.ring, cqe);
	}
}

/* A command that has ended with @res and was not asked for. */
static struct command *find_end(int res)
{
	unsigned int i;

	if (!now.by_ioctl)
		ring_reap();
	for (i = 0; i < now.sent; i++) {
		struct command *command = &now.commands[i];

		if (__atomic_load_n(&command->ended, __ATOMIC_ACQUIRE) &&
		    !command->taken && command->res == res)
			return command;
	}
	return NULL;
}

/* ------------------------------------------------------------------------
 * Steps
 */

static int number_of(const char *text)
{
	static const struct {
		const char *name;
		int number;
	} names[] = {
		{ "-EIO", -EIO }, { "-ENODEV", -ENODEV }, { "-EBUSY", -EBUSY },
		{ "-EINVAL", -EINVAL }, { "-EOPNOTSUPP", -EOPNOTSUPP },
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i].name, text))
			return names[i].number;
	return atoi(text);
}

static void step_end(const char *wanted)
{
	struct command *command = NULL;
	unsigned int i;

	within(SOON_MS, (command = find_end(number_of(wanted))));
	if (command) {
		command->taken = true;
		now.ended++;
		return;
	}
	for (i = 0; i < now.sent; i++)
		if (now.commands[i].ended && !now.commands[i].taken)
			wrong("a command ended with %d, not %s", now.commands[i].res, wanted);
	wrong("no command ends");
}

static void step_remove(void)
{
	if (!now.removed)
		must_write(CONTROL, "remove");
	now.removed = true;
}

static void step_close(void)
{
	if (now.fd >= 0)
		close(now.fd);
	now.fd = -1;
}

static void step(const char *name, const char *value)
{
	struct lamp_blink blink = { .times = value ? atoi(value) : 1 };
	struct lamp_dim dim = { .level = 3 };

	if (!strcmp(name, "blink"))
		send_op(LAMP_BLINK, &blink, sizeof(blink));
	else if (!strcmp(name, "dim"))
		send_op(LAMP_DIM, &dim, sizeof(dim));
	else if (!strcmp(name, "wait"))
		send_op(LAMP_WAIT, NULL, 0);
	else if (!strcmp(name, "irq") || !strcmp(name, "reset"))
		must_write(CONTROL, name);
	else if (!strcmp(name, "end") && value)
		step_end(value);
	else if (!strcmp(name, "log"))
		await_log();
	else if (!strcmp(name, "remove"))
		step_remove();
	else if (!strcmp(name, "close"))
		step_close();
	else if (strcmp(name, "gone"))
		wrong("no such step: %s", name);
	else if (!within(SOON_MS, read_number(REFERENCES) == now.references))
		wrong("the file that was closed is still there");
}

/* ------------------------------------------------------------------------
 * Lines
 */

static void begin(const char *block, bool verify)
{
	char line[64];

	now.references = read_number(REFERENCES);
	snprintf(line, sizeof(line), "add %s", block);
	must_write(CONTROL, line);
	if (read_number(SWITCH) != 1)
		wrong("ucmd.verify=1 does not switch the verifier on");
	must_write(SWITCH, verify ? "1" : "0");
	if (read_number(SWITCH) != verify)
		wrong("the verifier is not switched");
	/* the node may come a moment later */
	within(SOON_MS, (now.fd = open(NODE, O_RDWR | O_CLOEXEC)) >= 0);
	if (now.fd < 0)
		wrong("cannot open %s: %s", NODE, strerror(errno));
}

/* Whatever the steps were, nothing is left behind, and nothing ends twice. */
static void end(void)
{
	step_remove();
	if (now.ended != now.sent)
		wrong("%u commands were sent, and the steps end %u", now.sent, now.ended);
	step_close();
	if (!now.quiet && !log_said())
		await_log();
	sleep_ms(NEVER_MS);
	if (!now.by_ioctl)
		ring_reap();
	log_read();
}

/* Parameters of ucmd: high enough to be silent, or what the line says. */
static void set_parameters(char **words)
{
	const char *age = "3600000", *lock = "100000000";

	for (; *words; words++) {
		if (!strncmp(*words, "age=", 4))
			age = *words + 4;
		if (!strncmp(*words, "lock=", 5))
			lock = *words + 5;
	}
	must_write(PARAMETER "verify_age_ms", age);
	must_write(PARAMETER "verify_lock_us", lock);
}

static void run_steps(char **words)
{
	char word[64];
	char *value;
	int tries = 0;
	int i;

	for (i = 0; words[i]; i++) {
		if (!strncmp(words[i], "age=", 4) || !strncmp(words[i], "lock=", 5))
			continue;
		if (!strcmp(words[i], "until-log")) {
			if (!log_said() && !now.quiet && ++tries < TRIES)
				i = -1;
			continue;
		}
		snprintf(word, sizeof(word), "%s", words[i]);
		value = strchr(word, '=');
		if (value)
			*value++ = '\0';
		step(word, value);
	}
}

static void run_line(char *line)
{
	struct io_uring_params params = { .flags = IORING_SETUP_CQE32 };
	static const char blanks[] = "\n ";
	char *words[32] = { NULL };
	unsigned int n = 0;
	char *word;

	for (word = strtok(line, blanks); word && n < 31; word = strtok(NULL, blanks))
		words[n++] = word;
	/* not about this line */
	log_read();
	now.said = 0;
	now.name = n ? words[0] : "(a line without words)";
	if (n < 5)
		wrong("a line needs five words");
	now.by_ioctl = !strcmp(words[1], "ioctl");
	now.quiet = !strstr(words[0], "/bad");
	if (io_uring_queue_init_params(16, &now.ring, &params))
		wrong("cannot make a ring");
	set_parameters(words + 4);
	begin(words[3], words[2][0] == '1');
	run_steps(words + 4);
	end();
	printf("done %s\n", now.name);
}

/* What a line leaves behind that goes wrong ends with its process. */
static void run_apart(char *line)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		alarm(LINE_SECONDS);
		run_line(line);
		fflush(stdout);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		perror("lampctl");
}

int main(int argc, char **argv)
{
	char line[512];
	FILE *plan;

	if (argc != 2)
		return 2;
	plan = fopen(argv[1], "re");
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (!plan || log_fd < 0) {
		perror("lampctl");
		return 2;
	}
	while (fgets(line, sizeof(line), plan))
		run_apart(line);
	return 0;
}
