// SPDX-License-Identifier: GPL-2.0-only
/* What is sent?  Mostly what is right, or right but for one thing. */
#include <sys/mman.h>

#include "fuzzer.h"

/* ------------------------------------------------------------------------
 * Numbers
 */

static int32_t draw_res(struct random *random)
{
	static const int32_t edges[] = {
		0, 1, 2, INT32_MAX, INT32_MIN, -EAGAIN, -529, -ECANCELED, -ETIMEDOUT,
		-EBUSY, -511, -512, -513, -514, -515, -516, -517, -524, -530, -4095, -4096,
	};

	switch (random_below(random, 4)) {
	case 0:
		return random_of(random, edges);
	case 1:
		return -(int32_t)random_below(random, 512);
	default:
		return random_below(random, 1 << 20);
	}
}

static uint64_t draw_word(struct random *random)
{
	static const uint64_t edges[] = {
		0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x10000, INT32_MAX, 1ULL << 31, UINT32_MAX,
		1ULL << 32, INT64_MAX, 1ULL << 63, UINT64_MAX, 0xffff888000000000ULL,
	};

	return random_percent(random, 50) ? random_of(random, edges) : random_word(random);
}

static void draw_bytes(struct random *random, void *to, size_t size)
{
	uint8_t *byte = to;

	while (size--)
		*byte++ = random_word(random) >> 32;
}

/* Where .finish writes: it may, it may not, it may half. */
static uint64_t draw_address(struct random *random)
{
	static uint8_t *pages;
	static uint64_t words[64];
	static const uint64_t bad[] = { 0, 8, 1ULL << 47, 0xffff888000000000ULL, UINT64_MAX };

	if (!pages) {
		/* one that can be written, one that can be read, one that cannot be touched */
		pages = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			     -1, 0);
		if (pages == MAP_FAILED || mprotect(pages + 4096, 4096, PROT_READ) ||
		    mprotect(pages + 8192, 4096, PROT_NONE))
			fail("mmap: %m");
	}
	switch (random_below(random, 8)) {
	case 0:
		return random_of(random, bad);
	case 1:
		return (uintptr_t)pages + 4096 - random_below(random, 9);
	case 2:
		return (uintptr_t)pages + 8192 - random_below(random, 9);
	default:
		return (uintptr_t)&words[random_below(random, ARRAY_SIZE(words))];
	}
}

/* ------------------------------------------------------------------------
 * A command
 */

struct weight {
	uint32_t op;
	unsigned int weight;
};

static uint32_t draw_weighted(struct random *random, const struct weight *weights)
{
	unsigned int sum = 0, at;
	const struct weight *w;

	for (w = weights; w->weight; w++)
		sum += w->weight;
	at = random_below(random, sum);
	for (w = weights; at >= w->weight; w++)
		at -= w->weight;
	return w->op;
}

uint32_t draw_op(struct random *random, unsigned int with)
{
	static const struct weight usual[] = {
		{ FUZZ_NOP, 100 }, { FUZZ_ECHO, 150 }, { FUZZ_ECHO2, 60 }, { FUZZ_SUM, 60 },
		{ FUZZ_BYTE, 50 }, { FUZZ_ODD, 50 }, { FUZZ_WRITER, 30 }, { FUZZ_SLEEP, 5 },
		{ FUZZ_ONCE, 90 }, { FUZZ_WAIT, 70 }, { FUZZ_WAIT_BARE, 40 },
		{ FUZZ_WAIT_ROOM, 10 }, { FUZZ_TAKE, 70 }, { FUZZ_SERVE, 40 },
		{ FUZZ_HOLD, 80 }, { FUZZ_HOLD2, 30 },
		{ FUZZ_STUBBORN, 20 }, { FUZZ_HOLD_SLEEP, 5 }, { FUZZ_HOLD_ROOM, 20 },
		{ FUZZ_FINISH, 40 }, { FUZZ_RELEASE, 40 }, { FUZZ_FIND, 10 },
		{ FUZZ_STALE, 10 }, { FUZZ_FILL, 40 }, { FUZZ_FILL_VEC, 15 },
		{ FUZZ_SCAN, 30 }, { FUZZ_SCAN_VEC, 10 }, { FUZZ_PIN_FILL, 40 },
		{ FUZZ_PIN_FILL_VEC, 15 }, { FUZZ_PIN_SCAN, 20 }, { FUZZ_PIN_STUBBORN, 5 },
		{ UCMD_CANCEL, 30 }, { }
	};
	static const struct weight pending[] = {
		{ FUZZ_WAIT, 10 }, { FUZZ_WAIT_BARE, 5 }, { FUZZ_HOLD, 10 }, { FUZZ_HOLD2, 2 },
		{ FUZZ_STUBBORN, 3 }, { FUZZ_FINISH, 5 }, { FUZZ_WAIT_ROOM, 1 },
		{ FUZZ_PIN_FILL, 3 }, { FUZZ_SERVE, 5 }, { }
	};

	if (with & WITH_CANCELS && random_percent(random, 40))
		return UCMD_CANCEL;
	if (with & WITH_DEADLINES && random_percent(random, 60))
		return draw_weighted(random, pending);
	return draw_weighted(random, usual);
}

