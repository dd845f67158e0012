/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What does every case have at hand?
 *
 * A case is a program of one file that defines case_configs and case_run(), and
 * is run as NAME CONFIG.  It exits 0 (passed), 1 (failed, having said what was
 * expected and seen) or 77 (skipped, having said why).  Nothing here waits
 * without a bound.
 */
#ifndef _CASE_H
#define _CASE_H

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../include/uapi/ucmd.h"
#include "../drivers/exercise.h"
#include "../guest/patience.h"

#define DEVICE		"/dev/exercise"
#define SMALL_DEVICE	"/dev/exercise_small"
#define PLUG_DEVICE	"/dev/exercise_plug"
#define EVENTS_DEVICE	"/dev/exercise_events"

/* How long anything that must happen may take, and a killed process to go. */
#define SOON_MS		(3000 * patience())
#define KILL_MS		(1000 * patience())
/* How long to watch for what must not happen. */
#define NEVER_MS	50

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* ------------------------------------------------------------------------
 * Configurations
 */

/* Kinds of ring; a case runs once for each that its case_configs names. */
enum {
	RING_DEFAULT	= 1 << 0,
	RING_SQE128	= 1 << 1,
	RING_CQE32	= 1 << 2,
	RING_BIG	= 1 << 3,	/* SQE128 and CQE32 */
	RING_DEFER	= 1 << 4,	/* SINGLE_ISSUER and DEFER_TASKRUN */
	RING_SQPOLL	= 1 << 5,
	RING_COOP	= 1 << 6,	/* COOP_TASKRUN */
	EVERY_RING	= (1 << 7) - 1,
};

/* Flags of each command; each with the default, defer and sqpoll rings. */
enum {
	WITH_ASYNC	= 1 << 8,	/* IOSQE_ASYNC: handled by io-wq */
	WITH_LINK	= 1 << 9,	/* in a chain: NOP, command, NOP */
	WITH_DRAIN	= 1 << 10,	/* IOSQE_IO_DRAIN */
	WITH_FIXED	= 1 << 11,	/* IOSQE_FIXED_FILE */
	EVERY_FLAG	= WITH_ASYNC | WITH_LINK | WITH_DRAIN | WITH_FIXED,
};

/**
 * struct config - what a case is run with
 * @name: kind of ring, then perhaps + and flags
 * @ring: RING_*
 * @with: WITH_* or 0
 * @setup: IORING_SETUP_*
 */
struct config {
	char name[32];
	unsigned int ring;
	unsigned int with;
	unsigned int setup;
};

extern const unsigned int case_configs;
void case_run(const struct config *config);

/* ------------------------------------------------------------------------
 * Verdicts
 */

void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void skip(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

void expect_at(const char *file, int line, const char *what, long long got,
	       const char *relation, long long want, bool holds);

/* @what: the text of @got, taken before macros in it are replaced. */
#define __expect(what, got, relation, want) do {			\
	long long __got = (got), __want = (want);			\
									\
	expect_at(__FILE__, __LINE__, what, __got, #relation, __want,	\
		  __got relation __want);				\
} while (0)

#define expect(got, want)	__expect(#got, got, ==, want)
#define expect_below(got, want)	__expect(#got, got, <, want)

