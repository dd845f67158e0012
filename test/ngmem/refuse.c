// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is what is wrong refused as the kernel's own driver refuses it, and who may not
 * do a thing?
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

static uint8_t data[TRANSFER_MAX + PAGE];

#define LAST	((64ULL << 11) - 1)

/* Each by every door. */
static bool refused(const struct device *device, struct command cmd, const char *what,
		    int wanted)
{
	unsigned int door;
	uint64_t result;

	for (door = 0; door < DOORS; door++)
		if (!expect_answer(device, what, ask(device, door, &cmd, &result), wanted))
			return expect(false, "by %s", door_names[door]);
	return true;
}

static bool out_of_range(const struct device *device)
{
	static const uint8_t opcodes[] = { READ, WRITE, COMPARE, WRITE_ZEROES };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(opcodes); i++) {
		uint32_t len = opcodes[i] == WRITE_ZEROES ? 0 : 2 * BLOCK;

		if (!refused(device, io(opcodes[i], LAST, 2, data, len), "half outside",
			     0x80 | DNR) ||
		    !refused(device, io(opcodes[i], LAST + 1, 2, data, len), "outside",
			     0x80 | DNR) ||
		    !refused(device, io(opcodes[i], ~0ULL, 2, data, len), "at the end of all",
			     0x80 | DNR))
			return false;
	}
	return refused(device, io(READ, LAST, 1, data, BLOCK), "the last one", 0);
}

static bool envelope(const struct device *device)
{
	struct command cmd = io(READ, 0, 1, data, BLOCK);

	cmd.nvme.flags = 1;
	if (!refused(device, cmd, "flags", -EINVAL))
		return false;
	cmd.nvme.flags = 0;
	cmd.nvme.nsid = device->nsid + 1;
	if (!refused(device, cmd, "another namespace", -EINVAL))
		return false;
	cmd.nvme.nsid = ~0U;
	return refused(device, cmd, "all namespaces", -EINVAL);
}

static bool opcodes(const struct device *device)
{
	return refused(device, io(0x7e, 0, 1, data, BLOCK), "no such opcode", 1 | DNR) &&
	       refused(device, io(0xee, 0, 1, data, BLOCK), "a vendor's", 1 | DNR) &&
	       refused(device, admin(0xee, 0, data, PAGE), "a vendor's, admin", 1 | DNR) &&
	       refused(device, admin(0x7b, 0, NULL, 0), "no such admin opcode", 1 | DNR);
}

static bool too_long(const struct device *device)
{
	return refused(device, io(READ, 0, 257, data, TRANSFER_MAX + BLOCK), "memory",
		       -EINVAL) &&
	       refused(device, io(READ, 0, 257, data, BLOCK), "blocks", 2 | DNR);
}

/* The reference would write beyond the memory, or read what is behind it. */
static bool too_short(const struct device *device)
{
	static uint8_t zero[8 * BLOCK];

	memset(data, 0xee, 8 * BLOCK);
	return refused(device, io(READ, 0, 8, data, 7 * BLOCK), "read", 0xf | DNR) &&
	       expect(data[0] == 0xee, "and yet it read") &&
	       refused(device, io(WRITE, 100, 8, zero, 0), "write", 0xf | DNR) &&
	       refused(device, io(COMPARE, 100, 8, zero, BLOCK), "compare", 0xf | DNR);
}

static bool bad_address(const struct device *device)
{
	const void *kernel = (void *)0xffff888000000000ULL, *unmapped = (void *)0x10000;

	return refused(device, io(READ, 0, 8, unmapped, PAGE), "read", -EFAULT) &&
	       refused(device, io(WRITE, 0, 8, unmapped, PAGE), "write", -EFAULT) &&
	       refused(device, io(READ, 0, 8, kernel, PAGE), "the kernel's memory", -EFAULT) &&
	       refused(device, admin(IDENTIFY, 1, unmapped, PAGE), "identify", -EFAULT);
}

static bool metadata(const struct device *device)
{
	struct command cmd = io(READ, 0, 1, data, BLOCK);

	cmd.nvme.metadata = (uintptr_t)data + PAGE;
	cmd.nvme.metadata_len = 8;
	return refused(device, cmd, "metadata", -EINVAL);
}

static int ioctl_of(int fd, unsigned long number)
{
	struct nvme_passthru_cmd64 none = { };

	return ioctl(fd, number, &none) < 0 ? errno : 0;
}

