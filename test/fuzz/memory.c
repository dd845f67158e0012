// SPDX-License-Identifier: GPL-2.0-only
/*
 * What memory is there to name?
 *
 *	plain		pages that can be written, then some that can be read, then
 *			some that cannot be touched; named by commands that name no
 *			registered buffer
 *	buffers		two, new for each life, registered but for their edges, which
 *			nobody may write to
 *	vectors		for each entry of a ring one of its own, so that none is
 *			written while a command may read it
 */
#include <sys/mman.h>
#include <sys/uio.h>

#include "fuzzer.h"

#define PAGE		4096UL

#define WRITABLE	(8 * PAGE)
#define READABLE	(2 * PAGE)

/* Of a buffer, with its edges; what is registered of it begins within a page. */
#define BUFFER		(8 * PAGE)
#define EDGE		(PAGE + 100)
#define EDGE_BYTE	0x5a

static uint8_t *plain;
static uint8_t *buffers[MEMORY_BUFFERS];

/* Apart: those that name buffers are never read for anything else. */
static struct iovec vectors[2][SENT_MAX][VECTOR_MAX];
static struct iovec caller_vector[VECTOR_MAX];

static bool within(uint64_t addr, uint64_t len, const void *from, size_t size)
{
	return addr >= (uintptr_t)from && len <= size && addr - (uintptr_t)from <= size - len;
}

bool memory_there(uint64_t addr, uint64_t len, bool write)
{
	return !len || within(addr, len, plain, WRITABLE) ||
	       (!write && within(addr, len, plain, WRITABLE + READABLE)) ||
	       within(addr, len, vectors, sizeof(vectors)) ||
	       within(addr, len, caller_vector, sizeof(caller_vector));
}

bool memory_in_buffer(uint64_t addr, uint64_t len, unsigned int buffer)
{
	return buffer <= MEMORY_BUFFERS &&
	       within(addr, len, buffers[buffer - 1] + EDGE, BUFFER - 2 * EDGE);
}

const struct iovec *memory_vector(uint64_t addr, unsigned int nr)
{
	bool one = (addr - (uintptr_t)vectors) % sizeof(vectors[0][0]) == 0;

	if (nr > VECTOR_MAX)
		return NULL;
	if (addr == (uintptr_t)caller_vector)
		return caller_vector;
	return one && within(addr, sizeof(vectors[0][0]), vectors, sizeof(vectors)) ?
	       (const void *)(uintptr_t)addr : NULL;
}

struct iovec *memory_vector_of(uint32_t entry, unsigned int buffer)
{
	return vectors[!!buffer][entry];
}

struct iovec *memory_vector_of_caller(void)
{
	return caller_vector;
}

/* ------------------------------------------------------------------------
 * Drawing
 */

static uint64_t draw_length(struct random *random, uint64_t room)
{
	static const uint64_t edges[] = {
		0, 1, PAGE - 1, PAGE, PAGE + 1, WRITABLE, BUFFER, 0x7fffefff, 0x7ffff000,
		0x7ffff001, 0x80000000, UINT32_MAX,
	};

	switch (random_below(random, 8)) {
	case 0:
		return random_of(random, edges);
	case 1:
	case 2:
		return random_below(random, room + 1);
	default:
		return random_below(random, 200);
	}
}

/* Most are right; others begin or end elsewhere. */
static struct iovec draw_piece(struct random *random, unsigned int buffer)
{
	static const uint64_t bad[] = {
		0, 8, 1ULL << 47, 1ULL << 63, 0xffff888000000000ULL, UINT64_MAX - PAGE, UINT64_MAX,
	};
	uint64_t from = (uintptr_t)plain, size = WRITABLE, len, at;

	if (buffer) {
		from = (uintptr_t)buffers[buffer <= MEMORY_BUFFERS ? buffer - 1 : 0] + EDGE;
		size = BUFFER - 2 * EDGE;
	}
	len = draw_length(random, size);
	switch (random_below(random, 12)) {
	case 0:
		at = random_of(random, bad);
		break;
	case 1:
		/* around its end */
		at = from + size - random_below(random, 300) + random_below(random, 20);
		break;
	case 2:
		at = from - random_below(random, 20);
		break;
	case 3:
		at = from + size - len;
		break;
	default:
		at = from + random_below(random, size - (len < size ? len : 0));
	}
	return (struct iovec){ (void *)(uintptr_t)at, len };
}