unsigned int draw_args(struct random *random, uint32_t op, unsigned int buffer,
		       struct iovec *vector, union fuzz_payload *payload)
{
	int size = args_size(op);

	memset(payload, 0, sizeof(*payload));
	if (size < 0)
		size = 16;
	switch (op) {
	case FUZZ_SUM:
	case FUZZ_BYTE:
	case FUZZ_ODD:
		draw_bytes(random, payload, size);
		return size;
	case UCMD_CANCEL:
		/* all, or by what is drawn by who knows more */
		payload->cancel.flags = random_percent(random, 5) ? draw_word(random) : 0;
		return size;
	}
	if (uses_memory(op)) {
		memory_draw(random, op == FUZZ_FILL_VEC || op == FUZZ_SCAN_VEC ||
			    op == FUZZ_PIN_FILL_VEC, buffer, vector, &payload->memory);
		payload->memory.tag = 1 + random_below(random, 8);
		payload->memory.how = random_word(random) >> 32;
		payload->memory.ms = random_word(random) >> 32;
		return size;
	}
	if (!size)
		return 0;
	payload->args = (struct fuzz_args){
		.how = random_word(random) >> 32,
		.ms = random_word(random) >> 32,
		.tag = random_percent(random, 10) ? 0 : 1 + random_below(random, 8),
		.res = draw_res(random),
		.value = op == FUZZ_FINISH ? draw_address(random) : draw_word(random),
	};
	return size;
}

/* Those that are right and matter to the others of @life. */
static void draw_payload(struct life *life, uint32_t op, unsigned int buffer,
			 union fuzz_payload *payload)
{
	struct random *random = &life->random;
	struct ucmd_cancel *cancel = &payload->cancel;

	draw_args(random, op, buffer, memory_vector_of(life->n_sent, buffer), payload);
	if (op == FUZZ_ONCE && !(life->with & (WITH_LINKS | WITH_SCRIBBLES | WITH_RACES)))
		payload->args.value = fuzz_name((life->nonce + life->n_sent) & 0xffff);
	if (op != UCMD_CANCEL || cancel->flags)
		return;
	switch (random_below(random, 8)) {
	case 0:
		/* all of the file */
		break;
	case 1:
	case 2:
		cancel->flags = UCMD_CANCEL_OP;
		cancel->op = op_of_row(random_below(random, ROW_OTHER_NUMBER));
		break;
	case 3:
		cancel->op = FUZZ_HOLD;
		cancel->flags = UCMD_CANCEL_OP;
		break;
	default:
		cancel->flags = UCMD_CANCEL_TAG;
		cancel->tag = (uint64_t)life->nonce << 32 |
			      (life->n_sent - random_below(random, 64) % life->n_sent);
		if (random_percent(random, 20)) {
			cancel->flags |= UCMD_CANCEL_OP;
			cancel->op = FUZZ_WAIT;
		}
	}
	if (random_percent(random, 5))
		cancel->tag = draw_word(random);
}

static uint32_t draw_deadline(struct random *random, uint32_t op, unsigned int with)
{
	uint32_t row = row_of(op);

	if (row == ROW_CANCEL)
		return random_percent(random, 3);
	if (with & WITH_DEADLINES)
		return 1 + random_below(random, 4);
	switch (random_below(random, 10)) {
	case 0:
		return draw_word(random);
	case 1:
	case 2:
	case 3:
	case 4:
	case 5:
		return 1 + random_below(random, 5);
	default:
		return 0;
	}
}