/* For a system call that returns -1 and sets errno. */
#define expect_errno(call, want)					\
	__expect(#call, (call) < 0 ? -errno : 0, ==, -(want))

/* The kernel logs a line with @text: required in the default configuration. */
void expect_log(const char *text);

/* ------------------------------------------------------------------------
 * The driver
 */

int device_open(const char *path);
unsigned int counter(unsigned int which);
void await_counter(unsigned int which, unsigned int want);
/* The ioctl's result or -errno, through a file of our own. */
int control(unsigned long nr, unsigned long arg);
/* Close the file that counter() and control() use. */
void control_close(void);

/* What uname -r says, for the few things that only some kernels can do. */
const char *kernel_release(void);

/* ------------------------------------------------------------------------
 * The ring
 */

#define RING_ENTRIES	64
#define RING_FILES	4
#define RING_DONE_MAX	4096

/* A completion that was reaped and not yet asked for. */
struct done {
	uint64_t id;
	int32_t res;
	uint32_t flags;
	uint64_t res2;
	bool taken;
};

/**
 * struct ring - a ring with what is known of it
 * @io: liburing's
 * @config: how it was made
 * @files: file descriptors by their index in the ring's file table
 * @done: completions so far
 * @n_done: how many
 * @last_id: of the command that call() sent last
 */
struct ring {
	struct io_uring io;
	const struct config *config;
	int files[RING_FILES];
	struct done *done;
	unsigned int n_done;
	uint64_t last_id;
};

void ring_open(struct ring *ring, const struct config *config);
void ring_open_sized(struct ring *ring, const struct config *config,
		     unsigned int entries, unsigned int cq_entries);
/* Every completion must have been asked for by now. */
void ring_close(struct ring *ring);

/* The submission queue entry of a command; @args may be NULL. */
struct io_uring_sqe *ring_prep(struct ring *ring, int fd, uint32_t op,
			       const void *args, size_t size, uint64_t id);
void ring_submit(struct ring *ring);
/* Wait until no entry is left to an SQPOLL thread. */
void ring_taken(struct ring *ring);
/* Wait for the completion of @id; there must be just one. */
struct done ring_done(struct ring *ring, uint64_t id);
int ring_result(struct ring *ring, uint64_t id);
/* @id has not completed, nor does it in NEVER_MS. */
void ring_pending(struct ring *ring, uint64_t id);
/* await_counter() in the kernel's eyes: work deferred to a waiting submitter runs. */
void ring_await_counter(struct ring *ring, unsigned int which, unsigned int want);
/* Reap for so many ms without asking for any; how many are not taken. */
unsigned int ring_reap(struct ring *ring, int ms);

/* Prepare, submit, wait. */
int call(struct ring *ring, int fd, uint32_t op, const void *args, size_t size);
struct done call_done(struct ring *ring, int fd, uint32_t op, const void *args,
		      size_t size);

/* Prepare and submit. */
void start(struct ring *ring, int fd, uint32_t op, const void *args,
	   size_t size, uint64_t id);

/* The commands that most cases send, by start(). */
void start_wait(struct ring *ring, int fd, unsigned int queue,
		unsigned int tag, uint64_t id);
void start_hold(struct ring *ring, int fd, uint32_t op, unsigned int how,
		unsigned int ms, int res, uint64_t id);
void start_serve(struct ring *ring, int fd, unsigned int queue, unsigned int how,
		 unsigned int ms, int res, uint64_t id);
/* By call(). */
int take(struct ring *ring, int fd, unsigned int queue, unsigned int how,
	 unsigned int tag, int res);
int release(struct ring *ring, int fd, unsigned int tag, int res);
int cancel(struct ring *ring, int fd, uint64_t tag, uint32_t op, unsigned int flags);

/* ------------------------------------------------------------------------
 * Memory: exercise_memory
 */

/* From the beginning of a page; never touched. */
uint8_t *memory_new(size_t size);
/* The first register_buffers() of the ring: @size bytes at @memory are number 0. */
void memory_register(struct ring *ring, void *memory, size_t size);
/* Not given before. */
uint64_t memory_id(void);
/* An op on @len bytes, or entries of a vector, at @addr; @fixed: in buffer 0. */
void memory_start(struct ring *ring, int fd, uint32_t op, const void *addr,
		  unsigned int len, bool vec, bool fixed, uint64_t id);
/* By memory_start(); of plain bytes. */
int memory_call(struct ring *ring, int fd, uint32_t op, const void *addr,
		unsigned int len, bool fixed);
/* A command that memory_start() sent, as soon as it is held. */
void memory_release(struct ring *ring, int fd, uint64_t id);
/* What EXERCISE_FILL leaves: @len bytes from 1 on. */
void memory_filled(const uint8_t *memory, size_t len);
/* Nothing stays pinned. */
void memory_let_go(void);

/* ------------------------------------------------------------------------
 * Events: exercise_events
 */

#ifndef IORING_URING_CMD_MULTISHOT
#define IORING_URING_CMD_MULTISHOT	(1U << 1)
#endif

/**
 * struct provided - buffers of a group, by number
 * @ring: of buffers
 * @memory: a page for each, which has EVENTS_SIZE bytes
 * @nr: how many, a power of 2
 * @group: the group
 */
struct provided {
	struct io_uring_buf_ring *ring;
	uint8_t *memory;
	unsigned int nr;
	unsigned int group;
};

#define EVENTS_GROUP	7
#define EVENTS_SIZE	64

/* Register the device, or skip the case where multishot commands are not known. */
int events_open(void);
/* Unregister it; nothing is left of it. */
void events_close(int fd);
/* @nr buffers of EVENTS_GROUP, of which the first @given may be used. */
void provided_open(struct provided *to, struct ring *ring, unsigned int nr, unsigned int given);
/* Once more. */
void provided_give(struct provided *to, unsigned int which);
/* Multishot, not submitted. */
struct io_uring_sqe *events_prep(struct ring *ring, int fd, uint32_t op,
				 const struct exercise_emit *args, uint64_t id);
/* Submitted; @n made by the handler. */
void events_start(struct ring *ring, int fd, uint32_t op, unsigned int how, unsigned int n,
		  uint64_t id);
/* As the op says, for the command that events_start() sent as @id; through another ring. */
int events_emit(struct ring *ring, int fd, uint64_t id, unsigned int n, unsigned int then, int res);
/* The next completion of @id, or fail. */
struct done events_next(struct ring *ring, uint64_t id);
/* It is event @number, in a buffer of @of; which one. */
unsigned int events_expect(struct ring *ring, uint64_t id, const struct provided *of,
			   uint64_t number);
/* It is the last one, with @res and no buffer. */
void events_end(struct ring *ring, uint64_t id, int res);

/* ------------------------------------------------------------------------
 * Processes and time
 */

long long now_ms(void);
void sleep_ms(unsigned int ms);

/* A child that runs @fn(@arg), which says child_ready() and does not return. */
pid_t child_start(void (*fn)(const void *arg), const void *arg);
void child_ready(void);
void child_sleep(void) __attribute__((noreturn));
/* Wait for it, at most SOON_MS; its exit status, or 128 and the signal. */
int child_wait(pid_t pid);
/* Kill it, which takes effect within KILL_MS. */
void child_kill(pid_t pid);

#endif /* _CASE_H */
