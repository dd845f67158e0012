// SPDX-License-Identifier: GPL-2.0-only
/* How does a command reach a device? */
#include <errno.h>
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "client.h"

const char *const door_names[DOORS] = { "ioctl", "ioctl64", "io_uring" };

uint8_t *fixed;
static struct io_uring ring;

struct command io(uint8_t opcode, uint64_t lba, uint32_t nr, const void *data,
		  uint32_t len)
{
	return (struct command) {
		.nvme = {
			.opcode = opcode,
			.addr = (uintptr_t)data,
			.data_len = len,
			.cdw10 = lba,
			.cdw11 = lba >> 32,
			.cdw12 = nr - 1,
		},
	};
}

struct command admin(uint8_t opcode, uint32_t cdw10, const void *data, uint32_t len)
{
	return (struct command) {
		.nvme = {
			.opcode = opcode,
			.addr = (uintptr_t)data,
			.data_len = len,
			.cdw10 = cdw10,
		},
		.how = ADMIN,
	};
}

static int node(const struct device *device, const struct command *command)
{
	if (command->how & ADMIN)
		return device->ctrl;
	return command->how & RDONLY ? device->ns_ro : device->ns;
}

static int by_ioctl(int fd, const struct command *command, uint64_t *result)
{
	struct nvme_passthru_cmd cmd;
	int ret;

	memcpy(&cmd, &command->nvme, sizeof(cmd));
	ret = ioctl(fd, command->how & ADMIN ? NVME_IOCTL_ADMIN_CMD : NVME_IOCTL_IO_CMD,
		    &cmd);
	*result = cmd.result;
	return ret < 0 ? -errno : ret;
}

static int by_ioctl64(int fd, const struct command *command, uint64_t *result)
{
	struct nvme_passthru_cmd64 cmd = { };
	unsigned long number = NVME_IOCTL_IO64_CMD;
	int ret;

	if (command->how & ADMIN)
		number = NVME_IOCTL_ADMIN64_CMD;
	else if (command->how & VECTOR)
		number = NVME_IOCTL_IO64_CMD_VEC;
	memcpy(&cmd, &command->nvme, sizeof(command->nvme));
	ret = ioctl(fd, number, &cmd);
	*result = cmd.result;
	return ret < 0 ? -errno : ret;
}

void start_ring(void)
{
	struct iovec vec = { .iov_len = TRANSFER_MAX };
	struct io_uring_params params = {
		.flags = IORING_SETUP_SQE128 | IORING_SETUP_CQE32,
	};

	fixed = mmap(NULL, TRANSFER_MAX, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	vec.iov_base = fixed;
	if (fixed == MAP_FAILED || io_uring_queue_init_params(8, &ring, &params) ||
	    io_uring_register_buffers(&ring, &vec, 1)) {
		perror("a ring with a registered buffer");
		exit(2);
	}
}

struct io_uring_sqe *prepare(struct io_uring *on, int fd, unsigned int number,
			     const struct nvme_uring_cmd *nvme)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(on);

	if (!sqe) {
		fputs("the ring is full\n", stderr);
		exit(2);
	}
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = fd;
	sqe->cmd_op = number;
	memcpy(sqe->cmd, nvme, sizeof(*nvme));
	return sqe;
}

static int by_uring(int fd, const struct command *command, uint64_t *result)
{
	static const unsigned int numbers[2][2] = {
		{ NVME_URING_CMD_IO, NVME_URING_CMD_IO_VEC },
		{ NVME_URING_CMD_ADMIN, NVME_URING_CMD_ADMIN_VEC },
	};
	struct io_uring_sqe *sqe;
	struct io_uring_cqe *cqe;
	int ret;

	sqe = prepare(&ring, fd,
		      numbers[!!(command->how & ADMIN)][!!(command->how & VECTOR)],
		      &command->nvme);
	/* uring_cmd_flags, which liburing does not name yet */
	if (command->how & FIXED)
		sqe->rw_flags = 1;
	if (io_uring_submit_and_wait(&ring, 1) != 1 || io_uring_peek_cqe(&ring, &cqe)) {
		perror("submit");
		exit(2);
	}
	ret = cqe->res;
	*result = cqe->big_cqe[0];
	io_uring_cqe_seen(&ring, cqe);
	return ret;
}

int ask(const struct device *device, enum door door, const struct command *command,
	uint64_t *result)
{
	int fd = node(device, command);
	struct command full = *command;

	if (!fixed)
		start_ring();
	if (!full.nvme.nsid && !full.anyns)
		full.nvme.nsid = device->nsid;
	switch (door) {
	case IOCTL:
		return by_ioctl(fd, &full, result);
	case IOCTL64:
		return by_ioctl64(fd, &full, result);
	default:
		return by_uring(fd, &full, result);
	}
}

int quick(const struct device *device, struct command command)
{
	uint64_t result;

	return ask(device, URING, &command, &result);
}

uint8_t *half_page(void)
{
	uint8_t *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED || munmap(pages + PAGE, PAGE)) {
		perror("mmap");
		exit(2);
	}
	return pages;
}

void fill(void *data, size_t len, unsigned int seed)
{
	uint8_t *at = data;
	size_t i;

	for (i = 0; i < len; i++) {
		seed = seed * 1103515245 + 12345;
		at[i] = seed >> 16;
	}
}
