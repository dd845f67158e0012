// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many instructions does a command take?  Without what the CPU does while it
 * waits; see instructions.c.
 *
 * For each batch size it submits commands of each kind in turns, user side included:
 * fill the entry, enter the kernel once for the batch, reap.  A kind that the kernel
 * refuses is left out.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../drivers/edu/edu.h"
#include "../samples/hello/hello.h"
#include "instructions.h"

static const unsigned int batches[] = { 1, 8, 64 };

#define NR_BATCHES	(sizeof(batches) / sizeof(batches[0]))

struct kind {
	const char *name;
	const char *path;	/* NULL: IORING_OP_NOP */
	uint32_t op;
	union {
		struct hello_value hello;
		struct edu_number edu;
	} args;
	int32_t expected;
	int fd;
	uint64_t samples[SAMPLES];
};

static struct kind kinds[] = {
	{ .name = "nop" },
	{ .name = "null", .path = "/dev/null" },
	{ .name = "raw-set", .path = "/dev/raw_hello", .op = HELLO_SET,
	  .args = { .hello = { .value = 7 } } },
	{ .name = "ucmd-set", .path = "/dev/hello", .op = HELLO_SET,
	  .args = { .hello = { .value = 7 } } },
	{ .name = "raw-get", .path = "/dev/raw_hello", .op = HELLO_GET,
	  .expected = 7 },
	{ .name = "ucmd-get", .path = "/dev/hello", .op = HELLO_GET,
	  .expected = 7 },
	{ .name = "raw-later", .path = "/dev/raw_hello", .op = HELLO_SET_LATER,
	  .args = { .hello = { .value = 7 } } },
	{ .name = "ucmd-later", .path = "/dev/hello", .op = HELLO_SET_LATER,
	  .args = { .hello = { .value = 7 } } },
	{ .name = "raw-factorial", .path = "/dev/edu0", .op = EDU_FACTORIAL,
	  .args = { .edu = { .value = 5 } }, .expected = 120 },
	{ .name = "ucmd-factorial", .path = "/dev/edu1", .op = EDU_FACTORIAL,
	  .args = { .edu = { .value = 5 } }, .expected = 120 },
};

#define NR_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static void prepare(struct io_uring_sqe *sqe, const struct kind *kind)
{
	memset(sqe, 0, sizeof(*sqe));
	if (!kind->path) {
		sqe->opcode = IORING_OP_NOP;
		return;
	}
	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = kind->fd;
	sqe->cmd_op = kind->op;
	memcpy(sqe->cmd, &kind->args, sizeof(kind->args));
}

/* Submit @batch commands, wait for all, return the result of the first bad one. */
static int32_t run_batch(struct io_uring *ring, const struct kind *kind,
			 unsigned int batch)
{
	struct io_uring_cqe *cqe;
	int32_t res = kind->expected;
	unsigned int i, head, seen = 0;
	int ret;

	for (i = 0; i < batch; i++)
		prepare(io_uring_get_sqe(ring), kind);
	ret = io_uring_submit_and_wait(ring, batch);
	if (ret != (int)batch)
		fail("submit", ret < 0 ? ret : EIO);
	io_uring_for_each_cqe(ring, head, cqe) {
		if (cqe->res != kind->expected)
			res = cqe->res;
		seen++;
	}
	io_uring_cq_advance(ring, seen);
	if (seen != batch)
		fail("completions are missing", EIO);
	return res;
}

static void run_good_batch(struct io_uring *ring, const struct kind *kind,
			   unsigned int batch)
{
	int32_t res = run_batch(ring, kind, batch);

	if (res != kind->expected)
		fail(kind->name, res < 0 ? res : EPROTO);
}

/*
 * A CPU that waits for a card must not halt: the emulator would move the clock
 * with no instruction executed.  So a process that gives way to all others runs
 * when nothing else does, and counts its turns of IDLE_TURN instructions.  Its
 * pause lets the emulator go on at once: the less of the clock passes meanwhile,
 * the fewer timer interrupts come that are no command's.
 */
