// SPDX-License-Identifier: GPL-2.0-only
/*
 * L2: can a driver be unloaded while a file of it is open?  Raw, the node's file
 * operations have no owner.
 */
#include <signal.h>
#include <sys/syscall.h>

#include "client.h"

int main(int argc, char **argv)
{
	char name[64], path[64];
	int err, victim;
	pid_t pid;

	close(device_arg(argc, argv));
	snprintf(path, sizeof(path), "%s_victim", argv[1]);
	snprintf(name, sizeof(name), "%s", strrchr(argv[1], '/') + 1);
	victim = device_open(path);
	/* who closes it last may not live to tell: leave that to another */
	pid = fork();
	if (!pid) {
		close(STDOUT_FILENO);
		close(STDERR_FILENO);
		for (;;)
			pause();
	}
	/* what the first file has left behind is gone soon */
	sleep_ms(200);
	err = syscall(SYS_delete_module, name, O_NONBLOCK) ? errno : 0;
	if (!err)
		verdict(FAILED, "unloaded under an open file");
	kill(pid, SIGKILL);
	close(victim);
	if (err != EWOULDBLOCK)
		verdict(BROKEN, "%s: %s", name, strerror(err));
	verdict(HELD, "it stays");
}
