// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring is set up with all the flags that the kernel knows, and no other.
 *
 * Linked with --wrap=io_uring_queue_init_params, which plays kernels of
 * several ages.
 */
#include "check.h"

#define SIZES	(IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP)
#define BIG	(SIZES | IORING_SETUP_SQE128 | IORING_SETUP_CQE32)
#define DEFER	(IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG)
#define COOP	(IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG)
#define SINGLE	IORING_SETUP_SINGLE_ISSUER
#define ALL	IORING_SETUP_SUBMIT_ALL

static struct {
	unsigned int unknown;	/* flags that this kernel has never heard of */
	int error;		/* what it says to a ring with all flags known */
	unsigned int tries;
	struct io_uring_params last;
	unsigned int last_entries;
} kernel;

int __real_io_uring_queue_init_params(unsigned int entries, struct io_uring *ring,
				      struct io_uring_params *p);
int __wrap_io_uring_queue_init_params(unsigned int entries, struct io_uring *ring,
				      struct io_uring_params *p);

int __wrap_io_uring_queue_init_params(unsigned int entries, struct io_uring *ring,
				      struct io_uring_params *p)
{
	kernel.tries++;
	kernel.last = *p;
	kernel.last_entries = entries;
	if (p->flags & kernel.unknown)
		return -EINVAL;
	if (kernel.error)
		return kernel.error;
	return __real_io_uring_queue_init_params(entries, ring, p);
}

static int try_open(unsigned int unknown, int error, const struct libucmd_opts *opts)
{
	struct libucmd *h;
	int ret;

	memset(&kernel, 0, sizeof(kernel));
	kernel.unknown = unknown;
	kernel.error = error;
	ret = libucmd_open(&h, "null", opts);
	CHECK("a session exactly when open succeeds", !ret == !!h);
	libucmd_close(&h);
	return ret;
}

static void check_age(const char *age, unsigned int unknown, unsigned int flags,
		      unsigned int tries)
{
	check_case = age;
	CHECK_EQ("open", try_open(unknown, 0, NULL), 0);
	CHECK_EQ("flags", kernel.last.flags, flags);
	CHECK_EQ("tries", kernel.tries, tries);
}

static void check_ages(void)
{
	unsigned int old = IORING_SETUP_DEFER_TASKRUN;

	check_age("6.1 and later", 0, BIG | ALL | SINGLE | DEFER, 1);
	check_age("6.0", old, BIG | ALL | SINGLE | COOP, 2);
	old |= SINGLE;
	check_age("5.19", old, BIG | ALL | COOP, 3);
	old |= COOP;
	check_age("without COOP_TASKRUN", old, BIG | ALL, 4);
	old |= ALL;
	check_age("without SUBMIT_ALL", old, BIG, 5);
}

static void check_sqpoll(void)
{
	struct libucmd_opts opts = { .size = sizeof(opts), .flags = LIBUCMD_SQPOLL,
				     .sq_idle_ms = 7 };

	check_case = "kernel thread";
	CHECK_EQ("open", try_open(0, 0, &opts), 0);
	CHECK_EQ("flags", kernel.last.flags, BIG | ALL | SINGLE | IORING_SETUP_SQPOLL);
	CHECK_EQ("idle", kernel.last.sq_thread_idle, 7);
	CHECK_EQ("open, refused thread", try_open(IORING_SETUP_SQPOLL, 0, &opts), 0);
	CHECK_EQ("flags, refused thread", kernel.last.flags, BIG | ALL | SINGLE | DEFER);
	CHECK_EQ("idle, refused thread", kernel.last.sq_thread_idle, 0);
}

static void check_sizes(void)
{
	struct libucmd_opts opts = { .size = sizeof(opts), .payload = 16 };

	check_case = "sizes";
	CHECK_EQ("open, payload 16", try_open(0, 0, &opts), 0);
	CHECK_EQ("flags", kernel.last.flags & (BIG & ~SIZES), IORING_SETUP_CQE32);
	CHECK_EQ("depth", kernel.last_entries, 64);
	CHECK_EQ("completions", kernel.last.cq_entries, 128);

	opts.payload = 17;
	opts.flags = LIBUCMD_CQE16;
	opts.depth = 100;
	opts.inflight = 10;
	CHECK_EQ("open, payload 17", try_open(0, 0, &opts), 0);
	CHECK_EQ("flags", kernel.last.flags & (BIG & ~SIZES), IORING_SETUP_SQE128);
	CHECK_EQ("depth", kernel.last_entries, 100);
	CHECK_EQ("completions", kernel.last.cq_entries, 100);

	opts.depth = UINT32_MAX;
	CHECK_EQ("open, absurd depth", try_open(0, 0, &opts), 0);
}

static void check_errors(void)
{
	check_case = "errors";
	CHECK_EQ("no io_uring", try_open(0, -ENOSYS, NULL), -ENOSYS);
	CHECK_EQ("tries", kernel.tries, 1);
	CHECK_EQ("forbidden", try_open(0, -EPERM, NULL), -EPERM);
	CHECK_EQ("tries", kernel.tries, 1);
	CHECK_EQ("no memory", try_open(0, -ENOMEM, NULL), -ENOMEM);
	CHECK_EQ("sizes unknown: 5.18", try_open(IORING_SETUP_SQE128, 0, NULL), -EINVAL);
}

int main(void)
{
	struct io_uring ring;

	if (__real_io_uring_queue_init_params(2, &ring, &(struct io_uring_params){ 0 }))
		SKIP("no io_uring here");
	io_uring_queue_exit(&ring);

	check_ages();
	check_sqpoll();
	check_sizes();
	check_errors();
	return 0;
}
