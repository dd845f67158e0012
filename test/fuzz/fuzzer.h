/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What do the parts of the fuzzer share?
 *
 * The work is cut into chunks, each with a seed of its own, so that one can be
 * run alone.  A chunk is a few lives of a ring: a life draws its kind of ring and
 * what may happen in it, sends batches of entries, and sees that each gets what it
 * must.  Beside it a caller sends the same commands by ioctl(2).
 *
 *	random.h	numbers
 *	ring.c		io_uring, down to the last bit of an entry
 *	expect.c	what may a command answer?
 *	draw.c		what is sent?
 *	memory.c	what memory is there to name?
 *	caller.c	what is sent by ioctl(2)?
 *	life.c		a life of a ring
 *	fuzzer.c	chunks, and who watches over them
 */
#ifndef _FUZZER_H
#define _FUZZER_H

#include <assert.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../../include/uapi/ucmd.h"
#include "fuzz.h"
#include "random.h"
#include "ring.h"

/* What an entry carries. */
union fuzz_payload {
	struct fuzz_args args;
	struct fuzz_sum sum;
	struct fuzz_memory memory;
	struct ucmd_cancel cancel;
	uint8_t byte[80];
	uint64_t word[10];
};

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* ------------------------------------------------------------------------
 * The kernel and the driver
 */

/* Entries behind a link may be read late, when others have taken their place. */
extern bool kernel_reads_links_late;
/* Of an entry that it copied the kernel keeps the arguments alone. */
extern bool kernel_copies_arguments_alone;
/* A drained entry may wait for ever: completions are counted, and miscounted. */
extern bool kernel_drains_may_stall;
/* Vectors may name registered buffers. */
extern bool kernel_has_fixed_vectors;

enum {
	FILE_MAIN,
	FILE_READER,	/* the same device, open for reading */
	FILE_SMALL,
	FILE_PLUG,
	FILE_DEVICES,
	FILE_FOREIGN = FILE_DEVICES,	/* not of ucmd */
	FILE_BAD,			/* not open */
	FILES,
};

extern int files[FILES];

/* Whatever was pending may have ended in this chunk. */
extern bool purged;

/* Says what is wrong, and how to see it again; the fuzzer ends. */
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Something has been done: whoever watches is told so. */
void beat(void);

/* ------------------------------------------------------------------------
 * What may happen in a life
 */

enum {
	WITH_LINKS	= 1 << 0,
	WITH_DRAINS	= 1 << 1,
	WITH_SKIPS	= 1 << 2,	/* IOSQE_CQE_SKIP_SUCCESS */
	WITH_ASYNC	= 1 << 3,
	WITH_STOPS	= 1 << 4,	/* IORING_OP_ASYNC_CANCEL */
	WITH_SCRIBBLES	= 1 << 5,	/* entries are overwritten once taken */
	WITH_RACES	= 1 << 6,	/* payloads are while they are taken */
	WITH_PAUSES	= 1 << 7,	/* the device is paused, drained */
	WITH_PURGES	= 1 << 8,	/* or purged */
	WITH_REPLUGS	= 1 << 9,
	WITH_CANCELS	= 1 << 10,	/* a storm of UCMD_CANCEL */
	WITH_DEADLINES	= 1 << 11,	/* nearly all pend, and end by their deadline */
	WITH_ABRUPT_END	= 1 << 12,	/* the ring is closed with all that is pending */
	WITH_UPDATES	= 1 << 13,	/* a registered buffer goes, and comes back */
};

/**
 * struct expect - what may a command answer?
 * @any: anything that user space may see
 * @low: results from here
 * @high: to here; none if below @low
 * @exact: this result
 * @errors: bits of errors by their index (expect.c)
 */
struct expect {
	bool any;
	int32_t low;
	int32_t high;
	int32_t exact;
	uint64_t errors;
};

/**
 * struct sent - an entry that the kernel has taken, or will
 * @row: of the table of results
 * @op: number of the command, 0 for other requests
 * @seen: completions
 * @may_skip: there need be none
 * @two: a result of @expect.exact comes with @res2
 * @res2: second result
 * @expect: results
 * @sqe: as it was sent
 */
struct sent {
	uint32_t row;
	uint32_t op;
	uint32_t seen;
	bool may_skip;
	bool two;
	uint64_t res2;
	struct expect expect;
	struct io_uring_sqe sqe;
};

#define SENT_MAX	4096

