// SPDX-License-Identifier: GPL-2.0-only
/* What do cases have for commands that answer many times? */
#include "case.h"

static unsigned int lost;
int events_open(void)
{
	int err = control(EXERCISE_PLUG_EVENTS, 0);

	if (err == -EOPNOTSUPP) {
		expect_log("op 0 (events) needs multishot commands");
		skip("this kernel has no multishot commands");
	}
	expect(err, 0);
	lost = counter(EXERCISE_LOST);
	return device_open(EVENTS_DEVICE);
}

void events_close(int fd)
{
	close(fd);
	expect(control(EXERCISE_PULL, 0), 0);
	await_counter(EXERCISE_LIVE, 0);
	expect(counter(EXERCISE_LOST), lost);
}

void provided_give(struct provided *to, unsigned int which)
{
	io_uring_buf_ring_add(to->ring, to->memory + which * 4096, EVENTS_SIZE, which,
			      io_uring_buf_ring_mask(to->nr), 0);
	io_uring_buf_ring_advance(to->ring, 1);
}

void provided_open(struct provided *to, struct ring *ring, unsigned int nr, unsigned int given)
{
	struct io_uring_buf_reg reg = { .ring_entries = nr, .bgid = EVENTS_GROUP };
	unsigned int i;

	to->nr = nr;
	to->group = EVENTS_GROUP;
	to->ring = (void *)memory_new(nr * sizeof(struct io_uring_buf));
	to->memory = memory_new(nr * 4096);
	io_uring_buf_ring_init(to->ring);
	reg.ring_addr = (uintptr_t)to->ring;
	expect(io_uring_register_buf_ring(&ring->io, &reg, 0), 0);
	for (i = 0; i < given; i++)
		provided_give(to, i);
}

struct io_uring_sqe *events_prep(struct ring *ring, int fd, uint32_t op,
				 const struct exercise_emit *args, uint64_t id)
{
	struct io_uring_sqe *sqe = ring_prep(ring, fd, op, args, sizeof(*args), id);

	sqe->flags |= IOSQE_BUFFER_SELECT;
	sqe->buf_group = EVENTS_GROUP;
	sqe->rw_flags = IORING_URING_CMD_MULTISHOT;
	return sqe;
}

void events_start(struct ring *ring, int fd, uint32_t op, unsigned int how, unsigned int n,
		  uint64_t id)
{
	struct exercise_emit args = { .tag = id, .how = how, .n = n };

	events_prep(ring, fd, op, &args, id);
	ring_submit(ring);
}

int events_emit(struct ring *ring, int fd, uint64_t id, unsigned int n, unsigned int then, int res)
{
	struct exercise_emit args = { .tag = id, .n = n, .then = then, .res = res };

	return call(ring, fd, EXERCISE_EMIT, &args, sizeof(args));
}

/* There may be more completions than a ring has place for. */
static void events_forget(struct ring *ring)
{
	unsigned int i, kept = 0;

	if (ring->n_done < RING_DONE_MAX / 4)
		return;
	for (i = 0; i < ring->n_done; i++)
		if (!ring->done[i].taken)
			ring->done[kept++] = ring->done[i];
	ring->n_done = kept;
}

struct done events_next(struct ring *ring, uint64_t id)
{
	long long end = now_ms() + SOON_MS;
	unsigned int i = 0;

	events_forget(ring);
	for (;;) {
		for (; i < ring->n_done; i++) {
			if (ring->done[i].id != id || ring->done[i].taken)
				continue;
			ring->done[i].taken = true;
			return ring->done[i];
		}
		if (now_ms() > end)
			fail("command %#llx: expected one more completion within %u ms, saw none",
			     (unsigned long long)id, SOON_MS);
		ring_reap(ring, 1);
	}
}

static unsigned int events_buffer(const struct done *done, const struct provided *of,
				  uint64_t number)
{
	unsigned int which = done->flags >> IORING_CQE_BUFFER_SHIFT;
	uint64_t found;

	expect(done->flags & IORING_CQE_F_BUFFER, IORING_CQE_F_BUFFER);
	expect(done->res, sizeof(number));
	expect_below(which, of->nr);
	memcpy(&found, of->memory + which * 4096, sizeof(found));
	expect(found, number);
	return which;
}

unsigned int events_expect(struct ring *ring, uint64_t id, const struct provided *of,
			   uint64_t number)
{
	struct done done = events_next(ring, id);

	if (!(done.flags & IORING_CQE_F_MORE))
		fail("command %#llx: expected event %llu, saw its end with %d",
		     (unsigned long long)id, (unsigned long long)number, done.res);
	return events_buffer(&done, of, number);
}

void events_end(struct ring *ring, uint64_t id, int res)
{
	struct done done = events_next(ring, id);

	expect(done.res, res);
	expect(done.flags & (IORING_CQE_F_MORE | IORING_CQE_F_BUFFER), 0);
}