static uint32_t draw_number(struct random *random, uint32_t op)
{
	switch (random_below(random, 5)) {
	case 0:
		return random_word(random) >> 32;
	case 1:
		return op ^ 1U << random_below(random, 32);
	case 2:
		return UCMD_CALL;
	case 3:
		return _IOC(random_below(random, 4), 'Z', _IOC_NR(op), random_below(random, 100));
	default:
		return _IOC(_IOC_DIR(op), UCMD_IOC_TYPE, random_below(random, 4), _IOC_SIZE(op));
	}
}

static unsigned int draw_file(struct random *random)
{
	static const uint8_t usual[] = {
		FILE_MAIN, FILE_MAIN, FILE_MAIN, FILE_MAIN, FILE_MAIN, FILE_MAIN, FILE_MAIN,
		FILE_READER, FILE_SMALL, FILE_PLUG,
	};

	if (random_percent(random, 1))
		return random_below(random, 2) ? FILE_FOREIGN : FILE_BAD;
	return random_of(random, usual);
}

/* ------------------------------------------------------------------------
 * An entry
 */

/* One field that must be zero is not.  False: the kernel may not see that. */
static bool spoil_field(struct life *life, struct io_uring_sqe *sqe, bool copied)
{
	struct random *random = &life->random;
	unsigned int early = may_fail_early(life) ? 0 : 4;

	switch (early + random_below(random, 7 - early)) {
	case 0:
		sqe->__pad1 = (uint32_t)draw_word(random) ?: 1;
		return true;
	case 1:
		sqe->personality = life->personality + 1 + random_below(random, 1000);
		return true;
	case 2:
		/* the lowest bit is for who uses memory */
		sqe->rw_flags = (uint32_t)draw_word(random) ?: 1;
		if (uses_memory(sqe->cmd_op))
			sqe->rw_flags |= 2;
		return true;
	case 3:
		sqe->ioprio = 1 + random_below(random, 0xffff);
		return !copied;
	case 4:
		sqe->addr = (uint32_t)draw_word(random) ?: 1;
		return !copied;
	case 5:
		/* of a command that names a buffer it is right, or wrong, as it is */
		if (sqe->rw_flags)
			sqe->addr = 1;
		else
			sqe->buf_index = 1 + random_below(random, 0xffff);
		return !copied;
	default:
		sqe->file_index = (uint32_t)draw_word(random) ?: 1;
		return !copied;
	}
}

static void spoil(struct life *life, struct io_uring_sqe *sqe, struct sent *sent, bool copied)
{
	struct random *random = &life->random;
	struct expect *e = &sent->expect;
	uint64_t errors = e->errors;
	bool seen = true;

	sent->row = ROW_SPOILT;
	switch (may_fail_early(life) ? random_below(random, 8) : 2) {
	case 0:
		sqe->flags |= IOSQE_BUFFER_SELECT;
		sqe->rw_flags = random_below(random, 3);
		break;
	case 1:
		/* everything but what we need to know it again */
		sqe->off = random_word(random);
		sqe->addr = random_word(random);
		sqe->len = random_word(random);
		sqe->rw_flags = random_word(random);
		sqe->buf_index = random_word(random);
		sqe->personality = random_word(random);
		sqe->file_index = random_word(random);
		seen = false;
		break;
	default:
		seen = spoil_field(life, sqe, copied);
	}
	if (!seen) {
		e->any = true;
		return;
	}
	expect_nothing(e);
	e->errors = errors;
	expect_error(e, EINVAL);
	expect_error(e, EFAULT);
	expect_error(e, EOPNOTSUPP);
	expect_error(e, ENOBUFS);
}