#define IDLE_TURN	3

static uint64_t *idle_turns;

static void never_halt(void)
{
	const struct sched_param param = {};

	idle_turns = mmap(NULL, sizeof(*idle_turns), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (idle_turns == MAP_FAILED)
		fail("memory", errno);
	switch (fork()) {
	case -1:
		fail("fork", errno);
		break;
	case 0:
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) ||
		    sched_setscheduler(0, SCHED_IDLE, &param))
			fail("idle process", errno);
		__asm__ volatile("1: pause; incq %0; jmp 1b" : "+m"(*idle_turns));
	}
	/* what it takes to get there, page faults above all, is no waiting */
	while (!__atomic_load_n(idle_turns, __ATOMIC_RELAXED))
		usleep(1000);
}

/* Executed so far, but for those of the idle process. */
static uint64_t instructions(void)
{
	return executed() - IDLE_TURN * __atomic_load_n(idle_turns, __ATOMIC_RELAXED);
}

static uint64_t sample(struct io_uring *ring, const struct kind *kind,
		       unsigned int batch)
{
	unsigned int done;
	uint64_t start;

	/* the first batches fill the caches of the ring */
	run_good_batch(ring, kind, batch);
	start = instructions();
	for (done = 0; done < COMMANDS; done += batch)
		run_good_batch(ring, kind, batch);
	return instructions() - start;
}

/* Does waiting count as nothing?  A millisecond of it, which has a timer or two. */
static void calibrate_idle(void)
{
	uint64_t start = executed(), counted = instructions();

	usleep(1000);
	counted = instructions() - counted;
	start = executed() - start;
	if (counted > start / 20) {
		fprintf(stderr, "bench: %lld of %llu ticks of waiting are not the idle process's\n",
			(long long)counted, (unsigned long long)start);
		exit(1);
	}
}

/* False if the kernel does not know the kind: 6.1 has no commands of /dev/null. */
static bool kind_works(struct io_uring *ring, const struct kind *kind)
{
	int32_t res = run_batch(ring, kind, 1);

	if (res == kind->expected)
		return true;
	if (res == -EOPNOTSUPP)
		return false;
	fail(kind->name, res < 0 ? res : EPROTO);
	return false;
}

static void open_kinds(struct io_uring *ring)
{
	struct kind *kind;

	for (kind = kinds; kind < kinds + NR_KINDS; kind++) {
		kind->fd = -1;
		if (!kind->path)
			continue;
		kind->fd = open(kind->path, O_RDWR | O_CLOEXEC);
		if (kind->fd < 0)
			fail(kind->path, errno);
	}
	/* a value belongs to its file: the readers need one too */
	for (kind = kinds + 1; kind < kinds + NR_KINDS; kind++) {
		struct kind set = *kind;

		if (kind->op != HELLO_GET)
			continue;
		set.op = HELLO_SET;
		set.args.hello.value = kind->expected;
		set.expected = 0;
		if (!kind_works(ring, &set))
			fail(kind->name, EOPNOTSUPP);
	}
}

int main(void)
{
	bool works[NR_KINDS];
	struct io_uring ring;
	unsigned int b, s, k;
	int ret;

	ret = io_uring_queue_init(64, &ring, IORING_SETUP_SINGLE_ISSUER |
					     IORING_SETUP_DEFER_TASKRUN);
	if (ret)
		fail("ring", ret);
	open_kinds(&ring);
	for (k = 0; k < NR_KINDS; k++)
		works[k] = kind_works(&ring, &kinds[k]);
	calibrate();
	never_halt();
	calibrate_idle();

	for (b = 0; b < NR_BATCHES; b++) {
		for (s = 0; s < SAMPLES; s++)
			for (k = 0; k < NR_KINDS; k++)
				if (works[k])
					kinds[k].samples[s] =
						sample(&ring, &kinds[k], batches[b]);
		for (k = 0; k < NR_KINDS; k++)
			if (works[k])
				report(kinds[k].name, batches[b], kinds[k].samples);
	}
	return 0;
}