/**
 * struct life - a life of a ring
 * @with: WITH_*
 * @ring: the ring
 * @random: what is drawn from
 * @sent: entries, by the lower half of their user_data; 0 is none
 * @n_sent: how many, and one
 * @owed: completions that must still come
 * @nonce: upper half of user_data
 * @personality: one that is registered
 * @chain: entries still to come in the chain
 * @behind: the entry is not the first of its chain
 * @chain_skips: an earlier entry of the chain may have skipped its completion
 */
struct life {
	unsigned int with;
	struct ring ring;
	struct random random;
	struct sent sent[SENT_MAX];
	uint32_t n_sent;
	uint32_t owed;
	uint32_t nonce;
	int personality;
	unsigned int chain;
	bool behind;
	bool chain_skips;
};

/*
 * Older kernels never get to a drained entry when one behind it fails before it
 * is issued, so nothing there does so in a life with drains.
 */
static inline bool may_fail_early(const struct life *life)
{
	return !(life->with & WITH_DRAINS);
}

/* life.c: how many commands it sent */
unsigned int life_run(struct random *random, unsigned int budget);

/* Rings that were given up for it. */
extern unsigned int stalled_drains;

/* draw.c: fill the next entry of @life's ring; false: no room for one */
bool draw_entry(struct life *life);
/*
 * Arguments of @op as they should be, or nearly; in registered buffer @buffer - 1, or
 * none.  A vector is written to @vector.  Returns their size.
 */
unsigned int draw_args(struct random *random, uint32_t op, unsigned int buffer,
		       struct iovec *vector, union fuzz_payload *payload);
uint32_t draw_op(struct random *random, unsigned int with);

/* ------------------------------------------------------------------------
 * memory.c: registered buffers are counted from 1 here, 0 is none
 */

#define MEMORY_BUFFERS	2

/* Entries of a vector. */
#define VECTOR_MAX	4

void memory_start(void);
/* A ring has begun; something happens; it has ended: are the edges to be looked at? */
void memory_begin(struct ring *ring);
void memory_stir(struct ring *ring, struct random *random, bool updates);
void memory_end(bool check);

/* Where the vector of an entry is, and of the caller. */
struct iovec *memory_vector_of(uint32_t entry, unsigned int buffer);
struct iovec *memory_vector_of_caller(void);
void memory_draw(struct random *random, bool of_vector, unsigned int buffer,
		 struct iovec *vector, struct fuzz_memory *args);

/* Can all of it be reached? */
bool memory_there(uint64_t addr, uint64_t len, bool write);
bool memory_in_buffer(uint64_t addr, uint64_t len, unsigned int buffer);
/* The vector of @nr entries at @addr; NULL if it is none of ours. */
const struct iovec *memory_vector(uint64_t addr, unsigned int nr);

/* ------------------------------------------------------------------------
 * expect.c
 */

/* Rows of the table of results: ops, then what is none. */
enum {
	ROW_OTHER_NUMBER = 32,
	ROW_CANCEL,
	ROW_CALL,
	ROW_SPOILT,
	ROW_OTHER_FILE,
	ROW_REQUEST,	/* not a command */
	ROWS,
};

/* Where a command comes in. */
struct door {
	bool ring;
	unsigned int payload;	/* bytes it carries; 0: what it takes */
	bool two;		/* it carries second results */
	unsigned int buffer;	/* the registered buffer it names; 0: none */
};

uint32_t row_of(uint32_t op);
/* .args_size of an op, -1 if it is none */
int args_size(uint32_t op);
/* It uses memory. */
bool uses_memory(uint32_t op);
uint32_t op_of_row(uint32_t row);
void expect_nothing(struct expect *expect);
void expect_error(struct expect *expect, int error);
struct expect expect_of(uint32_t op, const union fuzz_payload *payload, unsigned int file,
			unsigned int deadline, const struct door *door, unsigned int with);
bool expect_holds(const struct expect *expect, int32_t res);
const char *expect_text(const struct expect *expect);

/* Count a result; each thread has a table of its own. */
struct results {
	uint64_t commands;
	uint64_t requests;
	uint64_t count[ROWS][66];
};

void count_result(struct results *results, uint32_t row, int32_t res);
void print_results(const struct results *results, const char *title);

extern struct results ring_results, call_results;

/* ------------------------------------------------------------------------
 * caller.c: a thread that sends commands by ioctl(2)
 */

void caller_start(void);
/* @life has begun; @seed for what is drawn */
void caller_begin(struct life *life, uint64_t seed);
/* Send so many more. */
void caller_owe(unsigned int commands);
/* It gets what it waits for: have all been sent? */
bool caller_idle(void);
/* Interrupt it. */
void caller_signal(void);

#endif /* _FUZZER_H */