/* Flags of any entry.  True: it may be copied before the driver sees it. */
static bool draw_flags(struct life *life, struct io_uring_sqe *sqe, struct sent *sent)
{
	struct random *random = &life->random;
	bool skips = life->chain_skips, copied = life->behind;

	if (life->with & WITH_ASYNC && random_percent(random, 6))
		sqe->flags |= IOSQE_ASYNC;
	if (life->with & WITH_DRAINS && random_percent(random, 2))
		sqe->flags |= IOSQE_IO_DRAIN;
	if (life->with & WITH_SKIPS && random_percent(random, 25)) {
		sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
		skips = true;
	}
	if (!life->chain && life->with & WITH_LINKS && random_percent(random, 10)) {
		life->chain = 2 + random_below(random, 4);
		life->behind = false;
	}
	if (life->chain > 1)
		sqe->flags |= random_percent(random, 70) ? IOSQE_IO_LINK : IOSQE_IO_HARDLINK;
	copied |= life->chain || sqe->flags & (IOSQE_ASYNC | IOSQE_IO_DRAIN) ||
		  life->with & WITH_DRAINS;
	sent->may_skip = skips;
	return copied;
}

/* The entry is written: what does that mean for the next? */
static void chain_on(struct life *life, const struct sent *sent)
{
	if (!life->chain)
		return;
	life->chain_skips |= sent->may_skip;
	life->behind = true;
	if (!--life->chain) {
		life->behind = false;
		life->chain_skips = false;
	}
}

/* What the ring, other entries and io-wq make of a command. */
static void expect_ring(struct life *life, const struct io_uring_sqe *sqe, struct sent *sent)
{
	struct expect *e = &sent->expect;
	bool worker = sqe->flags & (IOSQE_ASYNC | IOSQE_IO_DRAIN) || life->with &
		      (WITH_DRAINS | WITH_PAUSES | WITH_PURGES | WITH_REPLUGS);

	switch (sent->op) {
	case FUZZ_SLEEP:
	case FUZZ_HOLD_SLEEP:
	case FUZZ_WAIT_ROOM:
	case FUZZ_HOLD_ROOM:
		worker = true;
	}
	worker |= uses_memory(sent->op);
	/* some kernels look for it before anything else */
	if (sqe->rw_flags && sqe->buf_index >= MEMORY_BUFFERS)
		expect_error(e, EFAULT);
	if (life->chain) {
		expect_error(e, ECANCELED);
		if (worker)
			expect_error(e, EINTR);
		/* the first of a chain, too, if a batch ends within the chain */
		if (kernel_reads_links_late && !(sqe->flags & IOSQE_ASYNC))
			e->any = true;
	}
	if (worker && life->with & WITH_STOPS) {
		expect_error(e, ECANCELED);
		expect_error(e, EINTR);
	}
	if (sqe->flags & IOSQE_IO_DRAIN && life->with & WITH_SKIPS)
		expect_error(e, EOPNOTSUPP);
	if (life->ring.setup & IORING_SETUP_IOPOLL)
		expect_error(e, EOPNOTSUPP);
	if (life->with & WITH_RACES)
		e->any = true;
}

/* One of the registered buffers, or one beyond them. */
static unsigned int draw_buffer(struct life *life, uint32_t op)
{
	struct random *random = &life->random;

	if (!uses_memory(op) || random_percent(random, 60))
		return 0;
	return 1 + (may_fail_early(life) && random_percent(random, 3) ? MEMORY_BUFFERS :
			random_below(random, MEMORY_BUFFERS));
}

