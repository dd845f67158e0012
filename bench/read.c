// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many instructions does a read of 4 KiB take: of ngmem, of the kernel's own
 * NVMe driver (both by NVMe passthrough), of null_blk (by io_uring's read)?  Without
 * waiting; see instructions.c.
 *
 * For each depth it reads from each device in turns, user side included: fill the
 * entries, enter the kernel once for all of them, reap.  All go through one ring, by
 * the same code, to registered files; into plain memory, and into registered buffers.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <linux/nvme_ioctl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "instructions.h"

#define BLOCK		4096U
#define SECTOR		512U
#define DEPTH_MAX	128
#define STRIDE		97	/* blocks from one that is read to the next */
#define NVME_WRITE	0x01
#define NVME_READ	0x02

static const unsigned int depths[] = { 1, 32, DEPTH_MAX };

#define NR_DEPTHS	(sizeof(depths) / sizeof(depths[0]))

/* What a buffer holds after a read: QEMU's device stores nothing, null_blk not even that. */
enum content { WRITTEN, ZERO, UNTOUCHED };

static const unsigned char content[] = {
	[WRITTEN] = 'w', [ZERO] = 0, [UNTOUCHED] = 'u',
};

static struct device {
	const char *path;
	int flags;
	enum content content;
	bool passthrough;
	uint32_t nsid;
} devices[] = {
	{ .path = "/dev/ng1n1", .flags = O_RDWR, .content = WRITTEN,
	  .passthrough = true },
	{ .path = "/dev/ng0n1", .flags = O_RDONLY, .content = ZERO,
	  .passthrough = true },
	{ .path = "/dev/nullb0", .flags = O_RDONLY | O_DIRECT, .content = UNTOUCHED },
};

#define NR_DEVICES	(sizeof(devices) / sizeof(devices[0]))

static struct kind {
	const char *name;
	unsigned int device;	/* also the registered file */
	bool fixed;		/* into a registered buffer */
	uint64_t samples[SAMPLES];
} kinds[] = {
	{ .name = "ngmem", .device = 0 },
	{ .name = "nvme", .device = 1 },
	{ .name = "null_blk", .device = 2 },
	{ .name = "ngmem-fixed", .device = 0, .fixed = true },
	{ .name = "nvme-fixed", .device = 1, .fixed = true },
	{ .name = "null_blk-fixed", .device = 2, .fixed = true },
};

#define NR_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static unsigned char buffers[DEPTH_MAX][BLOCK] __attribute__((aligned(4096)));

/* An entry, of two halves, which are zero. */
static struct io_uring_sqe *next_sqe(struct io_uring *ring)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

	if (!sqe)
		fail("no entry", EBUSY);
	memset(sqe, 0, 2 * sizeof(*sqe));
	return sqe;
}

static void prepare_nvme(struct io_uring_sqe *sqe, const struct device *device,
			 uint8_t opcode, bool fixed, unsigned int i)
{
	struct nvme_uring_cmd *cmd = (struct nvme_uring_cmd *)sqe->cmd;

	sqe->opcode = IORING_OP_URING_CMD;
	sqe->cmd_op = NVME_URING_CMD_IO;
	sqe->uring_cmd_flags = fixed ? IORING_URING_CMD_FIXED : 0;
	cmd->opcode = opcode;
	cmd->nsid = device->nsid;
	cmd->addr = (uintptr_t)buffers[i];
	cmd->data_len = BLOCK;
	cmd->cdw10 = i * STRIDE * (BLOCK / SECTOR);
	cmd->cdw12 = BLOCK / SECTOR - 1;
}

static void prepare(struct io_uring *ring, const struct kind *kind, uint8_t opcode,
		    unsigned int i)
{
	const struct device *device = &devices[kind->device];
	struct io_uring_sqe *sqe = next_sqe(ring);

	sqe->fd = kind->device;
	sqe->flags = IOSQE_FIXED_FILE;
	sqe->buf_index = kind->fixed ? i : 0;
	if (device->passthrough) {
		prepare_nvme(sqe, device, opcode, kind->fixed, i);
		return;
	}
	sqe->opcode = kind->fixed ? IORING_OP_READ_FIXED : IORING_OP_READ;
	sqe->addr = (uintptr_t)buffers[i];
	sqe->len = BLOCK;
	sqe->off = (uint64_t)i * STRIDE * BLOCK;
}

/*
 * To wait is the program's business here, not the kernel's: so a read costs what
 * there is to do up to the doorbell and from the interrupt, and not what a CPU does
 * to find that there is nothing else.  Turns of WAIT_TURN instructions, until the
 * kernel says that it has something to do for this task.  The pause lets the
 * emulator see to its devices at once.
 */
#define WAIT_TURN	4

static uint64_t wait_turns;

static void wait_for_work(struct io_uring *ring)
{
	int ret;

	__asm__ volatile("1: pause; incq %0; testl %2, %1; jz 1b"
			 : "+m"(wait_turns)
			 : "m"(*ring->sq.kflags), "i"(IORING_SQ_TASKRUN)
			 : "cc", "memory");
	ret = io_uring_get_events(ring);
	if (ret < 0)
		fail("get events", ret);
}

/* Executed so far, but for waiting. */
static uint64_t instructions(void)
{
	return executed() - WAIT_TURN * wait_turns;
}

