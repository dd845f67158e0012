// SPDX-License-Identifier: GPL-2.0-only
/*
 * Amid events a process is killed, its ring closed, its thread gone, the device unregistered
 * or purged: the command ends once.
 *
 * Classes: B3 C1 K2 K6 L1
 */
#include <pthread.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

#define BUFFERS	64
#define ROUNDS	5

static void open_streaming(struct ring *ring, struct provided *provided, int fd,
			   const struct config *config)
{
	ring_open(ring, config);
	provided_open(provided, ring, BUFFERS, BUFFERS);
	events_start(ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_IRQ, 1, 1);
	provided_give(provided, events_next(ring, 1).flags >> IORING_CQE_BUFFER_SHIFT);
}

/* Give each buffer back, for as long as the command lasts.  Return: its result. */
static int go_on(struct ring *ring, struct provided *provided)
{
	struct done done;

	while ((done = events_next(ring, 1)).flags & IORING_CQE_F_MORE)
		provided_give(provided, done.flags >> IORING_CQE_BUFFER_SHIFT);
	return done.res;
}

static void victim(const void *config)
{
	int fd = device_open(EVENTS_DEVICE);
	struct provided provided;
	struct ring ring;

	open_streaming(&ring, &provided, fd, config);
	child_ready();
	for (;;) {
		int res = go_on(&ring, &provided);

		expect(res, -ENOBUFS);
		events_start(&ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_IRQ, 1, 1);
	}
}

struct helper {
	struct ring *ring;
	int fd;
};

static void *submit(void *data)
{
	struct helper *helper = data;

	events_start(helper->ring, helper->fd, EXERCISE_EVENTS, EXERCISE_FROM_HANDLER, 0, 1);
	await_counter(EXERCISE_LIVE, 1);
	return NULL;
}

/* Nobody is there who could be given an event: the thread that sent the command. */
static void lose_thread(const struct config *config, int fd)
{
	struct provided provided;
	struct helper helper;
	struct ring ring, other;
	pthread_t thread;

	ring_open(&ring, config);
	ring_open(&other, config);
	provided_open(&provided, &ring, BUFFERS, BUFFERS);
	helper = (struct helper){ .ring = &ring, .fd = fd };
	expect(pthread_create(&thread, NULL, submit, &helper), 0);
	expect(pthread_join(thread, NULL), 0);
	expect(counter(EXERCISE_LIVE), 1);
	expect(events_emit(&other, fd, 1, 1, EXERCISE_EMIT_ON, 0), 1);
	events_end(&ring, 1, -ECANCELED);
	await_counter(EXERCISE_LIVE, 0);
	ring_close(&ring);
	ring_close(&other);
}

/* Something happens to the device of @fd. */
static void *lose_device(void *data)
{
	int *fd = data;

	sleep_ms(20);
	if (*fd < 0)
		control(EXERCISE_PULL, 0);
	else
		ioctl(*fd, EXERCISE_PURGE, EHOSTDOWN);
	return NULL;
}

static void lose(const struct config *config, int fd, int purge, int want)
{
	struct provided provided;
	struct ring ring;
	pthread_t thread;
	int res;

	open_streaming(&ring, &provided, fd, config);
	expect(pthread_create(&thread, NULL, lose_device, &purge), 0);
	res = go_on(&ring, &provided);
	expect(pthread_join(thread, NULL), 0);
	/* this program may have been too slow */
	if (res != -ENOBUFS)
		expect(res, want);
	await_counter(EXERCISE_LIVE, 0);
	ring_close(&ring);
}

/* Unregistering waits for a .fill that runs; for purging .finish does. */
static void lose_while_filling(const struct config *config, int fd, int purge, int want)
{
	const struct exercise_emit args = { .n = 1, .then = EXERCISE_EMIT_SLOWLY };
	struct provided provided;
	struct ring ring;
	pthread_t thread;

	ring_open(&ring, config);
	provided_open(&provided, &ring, BUFFERS, BUFFERS);
	expect(pthread_create(&thread, NULL, lose_device, &purge), 0);
	events_prep(&ring, fd, EXERCISE_EVENTS, &args, 1);
	ring_submit(&ring);
	expect(go_on(&ring, &provided), want);
	expect(pthread_join(thread, NULL), 0);
	await_counter(EXERCISE_LIVE, 0);
	ring_close(&ring);
}

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES), i;
	struct provided provided;
	int fd = events_open();
	struct ring ring;

	for (i = 0; i < ROUNDS; i++) {
		child_kill(child_start(victim, config));
		await_counter(EXERCISE_LIVE, 0);
	}
	expect_below(finishes + ROUNDS - 1, counter(EXERCISE_FINISHES));

	for (i = 0; i < ROUNDS; i++) {
		open_streaming(&ring, &provided, fd, config);
		sleep_ms(i);
		io_uring_queue_exit(&ring.io);
		free(ring.done);
		await_counter(EXERCISE_LIVE, 0);
	}

	/* a ring for one thread, or one of its own, has no other */
	if (config->ring != RING_DEFER && config->ring != RING_SQPOLL)
		lose_thread(config, fd);

	lose(config, fd, fd, -EHOSTDOWN);
	for (i = 0; i < 3; i++) {
		lose(config, fd, -1, -ENODEV);
		close(fd);
		fd = events_open();
	}
	lose_while_filling(config, fd, fd, -EHOSTDOWN);
	lose_while_filling(config, fd, -1, -ENODEV);
	events_close(fd);
}