static bool draw_command(struct life *life)
{
	struct random *random = &life->random;
	struct sent *sent = &life->sent[life->n_sent];
	struct ring *ring = &life->ring;
	bool mixed = ring->setup & IORING_SETUP_SQE_MIXED;
	bool large = mixed && !ring_at_end(ring) && random_percent(random, 30);
	struct door door = {
		.ring = true,
		.payload = large || ring->setup & IORING_SETUP_SQE128 ? 80 : 16,
		.two = ring->setup & (IORING_SETUP_CQE32 | IORING_SETUP_CQE_MIXED),
	};
	struct io_uring_sqe *sqe = ring_next(ring, large);
	union fuzz_payload payload;
	unsigned int file;
	bool copied;
	uint32_t op;

	if (!sqe)
		return false;
	op = draw_op(random, life->with);
	door.buffer = draw_buffer(life, op);
	draw_payload(life, op, door.buffer, &payload);
	if (random_percent(random, 3))
		op = draw_number(random, op);
	else if (random_percent(random, 2))
		draw_bytes(random, &payload, sizeof(payload));
	if (!uses_memory(op))
		door.buffer = 0;
	if (door.buffer) {
		/* uring_cmd_flags: IORING_URING_CMD_FIXED */
		sqe->rw_flags = 1;
		sqe->buf_index = door.buffer - 1;
	}
	file = draw_file(random);
	sqe->opcode = large ? OP_URING_CMD128 : IORING_OP_URING_CMD;
	sqe->cmd_op = op;
	sqe->fd = files[file];
	sqe->len = draw_deadline(random, op, life->with);
	if (random_percent(random, 5))
		sqe->personality = life->personality;
	memcpy((uint8_t *)sqe + offsetof(struct io_uring_sqe, cmd), &payload, door.payload);

	*sent = (struct sent){ .row = row_of(op), .op = op };
	copied = draw_flags(life, sqe, sent) && kernel_copies_arguments_alone;
	if (file < FILE_DEVICES && random_percent(random, 20)) {
		sqe->flags |= IOSQE_FIXED_FILE;
		sqe->fd = file;
	}
	sent->expect = expect_of(op, &payload, file, sqe->len, &door, life->with);
	/* it takes no deadline, if one is seen */
	if (op == UCMD_CANCEL && copied)
		sent->expect.any = true;
	if (file >= FILE_DEVICES)
		sent->row = ROW_OTHER_FILE;
	sent->two = op == FUZZ_ECHO2 || op == FUZZ_HOLD2;
	sent->res2 = payload.args.value;
	if (file < FILE_DEVICES && random_percent(random, 5))
		spoil(life, sqe, sent, copied);
	expect_ring(life, sqe, sent);
	sqe->user_data = (uint64_t)life->nonce << 32 | life->n_sent;
	sent->sqe = *sqe;
	return true;
}

/* Requests that are not commands, and get into their way. */
static bool draw_request(struct life *life)
{
	static const struct __kernel_timespec soon = { .tv_nsec = 1000000 };
	struct random *random = &life->random;
	struct sent *sent = &life->sent[life->n_sent];
	struct io_uring_sqe *sqe = ring_next(&life->ring, false);
	bool behind = life->behind;

	if (!sqe)
		return false;
	*sent = (struct sent){ .row = ROW_REQUEST, .expect.any = true };
	draw_flags(life, sqe, sent);
	switch (random_below(random, 8)) {
	case 0:
		sqe->opcode = IORING_OP_TIMEOUT;
		sqe->addr = (uintptr_t)&soon;
		sqe->len = 1;
		sqe->off = random_below(random, 10);
		break;
	case 1:
		sqe->opcode = IORING_OP_TIMEOUT_REMOVE;
		sqe->addr = (uint64_t)life->nonce << 32 | random_below(random, life->n_sent);
		break;
	case 2:
		sqe->opcode = may_fail_early(life) ? 100 + random_below(random, 156) :
						     IORING_OP_NOP;
		break;
	case 3:
	case 4:
		if (behind && may_fail_early(life)) {
			sqe->opcode = IORING_OP_LINK_TIMEOUT;
			sqe->addr = (uintptr_t)&soon;
			sqe->len = 1;
			break;
		}
		sqe->opcode = IORING_OP_NOP;
		break;
	case 5:
		if (life->with & WITH_STOPS) {
			sqe->opcode = IORING_OP_ASYNC_CANCEL;
			sqe->fd = files[FILE_MAIN];
			sqe->cancel_flags = random_below(random, 8);
			sqe->addr = (uint64_t)life->nonce << 32 |
				    random_below(random, life->n_sent);
			break;
		}
		sqe->opcode = IORING_OP_NOP;
		break;
	default:
		sqe->opcode = IORING_OP_NOP;
	}
	sqe->user_data = (uint64_t)life->nonce << 32 | life->n_sent;
	sent->sqe = *sqe;
	return true;
}

bool draw_entry(struct life *life)
{
	struct sent *sent = &life->sent[life->n_sent];

	if (!(random_percent(&life->random, 6) ? draw_request(life) : draw_command(life)))
		return false;
	chain_on(life, sent);
	if (!sent->may_skip)
		life->owed++;
	life->n_sent++;
	return true;
}
