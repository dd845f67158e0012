// SPDX-License-Identifier: GPL-2.0-only
/* What may a command answer?  The promises of ucmd's headers, told once more. */
#include "fuzzer.h"

enum {
	PENDS	= 1 << 0,
	TWO	= 1 << 1,	/* second result */
	WRITES	= 1 << 2,	/* needs a file open for writing */
	ROOM	= 1 << 3,	/* waits for room */
	LIMITED	= 1 << 4,	/* has a deadline of its own */
	MEMORY	= 1 << 5,	/* uses memory */
	VECTOR	= 1 << 6,	/* that a vector names */
	FILLS	= 1 << 7,	/* and writes to it */
};

static const struct {
	uint32_t op;
	const char *name;
	int size;
	unsigned int flags;
} ops[] = {
	{ FUZZ_NOP, "nop", 0, 0 },
	{ FUZZ_ECHO, "echo", 16, 0 },
	{ FUZZ_ECHO2, "echo2", 16, TWO },
	{ FUZZ_SUM, "sum", 80, 0 },
	{ FUZZ_BYTE, "byte", 1, 0 },
	{ FUZZ_ODD, "odd", 13, 0 },
	{ FUZZ_WRITER, "writer", 0, WRITES },
	{ FUZZ_SLEEP, "sleep", 16, 0 },
	{ FUZZ_ONCE, "once", 16, 0 },
	{ FUZZ_WAIT, "wait", 16, PENDS },
	{ FUZZ_WAIT_BARE, "wait_bare", 16, PENDS },
	{ FUZZ_WAIT_ROOM, "wait_room", 16, PENDS | ROOM | LIMITED },
	{ FUZZ_STAY, "stay", 0, PENDS },
	{ FUZZ_TAKE, "take", 16, 0 },
	{ FUZZ_SERVE, "serve", 16, PENDS },
	{ FUZZ_HOLD, "hold", 16, PENDS },
	{ FUZZ_HOLD2, "hold2", 16, PENDS | TWO },
	{ FUZZ_STUBBORN, "stubborn", 16, PENDS },
	{ FUZZ_HOLD_SLEEP, "hold_sleep", 16, PENDS },
	{ FUZZ_HOLD_ROOM, "hold_room", 16, PENDS | ROOM | LIMITED },
	{ FUZZ_FINISH, "finish", 16, PENDS },
	{ FUZZ_RELEASE, "release", 16, 0 },
	{ FUZZ_FIND, "find", 16, 0 },
	{ FUZZ_STALE, "stale", 16, 0 },
	{ FUZZ_FILL, "fill", 16, MEMORY | FILLS },
	{ FUZZ_FILL_VEC, "fill_vec", 16, MEMORY | VECTOR | FILLS },
	{ FUZZ_SCAN, "scan", 16, MEMORY },
	{ FUZZ_SCAN_VEC, "scan_vec", 16, MEMORY | VECTOR },
	{ FUZZ_PIN_FILL, "pin_fill", 16, MEMORY | FILLS | PENDS },
	{ FUZZ_PIN_FILL_VEC, "pin_fill_vec", 16, MEMORY | VECTOR | FILLS | PENDS },
	{ FUZZ_PIN_SCAN, "pin_scan", 16, MEMORY | PENDS },
	{ FUZZ_PIN_STUBBORN, "pin_stubborn", 16, MEMORY | FILLS | PENDS },
};

static_assert(ARRAY_SIZE(ops) == ROW_OTHER_NUMBER);

static const char * const other_rows[] = {
	"(number)", "CANCEL", "CALL", "(spoilt)", "(file)", "(request)",
};

static_assert(ARRAY_SIZE(other_rows) == ROWS - ROW_OTHER_NUMBER);

uint32_t row_of(uint32_t op)
{
	uint32_t row;

	if (op == UCMD_CANCEL)
		return ROW_CANCEL;
	if (op == UCMD_CALL)
		return ROW_CALL;
	for (row = 0; row < ARRAY_SIZE(ops); row++)
		if (ops[row].op == op)
			break;
	return row;
}

uint32_t op_of_row(uint32_t row)
{
	return ops[row].op;
}

int args_size(uint32_t op)
{
	uint32_t row = row_of(op);

	if (row == ROW_CANCEL)
		return sizeof(struct ucmd_cancel);
	return row < ROW_OTHER_NUMBER ? ops[row].size : -1;
}

