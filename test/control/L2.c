// SPDX-License-Identifier: GPL-2.0-only
/*
 * L2: can a driver be unloaded while a file of it is open?  Raw, the node's file
 * operations have no owner.
 */
#include <sys/syscall.h>

#include "client.h"

int main(int argc, char **argv)
{
	char name[64], path[64];
	int err;

	close(device_arg(argc, argv));
	snprintf(path, sizeof(path), "%s_victim", argv[1]);
	snprintf(name, sizeof(name), "%s", strrchr(argv[1], '/') + 1);
	device_open(path);
	/* what the first file has left behind is gone soon */
	sleep_ms(200);
	err = syscall(SYS_delete_module, name, O_NONBLOCK) ? errno : 0;
	if (!err)
		verdict(FAILED, "unloaded under an open file");
	if (err != EWOULDBLOCK)
		verdict(BROKEN, "%s: %s", name, strerror(err));
	verdict(HELD, "it stays");
}
