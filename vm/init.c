// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens in the guest? The first process: mounts what programs expect,
 * loads modules, runs one command, and reports on a serial port of its own.
 * vm/run reads those reports:
 *
 *	boot		init runs
 *	begin		modules are loaded next, then the command runs: from
 *			here on nothing is ever retried
 *	reads		an interactive command's terminal is ready for input
 *	refused NAME: WHY	the kernel did not take a module; the command
 *			is not run
 *	exit N		the command ended with status N (128 + signal when
 *			killed), its output has been written
 *
 * ttyS0 is the kernel's console, ttyS1 the command's terminal, ttyS2 the
 * reports. What to do is in /.vm, as NUL-terminated strings: modules (file and
 * parameters in turn), argv, env; /.vm/tty exists for an interactive command.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <net/if.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define ARGS_MAX	4096
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

static int reports = -1;

static void report(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vdprintf(reports, format, args);
	va_end(args);
	tcdrain(reports);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		fprintf(stderr, "init: %s: %m\n", path);
	close(fd);
}

static void mount_all(void)
{
	static const struct {
		const char *type, *path;
	} mounts[] = {
		{ "proc", "/proc" },
		{ "sysfs", "/sys" },
		{ "devtmpfs", "/dev" },
		{ "devpts", "/dev/pts" },
		{ "tmpfs", "/dev/shm" },
		{ "debugfs", "/sys/kernel/debug" },
		{ "tracefs", "/sys/kernel/tracing" },
		{ "configfs", "/sys/kernel/config" },
		{ "cgroup2", "/sys/fs/cgroup" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mounts); i++) {
		mkdir(mounts[i].path, 0755);
		/*
		 * A kernel built without one of them has nothing to mount: the
		 * program that needs it will say so.
		 */
		mount(mounts[i].type, mounts[i].path, mounts[i].type, 0, NULL);
	}
}

static void make_links(void)
{
	static const char * const links[][2] = {
		{ "/proc/self/fd", "/dev/fd" },
		{ "/proc/self/fd/0", "/dev/stdin" },
		{ "/proc/self/fd/1", "/dev/stdout" },
		{ "/proc/self/fd/2", "/dev/stderr" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(links); i++)
		if (symlink(links[i][0], links[i][1]))
			fprintf(stderr, "init: %s: %m\n", links[i][1]);
}

static void loopback_up(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo))
		fprintf(stderr, "init: lo: %m\n");
	close(fd);
}

/* No boot loader has brought entropy: programs would wait for it. */
static void seed_random(void)
{
	struct {
		struct rand_pool_info info;
		char bytes[32];
	} seed = { .info = { .entropy_count = 256, .buf_size = 32 } };
	int file = open("/.vm/seed", O_RDONLY | O_CLOEXEC);
	int pool = open("/dev/random", O_RDWR | O_CLOEXEC);

	if (read(file, seed.bytes, sizeof(seed.bytes)) != sizeof(seed.bytes) ||
	    ioctl(pool, RNDADDENTROPY, &seed))
		fprintf(stderr, "init: seed: %m\n");
	close(pool);
	close(file);
}

/* Serial ports translate nothing, so that bytes arrive as they were written. */
static int open_port(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios mode;

	if (fd < 0 || tcgetattr(fd, &mode))
		return fd;
	cfmakeraw(&mode);
	cfsetspeed(&mode, B115200);
	mode.c_cflag |= CLOCAL;
	tcsetattr(fd, TCSANOW, &mode);
	return fd;
}

/* The strings of a file in /.vm; the count is returned, the list ends with NULL. */
static int read_strings(const char *path, char *list[ARGS_MAX])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), n = 0;
	struct stat st;
	char *text, *at;
	ssize_t got;

	list[0] = NULL;
	if (fd < 0 || fstat(fd, &st))
		return 0;
	text = malloc(st.st_size + 1);
	if (!text)
		return 0;
	got = read(fd, text, st.st_size);
	close(fd);
	for (at = text; got > 0 && at < text + got && n < ARGS_MAX - 1; at += strlen(at) + 1)
		list[n++] = at;
	list[n] = NULL;
	return n;
}

static int load_module(const char *path, const char *params)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, params, 0)) {
		report("refused %s: %s\n", strrchr(path, '/') + 1, strerror(errno));
		return -1;
	}
	close(fd);
	return 0;
}

static int load_modules(void)
{
	char *modules[ARGS_MAX];
	int n = read_strings("/.vm/modules", modules), i;

	for (i = 0; i + 1 < n; i += 2)
		if (load_module(modules[i], modules[i + 1]))
			return -1;
	return 0;
}

/* A shell wants job control and a terminal that echoes. */
static void take_terminal(int port)
{
	struct winsize size = { 0 };
	struct termios mode;

	ioctl(port, TIOCSCTTY, 0);
	tcgetattr(port, &mode);
	mode.c_iflag |= ICRNL | IXON;
	mode.c_oflag |= OPOST | ONLCR;
	mode.c_lflag |= ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
	tcsetattr(port, TCSANOW, &mode);
	size.ws_col = atoi(getenv("COLUMNS") ?: "80");
	size.ws_row = atoi(getenv("LINES") ?: "24");
	ioctl(port, TIOCSWINSZ, &size);
}

static void run_command(int port)
{
	int interactive = !access("/.vm/tty", F_OK);
	char *argv[ARGS_MAX];
	const char *home;
	int in;

	setsid();
	in = interactive ? port : open("/dev/null", O_RDONLY);
	dup2(in, 0);
	dup2(port, 1);
	dup2(port, 2);
	if (interactive) {
		take_terminal(port);
		report("reads\n");
	}
	home = getenv("PWD");
	if (!home || chdir(home))
		chdir("/");
	if (read_strings("/.vm/argv", argv))
		execvp(argv[0], argv);
	dprintf(2, "vm: cannot run %s: %m\n", argv[0] ?: "nothing");
	_exit(errno == ENOENT ? 127 : 126);
}

/* Orphans of the command come to us; only the command's own end counts. */
static int wait_for(pid_t command)
{
	int status;
	pid_t pid;

	do {
		pid = wait(&status);
	} while (pid != command && (pid > 0 || errno == EINTR));
	if (pid < 0)
		return 255;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int run(int port)
{
	pid_t command = fork();

	if (!command)
		run_command(port);
	return wait_for(command);
}

int main(void)
{
	char *env[ARGS_MAX];
	int port, status, i, n;

	umask(022);
	mount_all();
	make_links();
	loopback_up();
	seed_random();
	reports = open_port("/dev/ttyS2");
	report("boot\n");
	port = open_port("/dev/ttyS1");

	clearenv();
	n = read_strings("/.vm/env", env);
	for (i = 0; i < n; i++)
		putenv(env[i]);

	/*
	 * Every message reaches the console, whatever a program does to the log
	 * level: vm/run looks there.
	 */
	write_file("/sys/module/printk/parameters/ignore_loglevel", "1");
	write_file("/proc/sys/kernel/hung_task_timeout_secs", "30");
	write_file("/dev/kmsg", "<6>vm: begin\n");
	report("begin\n");
	if (!load_modules()) {
		status = run(port);
		tcdrain(port);
		/*
		 * What the command left behind is still being torn down: its
		 * complaints count too.
		 */
		usleep(100 * 1000);
		write_file("/dev/kmsg", "<6>vm: end\n");
		report("exit %d\n", status);
	}
	for (;;)
		pause();
}