/* Does waiting count as nothing?  A millisecond of it, which has a timer or two. */
static void calibrate_wait(struct io_uring *ring)
{
	struct __kernel_timespec wait = { .tv_nsec = 1000000 };
	uint64_t start = executed(), counted = instructions();
	struct io_uring_cqe *cqe;
	int ret;

	io_uring_prep_timeout(next_sqe(ring), &wait, 0, 0);
	ret = io_uring_submit_and_get_events(ring);
	if (ret != 1)
		fail("submit", ret < 0 ? ret : EIO);
	wait_for_work(ring);
	counted = instructions() - counted;
	start = executed() - start;
	if (start < (uint64_t)wait.tv_nsec || counted > start / 20) {
		fprintf(stderr, "bench: %llu of %llu ticks of waiting are not the loop's\n",
			(unsigned long long)counted, (unsigned long long)start);
		exit(1);
	}
	if (io_uring_peek_cqe(ring, &cqe) || cqe->res != -ETIME)
		fail("timeout", EPROTO);
	io_uring_cqe_seen(ring, cqe);
}

static unsigned int reap(struct io_uring *ring, const struct kind *kind)
{
	int32_t expected = devices[kind->device].passthrough ? 0 : BLOCK;
	struct io_uring_cqe *cqe;
	unsigned int head, seen = 0;

	io_uring_for_each_cqe(ring, head, cqe) {
		if (cqe->res != expected)
			fail(kind->name, cqe->res < 0 ? cqe->res : EIO);
		seen++;
	}
	io_uring_cq_advance(ring, seen);
	return seen;
}

static void run(struct io_uring *ring, const struct kind *kind, uint8_t opcode,
		unsigned int depth)
{
	unsigned int i, seen;
	int ret;

	for (i = 0; i < depth; i++)
		prepare(ring, kind, opcode, i);
	ret = io_uring_submit_and_get_events(ring);
	if (ret != (int)depth)
		fail("submit", ret < 0 ? ret : EIO);
	for (seen = reap(ring, kind); seen < depth; seen += reap(ring, kind))
		wait_for_work(ring);
}

static uint64_t sample(struct io_uring *ring, const struct kind *kind,
		       unsigned int depth)
{
	unsigned int done;
	uint64_t start;

	/* the first ones fill the caches of the ring and the device */
	run(ring, kind, NVME_READ, depth);
	start = instructions();
	for (done = 0; done < COMMANDS; done += depth)
		run(ring, kind, NVME_READ, depth);
	return instructions() - start;
}

/* Do reads really read? */
static void check(struct io_uring *ring, const struct kind *kind)
{
	unsigned char expected = content[devices[kind->device].content];
	unsigned int i, j;

	memset(buffers, content[UNTOUCHED], sizeof(buffers));
	run(ring, kind, NVME_READ, DEPTH_MAX);
	for (i = 0; i < DEPTH_MAX; i++)
		for (j = 0; j < BLOCK; j++)
			if (buffers[i][j] != expected)
				fail(kind->name, EPROTO);
}

static void fill(struct io_uring *ring)
{
	memset(buffers, content[WRITTEN], sizeof(buffers));
	run(ring, &kinds[0], NVME_WRITE, DEPTH_MAX);
}

static void open_devices(struct io_uring *ring)
{
	int fds[NR_DEVICES];
	unsigned int d;
	int ret;

	for (d = 0; d < NR_DEVICES; d++) {
		fds[d] = open(devices[d].path, devices[d].flags | O_CLOEXEC);
		if (fds[d] < 0)
			fail(devices[d].path, errno);
		if (!devices[d].passthrough)
			continue;
		ret = ioctl(fds[d], NVME_IOCTL_ID);
		if (ret <= 0)
			fail(devices[d].path, ret ? errno : EPROTO);
		devices[d].nsid = ret;
	}
	ret = io_uring_register_files(ring, fds, NR_DEVICES);
	if (ret)
		fail("files", ret);
}

/*
 * One for each read: the nvme driver of Linux 6.1 refuses to read into a registered
 * buffer that is larger than a transfer may be.
 */
static void register_buffers(struct io_uring *ring)
{
	struct iovec vecs[DEPTH_MAX];
	unsigned int i;
	int ret;

	for (i = 0; i < DEPTH_MAX; i++)
		vecs[i] = (struct iovec){ buffers[i], BLOCK };
	ret = io_uring_register_buffers(ring, vecs, DEPTH_MAX);
	if (ret)
		fail("buffers", ret);
}

int main(void)
{
	struct io_uring ring;
	unsigned int d, s, k;
	int ret;

	ret = io_uring_queue_init(DEPTH_MAX, &ring,
				  IORING_SETUP_SQE128 | IORING_SETUP_CQE32 |
				  IORING_SETUP_SINGLE_ISSUER |
				  IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG);
	if (ret)
		fail("ring", ret);
	open_devices(&ring);
	register_buffers(&ring);
	fill(&ring);
	for (k = 0; k < NR_KINDS; k++)
		check(&ring, &kinds[k]);
	calibrate();
	calibrate_wait(&ring);

	for (d = 0; d < NR_DEPTHS; d++) {
		for (s = 0; s < SAMPLES; s++)
			for (k = 0; k < NR_KINDS; k++)
				kinds[k].samples[s] = sample(&ring, &kinds[k],
							     depths[d]);
		for (k = 0; k < NR_KINDS; k++)
			report(kinds[k].name, depths[d], kinds[k].samples);
	}
	return 0;
}