/* Commands go to the node they are for. */
static bool wrong_node(const struct device *device)
{
	struct device swapped = *device;

	swapped.ns = device->ctrl;
	swapped.ctrl = device->ns;
	return expect_answer(device, "I/O to the controller",
			     quick(&swapped, io(FLUSH, 0, 1, NULL, 0)), -ENOTTY) &&
	       expect_answer(device, "admin to a namespace",
			     quick(&swapped, admin(IDENTIFY, 1, data, PAGE)), -ENOTTY) &&
	       expect(ioctl_of(device->ns, _IO('N', 0x5f)) == ENOTTY, "no such ioctl");
}

/* A ring whose completions have no second word. */
static bool small_ring(const struct device *device)
{
	struct command cmd = io(FLUSH, 0, 1, NULL, 0);
	struct io_uring_cqe *cqe;
	struct io_uring ring;
	int res;

	if (io_uring_queue_init(4, &ring, IORING_SETUP_SQE128))
		return expect(false, "no ring");
	prepare(&ring, device->ns, NVME_URING_CMD_IO, &cmd.nvme);
	io_uring_submit(&ring);
	io_uring_wait_cqe(&ring, &cqe);
	res = cqe->res;
	io_uring_queue_exit(&ring);
	return expect_answer(device, "flush", res, -EOPNOTSUPP);
}

/* As somebody who may open the nodes, and no more. Return: what @run said. */
static bool as_nobody(const struct device *device, bool (*run)(const struct device *device))
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		start_ring();
		if (setgid(65534) || setuid(65534))
			_exit(2);
		status = !run(device);
		fflush(stdout);
		_exit(status);
	}
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static bool nobody(const struct device *device)
{
	struct command write = io(WRITE, 0, 1, data, BLOCK), flush = io(FLUSH, 0, 1, NULL, 0);
	struct command zeroes = io(WRITE_ZEROES, 0, 1, NULL, 0);
	struct command read = io(READ, 0, 1, data, BLOCK);
	struct command compare = io(COMPARE, 0, 1, data, BLOCK);

	read.how = RDONLY;
	if (!refused(device, read, "read", 0) || !refused(device, flush, "flush", 0) ||
	    !refused(device, write, "write", 0) || !refused(device, compare, "compare", 0))
		return false;
	write.how = RDONLY;
	zeroes.how = RDONLY;
	compare.how = RDONLY;
	return refused(device, write, "write, read-only", -EACCES) &&
	       refused(device, zeroes, "zeroes, read-only", -EACCES) &&
	       refused(device, compare, "compare, read-only", -EACCES) &&
	       refused(device, io(0xee, 0, 1, data, BLOCK), "a vendor's", -EACCES) &&
	       refused(device, io(0x7e, 0, 1, data, BLOCK), "no such opcode", -EACCES) &&
	       refused(device, admin(IDENTIFY, 1, data, PAGE), "identify", 0) &&
	       refused(device, admin(IDENTIFY, 2, data, PAGE), "list", -EACCES) &&
	       refused(device, admin(GET_LOG, 2 | 127 << 16, data, BLOCK), "log", -EACCES) &&
	       refused(device, admin(SET_FEATURES, 4, NULL, 0), "set features", -EACCES);
}

static bool permissions(const struct device *device)
{
	return as_nobody(device, nobody);
}

static bool root_may(const struct device *device)
{
	struct command cmd = io(WRITE, 0, 1, data, BLOCK);

	cmd.how = RDONLY;
	return refused(device, cmd, "write, read-only", 0);
}

static bool many_ranges(const struct device *device)
{
	return expect_answer(device, "too many ranges",
			     quick(device, io(COPY, 0, 129, data, 129 * 32)), 0x183 | DNR);
}

const struct check refuse_checks[] = {
	{ .name = "blocks out of range", .run = out_of_range },
	{ .name = "flags, and another namespace", .run = envelope },
	{ .name = "opcodes that there are not", .run = opcodes },
	{ .name = "more than a transfer takes", .run = too_long },
	{ .name = "less memory than blocks", .run = too_short,
	  .not_reference = "QEMU takes whole pages" },
	{ .name = "addresses that are none", .run = bad_address },
	{ .name = "metadata where there is none", .run = metadata, .since = 608 },
	{ .name = "the other node", .run = wrong_node },
	{ .name = "a ring without second result words", .run = small_ring },
	{ .name = "what anybody may do", .run = permissions, .since = 602 },
	{ .name = "what root may do", .run = root_may },
	{ .name = "copy: too many ranges", .run = many_ranges },
	{ },
};