bool uses_memory(uint32_t op)
{
	uint32_t row = row_of(op);

	return row < ROW_OTHER_NUMBER && ops[row].flags & MEMORY;
}

/* ------------------------------------------------------------------------
 * Sets of results
 */

static const struct {
	int number;
	const char *name;
} errors[] = {
#define ERROR(name) { name, #name }
	ERROR(EPERM), ERROR(ENOENT), ERROR(EINTR), ERROR(EIO), ERROR(EBADF),
	ERROR(EAGAIN), ERROR(ENOMEM), ERROR(EACCES), ERROR(EFAULT), ERROR(EBUSY),
	ERROR(ENODEV), ERROR(EINVAL), ERROR(ENOTTY), ERROR(ETIME), ERROR(EOPNOTSUPP),
	ERROR(ENOBUFS), ERROR(ETIMEDOUT), ERROR(EALREADY), ERROR(ECANCELED),
	ERROR(EOVERFLOW),
#undef ERROR
};

static unsigned int error_index(int error)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].number == error)
			break;
	return i;
}

#define NO_RESULT	INT32_MIN

void expect_nothing(struct expect *expect)
{
	*expect = (struct expect){ .low = 0, .high = -1, .exact = NO_RESULT };
}

void expect_error(struct expect *expect, int error)
{
	expect->errors |= 1ULL << error_index(error);
}

bool expect_holds(const struct expect *expect, int32_t res)
{
	if (expect->any)
		return res >= -511;
	if (res == expect->exact && res != NO_RESULT)
		return true;
	if (res >= 0)
		return res >= expect->low && res <= expect->high;
	return res >= -511 && expect->errors >> error_index(-res) & 1;
}

const char *expect_text(const struct expect *expect)
{
	static char text[512];
	size_t at = 0;
	unsigned int i;

	if (expect->any)
		return "anything above -512";
	text[0] = '\0';
	if (expect->exact != NO_RESULT)
		at += snprintf(text, sizeof(text), "%d ", expect->exact);
	if (expect->low <= expect->high)
		at += snprintf(text + at, sizeof(text) - at, "%d..%d ", expect->low, expect->high);
	for (i = 0; i < ARRAY_SIZE(errors); i++)
		if (expect->errors >> i & 1)
			at += snprintf(text + at, sizeof(text) - at, "-%s ", errors[i].name);
	return text;
}

/* ------------------------------------------------------------------------
 * The promises
 */

/* Codes of the kernel's own do not reach user space. */
static int32_t sanitized(int32_t res)
{
	if (res >= -511)
		return res;
	switch (res) {
	case -512:
	case -513:
	case -514:
	case -516:
		return -EINTR;
	case -515:
		return -ENOTTY;
	case -524:
		return -EOPNOTSUPP;
	default:
		return -EIO;
	}
}

static void expect_cancel(struct expect *e, const struct ucmd_cancel *args)
{
	if (args->flags & ~(UCMD_CANCEL_TAG | UCMD_CANCEL_OP) ||
	    (args->tag && !(args->flags & UCMD_CANCEL_TAG)) ||
	    (args->op && !(args->flags & UCMD_CANCEL_OP))) {
		expect_error(e, EINVAL);
		return;
	}
	e->low = 1;
	e->high = 1024;
	expect_error(e, ENOENT);
	expect_error(e, EALREADY);
}

/* Not an op; perhaps one of ours with another size or direction. */
static void expect_number(struct expect *e, uint32_t op, bool ring)
{
	bool ours = false;
	uint32_t row;

	for (row = 0; row < ARRAY_SIZE(ops); row++)
		ours |= _IOC_NR(ops[row].op) == _IOC_NR(op) && _IOC_TYPE(op) == 'Z';
	if (ours)
		expect_error(e, EINVAL);
	/* of ioctl(2) the driver's own has the last word */
	if (!ours || !ring)
		expect_error(e, ENOTTY);
}