void memory_draw(struct random *random, bool of_vector, unsigned int buffer,
		 struct iovec *vector, struct fuzz_memory *args)
{
	static const uint32_t many[] = { 1025, 4096, INT32_MAX, UINT32_MAX };
	struct iovec piece = draw_piece(random, buffer);
	unsigned int n;

	args->addr = (uintptr_t)piece.iov_base;
	args->len = piece.iov_len;
	if (!of_vector)
		return;
	for (n = 0; n < VECTOR_MAX; n++) {
		vector[n] = draw_piece(random, buffer);
		if (random_percent(random, 6))
			vector[n].iov_len |= 1ULL << (32 + random_below(random, 32));
	}
	/* a vector that is not there, or too long, is one thing that may be wrong */
	args->len = random_percent(random, 3) ? random_of(random, many) :
						random_below(random, VECTOR_MAX + 1);
	if (!random_percent(random, 3))
		args->addr = (uintptr_t)vector;
}

/* ------------------------------------------------------------------------
 * A life
 */

/*
 * The page before and the one behind cannot be touched, so that what goes too far
 * fails there: it must not get to a ring of ours.
 */
static uint8_t *mmap_guarded(size_t writable, size_t readable)
{
	uint8_t *guard = mmap(NULL, writable + readable + 2 * PAGE, PROT_NONE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (guard == MAP_FAILED)
		fail("mmap: %m");
	if (mprotect(guard + PAGE, writable, PROT_READ | PROT_WRITE) ||
	    mprotect(guard + PAGE + writable, readable, PROT_READ))
		fail("mprotect: %m");
	return guard + PAGE;
}

void memory_start(void)
{
	plain = mmap_guarded(WRITABLE, READABLE);
}

void memory_begin(struct ring *ring)
{
	struct iovec vec[MEMORY_BUFFERS];
	unsigned int i;
	int err;

	for (i = 0; i < MEMORY_BUFFERS; i++) {
		buffers[i] = mmap_guarded(BUFFER, 0);
		memset(buffers[i], EDGE_BYTE, BUFFER);
		vec[i] = (struct iovec){ buffers[i] + EDGE, BUFFER - 2 * EDGE };
	}
	err = ring_register(ring, IORING_REGISTER_BUFFERS, vec, MEMORY_BUFFERS);
	if (err)
		fail("buffers are not registered: %s", strerror(-err));
}

void memory_stir(struct ring *ring, struct random *random, bool updates)
{
	static const __u64 no_tag;
	struct iovec vec = { };
	struct io_uring_rsrc_update2 update = {
		.data = (uintptr_t)&vec, .tags = (uintptr_t)&no_tag, .nr = 1,
	};
	int done;

	if (random_percent(random, 20))
		madvise(plain, WRITABLE, MADV_DONTNEED);
	if (!updates)
		return;
	/* one goes, while commands use it; or comes back */
	if (random_percent(random, 50))
		vec = (struct iovec){ buffers[0] + EDGE, BUFFER - 2 * EDGE };
	done = ring_register(ring, IORING_REGISTER_BUFFERS_UPDATE, &update, sizeof(update));
	if (done != 1)
		fail("a buffer is not updated: %s", done < 0 ? strerror(-done) : "none");
}

void memory_end(bool check)
{
	unsigned int i, n;

	for (i = 0; i < MEMORY_BUFFERS; i++) {
		for (n = 0; check && n < EDGE; n++)
			if (buffers[i][n] != EDGE_BYTE ||
			    buffers[i][BUFFER - 1 - n] != EDGE_BYTE)
				fail("a byte beside registered buffer %u was written, %lu from the edge",
				     i, EDGE - n);
		munmap(buffers[i] - PAGE, BUFFER + 2 * PAGE);
	}
}
