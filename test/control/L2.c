// SPDX-License-Identifier: GPL-2.0-only
/*
 * L2: can a driver be unloaded while a file of it is open?  Raw, the node's file
 * operations have no owner.
 */
#include <signal.h>
#include <sys/syscall.h>

#include "client.h"

/*
 * Another process has the file: whoever closes it may not live to tell, once what
 * its operations were is gone.
 */
static pid_t open_elsewhere(const char *path)
{
	int told[2];
	pid_t pid;
	char byte;

	if (pipe(told))
		verdict(BROKEN, "pipe: %s", strerror(errno));
	pid = fork();
	if (!pid) {
		device_open(path);
		close(STDOUT_FILENO);
		close(STDERR_FILENO);
		if (write(told[1], "", 1) != 1)
			_exit(BROKEN);
		for (;;)
			pause();
	}
	close(told[1]);
	if (read(told[0], &byte, 1) != 1)
		verdict(BROKEN, "%s is not open", path);
	return pid;
}

int main(int argc, char **argv)
{
	char name[64], path[64];
	pid_t pid;
	int err;

	close(device_arg(argc, argv));
	snprintf(path, sizeof(path), "%s_victim", argv[1]);
	snprintf(name, sizeof(name), "%s", strrchr(argv[1], '/') + 1);
	pid = open_elsewhere(path);
	/* what the first file has left behind is gone soon */
	sleep_ms(200);
	err = syscall(SYS_delete_module, name, O_NONBLOCK) ? errno : 0;
	if (!err)
		verdict(FAILED, "unloaded under an open file");
	kill(pid, SIGKILL);
	if (err != EWOULDBLOCK)
		verdict(BROKEN, "%s: %s", name, strerror(err));
	verdict(HELD, "it stays");
}