static void expect_pending(struct expect *e, uint32_t op, const struct fuzz_args *args)
{
	unsigned int from = args->how % FUZZ_FROMS;

	if (op == FUZZ_SERVE) {
		e->exact = sanitized(args->res);
		return;
	}
	if (op != FUZZ_WAIT && op != FUZZ_WAIT_BARE && op != FUZZ_WAIT_ROOM &&
	    op != FUZZ_STAY && from != FUZZ_FROM_RELEASE && from != FUZZ_FROM_WAITING) {
		e->exact = sanitized(args->res);
	} else {
		e->low = FUZZ_TAKEN;
		e->high = FUZZ_TAKEN_MAX;
	}
	if (op == FUZZ_FINISH && from != FUZZ_FROM_NOBODY &&
	    (e->exact >= 0 || e->exact == NO_RESULT)) {
		e->exact = NO_RESULT;
		e->low = sizeof(uint64_t);
		e->high = sizeof(uint64_t);
		expect_error(e, EFAULT);
	}
}

/* What read(2) takes, and the entries of a vector. */
#define LENGTH_MAX	0x7ffff000U
#define ENTRIES_MAX	1024

/*
 * Is all that @vec names there?  Its length goes to @total, and to @empty whether a
 * piece has none: such a one may be nowhere, and not be looked for.
 */
static bool pieces_there(const struct iovec *vec, unsigned int nr, unsigned int flags,
			 unsigned int buffer, uint64_t *total, bool *empty)
{
	bool there = true;

	for (; nr--; vec++) {
		uint64_t addr = (uintptr_t)vec->iov_base;

		*total += vec->iov_len;
		*empty |= !vec->iov_len;
		if (!buffer)
			there &= memory_there(addr, vec->iov_len, flags & FILLS);
		/* of a vector of a buffer's parts none may be empty */
		else if (vec->iov_len || flags & VECTOR)
			there &= vec->iov_len && memory_in_buffer(addr, vec->iov_len, buffer);
	}
	return there;
}

static void expect_memory(struct expect *e, unsigned int flags, const struct fuzz_memory *args,
			  unsigned int buffer)
{
	struct iovec piece = { (void *)(uintptr_t)args->addr, args->len };
	const struct iovec *vec = &piece;
	unsigned int nr = 1;
	uint64_t total = 0;
	bool there, empty = false;

	if (args->len > (flags & VECTOR ? ENTRIES_MAX : LENGTH_MAX)) {
		expect_error(e, EINVAL);
		return;
	}
	if (flags & VECTOR) {
		vec = memory_vector(args->addr, args->len);
		nr = args->len;
	}
	if (flags & VECTOR && buffer && !kernel_has_fixed_vectors) {
		expect_error(e, EOPNOTSUPP);
		return;
	}
	if (!vec && nr && memory_there(args->addr, nr * sizeof(*vec), false)) {
		/* what it says is not ours to know */
		e->any = true;
		return;
	}
	there = (vec || !nr) && pieces_there(vec, nr, flags, buffer, &total, &empty);
	if (there && (total || !(flags & PENDS)))
		e->exact = total;
	if (!there || !total || empty) {
		expect_error(e, EFAULT);
		expect_error(e, EINVAL);
	}
	/* the kernel adds lengths up, and allocates for them, before it looks at them */
	if (flags & VECTOR && !there && buffer) {
		expect_error(e, EOVERFLOW);
		expect_error(e, ENOMEM);
	}
	if (flags & PENDS && args->how % FUZZ_FROMS == FUZZ_FROM_WAITING && e->exact >= 0) {
		e->exact = NO_RESULT;
		e->low = FUZZ_TAKEN;
		e->high = FUZZ_TAKEN_MAX;
	}
}

static void expect_at_once(struct expect *e, uint32_t op, const union fuzz_payload *payload)
{
	uint32_t sum = 0;
	unsigned int i;

	switch (op) {
	case FUZZ_NOP:
	case FUZZ_WRITER:
	case FUZZ_STALE:
		e->exact = 0;
		break;
	case FUZZ_SUM:
		for (i = 0; i < ARRAY_SIZE(payload->sum.word); i++)
			sum += payload->sum.word[i];
		e->exact = sum & INT32_MAX;
		break;
	case FUZZ_BYTE:
		e->exact = payload->byte[0];
		break;
	case FUZZ_ODD:
		e->exact = payload->byte[12];
		break;
	case FUZZ_TAKE:
	case FUZZ_RELEASE:
		e->low = 0;
		/* what is parked may outlive its device, and others join it meanwhile */
		e->high = 1 << 20;
		break;
	case FUZZ_FIND:
		e->low = 0;
		e->high = 1;
		break;
	default:
		e->exact = sanitized(payload->args.res);
	}
}

