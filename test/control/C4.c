// SPDX-License-Identifier: GPL-2.0-only
/*
 * C4: may a program command what writes, through a file that is open for reading?
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv), reader;
	int32_t res = call(fd, CONTROL_WRITE, 0);

	if (res)
		verdict(BROKEN, "open for both, answer %d", res);
	reader = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (reader < 0)
		verdict(BROKEN, "%s: %s", argv[1], strerror(errno));
	res = call(reader, CONTROL_WRITE, 0);
	if (res != -EACCES)
		verdict(FAILED, "it may: answer %d", res);
	verdict(HELD, "-EACCES");
}