/* Whatever the driver says: what keeps the command from it, or ends it. */
static void expect_disturbance(struct expect *e, unsigned int flags, unsigned int deadline,
			       const struct door *door, unsigned int with)
{
	bool lives = with & (WITH_PAUSES | WITH_PURGES | WITH_REPLUGS);

	if (flags & PENDS) {
		expect_error(e, ECANCELED);
		if (with & WITH_PURGES)
			expect_error(e, EIO);
		if (!(flags & ROOM))
			expect_error(e, EBUSY);
	}
	if ((flags & LIMITED) || (deadline && (flags & PENDS || lives)))
		expect_error(e, ETIMEDOUT);
	if (!door->ring && (lives || flags & PENDS))
		expect_error(e, EINTR);
	if (door->buffer && with & WITH_UPDATES)
		expect_error(e, EFAULT);
}

struct expect expect_of(uint32_t op, const union fuzz_payload *payload, unsigned int file,
			unsigned int deadline, const struct door *door, unsigned int with)
{
	uint32_t row = row_of(op);
	struct expect e;
	int i;

	expect_nothing(&e);
	if (file == FILE_BAD || file == FILE_FOREIGN) {
		expect_error(&e, file == FILE_BAD ? EBADF : door->ring ? EOPNOTSUPP : ENOTTY);
		return e;
	}
	if (file == FILE_PLUG)
		expect_error(&e, ENODEV);
	if (row >= ROW_OTHER_NUMBER) {
		if (row == ROW_CALL)
			expect_error(&e, EOPNOTSUPP);
		else if (row == ROW_CANCEL && door->ring && deadline)
			expect_error(&e, EINVAL);
		else if (row == ROW_CANCEL)
			expect_cancel(&e, &payload->cancel);
		else
			expect_number(&e, op, door->ring);
		return e;
	}
	if (ops[row].flags & WRITES && file == FILE_READER) {
		expect_error(&e, EACCES);
		return e;
	}
	if (door->ring && ops[row].size > (int)door->payload) {
		expect_error(&e, EINVAL);
		return e;
	}
	if (ops[row].flags & TWO && !door->two) {
		expect_error(&e, EOPNOTSUPP);
		return e;
	}
	for (i = ops[row].size; door->ring && i < 16; i++) {
		if (!payload->byte[i])
			continue;
		expect_error(&e, EINVAL);
		return e;
	}
	if (ops[row].flags & MEMORY)
		expect_memory(&e, ops[row].flags, &payload->memory, door->buffer);
	else if (ops[row].flags & PENDS)
		expect_pending(&e, op, &payload->args);
	else
		expect_at_once(&e, op, payload);
	expect_disturbance(&e, ops[row].flags, deadline, door, with);
	return e;
}

/* ------------------------------------------------------------------------
 * What came back
 */

enum {
	COUNT_ZERO,
	COUNT_ABOVE,
	COUNT_ERRORS,	/* and one more, for all others */
};

void count_result(struct results *results, uint32_t row, int32_t res)
{
	unsigned int bucket = COUNT_ABOVE;

	if (!res)
		bucket = COUNT_ZERO;
	else if (res < 0)
		bucket = COUNT_ERRORS + error_index(-res);
	results->count[row][bucket]++;
}

static void print_row(const uint64_t *count, const char *name)
{
	unsigned int i;

	printf("# %-12s", name);
	if (count[COUNT_ZERO])
		printf(" 0:%llu", (unsigned long long)count[COUNT_ZERO]);
	if (count[COUNT_ABOVE])
		printf(" above:%llu", (unsigned long long)count[COUNT_ABOVE]);
	for (i = 0; i <= ARRAY_SIZE(errors); i++)
		if (count[COUNT_ERRORS + i])
			printf(" %s:%llu", i < ARRAY_SIZE(errors) ? errors[i].name : "other",
			       (unsigned long long)count[COUNT_ERRORS + i]);
	printf("\n");
}

void print_results(const struct results *results, const char *title)
{
	unsigned int row, i;

	printf("# %s: %llu commands, %llu other requests\n", title,
	       (unsigned long long)results->commands, (unsigned long long)results->requests);
	for (row = 0; row < ROWS; row++) {
		uint64_t sum = 0;

		for (i = 0; i < ARRAY_SIZE(results->count[row]); i++)
			sum += results->count[row][i];
		if (sum)
			print_row(results->count[row], row < ROW_OTHER_NUMBER ? ops[row].name :
				  other_rows[row - ROW_OTHER_NUMBER]);
	}
}
