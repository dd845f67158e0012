// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does each command end once, and right, while programs keep a card busy?
 *
 * Each thread has a session, and a set of places with a command in flight each.  A
 * completion must be that of a command in flight, its result one that the command
 * can have, and the data of a job that succeeded those that it was given.  The
 * memory of one that did not is the program's again: nothing may appear there.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <liburing.h>

#include "client.h"

#define PLACES_MAX	16
#define BYTES		64
#define UNTOUCHED	0x5a

struct place {
	bool busy;
	bool job;
	bool failed;		/* its memory must stay as it is */
	int value;
	uint64_t tag;
	unsigned char src[BYTES], dst[BYTES];
};

struct worker {
	struct load *load;
	pthread_t thread;
	struct libucmd *edu;
	struct load_count count;
	unsigned int seed;
	uint64_t tags;
	struct place place[PLACES_MAX];
};

struct load {
	const char *node;
	struct load_opts opts;
	atomic_bool stop;
	atomic_ulong done;
	pthread_barrier_t open;
	struct worker worker[];
};

int factorial(int n)
{
	return n ? n * factorial(n - 1) : 1;
}

struct libucmd *session(const char *node)
{
	struct libucmd *edu;
	int ret;

	ret = libucmd_open(&edu, node, NULL);
	if (ret < 0) {
		fault("/dev/%s: %s", node, strerror(-ret));
		exit(1);
	}
	return edu;
}

void sleep_ms(long ms)
{
	struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * MSEC };

	nanosleep(&time, NULL);
}

int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 * MSEC + time.tv_nsec;
}

static bool untouched(const struct place *place)
{
	int i;

	for (i = 0; i < BYTES; i++)
		if (place->dst[i] != UNTOUCHED)
			return false;
	return true;
}

/* A tag says which place it is for, and which command of it. */
static int start(struct worker *worker, int i)
{
	const struct load_opts *opts = &worker->load->opts;
	struct place *place = &worker->place[i];
	int j, ret;

	if (place->failed && !untouched(place))
		fault("the memory of a command that was over was written to");
	place->busy = true;
	place->failed = false;
	place->job = opts->jobs && rand_r(&worker->seed) % 2;
	place->value = rand_r(&worker->seed) % (EDU_VALUE_MAX + 1);
	place->tag = worker->tags++ * PLACES_MAX + i;
	libucmd_deadline(worker->edu, opts->deadline_ms);
	if (place->job) {
		struct edu_job args = {
			.src = (uintptr_t)place->src,
			.dst = (uintptr_t)place->dst,
			.len = BYTES,
			.at = BYTES * i,
			.value = place->value,
		};

		for (j = 0; j < BYTES; j++)
			place->src[j] = rand_r(&worker->seed);
		memset(place->dst, UNTOUCHED, BYTES);
		ret = libucmd_prep(worker->edu, EDU_JOB, &args, sizeof(args),
				   opts->registered ? LIBUCMD_BUF(0) : 0, place->tag);
	} else {
		struct edu_number args = { .value = place->value };

		ret = libucmd_prep(worker->edu, EDU_FACTORIAL, &args, sizeof(args), 0, place->tag);
	}
	return ret;
}

static void judge(struct worker *worker, const struct libucmd_cqe *cqe)
{
	struct place *place = &worker->place[cqe->tag % PLACES_MAX];

	if (!place->busy || place->tag != cqe->tag) {
		fault("a command (tag %llu) was completed twice", (unsigned long long)cqe->tag);
		return;
	}
	place->busy = false;
	atomic_fetch_add(&worker->load->done, 1);
	switch (cqe->res) {
	case -ECANCELED:
		worker->count.cancelled++;
		break;
	case -ETIMEDOUT:
		worker->count.late++;
		break;
	case -ECONNRESET:
		worker->count.reset++;
		break;
	case -ENODEV:
		worker->count.gone++;
		break;
	default:
		worker->count.done++;
		if (cqe->res != factorial(place->value))
			fault("%s: expected %d, saw %d", place->job ? "job" : "factorial",
			      factorial(place->value), cqe->res);
		if (place->job && memcmp(place->src, place->dst, BYTES))
			fault("a job brought other data back");
		return;
	}
	place->failed = place->job;
	memset(place->dst, UNTOUCHED, BYTES);
}

/* Returns false when nothing was completed for a long time. */
static bool reap(struct worker *worker, int64_t timeout)
{
	struct libucmd_cqe cqe[PLACES_MAX];
	int i, n;

	n = libucmd_reap(worker->edu, cqe, PLACES_MAX, 1, timeout);
	for (i = 0; i < n; i++)
		judge(worker, &cqe[i]);
	return n > 0 || n == -EINTR;
}

static int in_flight(const struct worker *worker)
{
	int i, n = 0;

	for (i = 0; i < PLACES_MAX; i++)
		n += worker->place[i].busy;
	return n;
}

static void *work(void *data)
{
	struct worker *worker = data;
	struct load *load = worker->load;
	struct iovec places = { worker->place, sizeof(worker->place) };
	int i;

	worker->edu = session(load->node);
	if (load->opts.registered)
		same("register",
		     io_uring_register_buffers(libucmd_ring(worker->edu), &places, 1), 0);
	pthread_barrier_wait(&load->open);
	while (!atomic_load(&load->stop) && !worker->count.gone) {
		for (i = 0; i < load->opts.in_flight; i++) {
			if (!worker->place[i].busy && start(worker, i))
				fault("a command could not be prepared");
		}
		if (load->opts.cancels) {
			i = rand_r(&worker->seed) % load->opts.in_flight;
			libucmd_cancel(worker->edu, worker->place[i].tag);
		}
		if (!reap(worker, PATIENCE))
			break;
	}
	while (in_flight(worker) && reap(worker, PATIENCE))
		;
	if (in_flight(worker))
		fault("%d commands were not completed", in_flight(worker));
	/* an open file of a card that is gone says so for as long as it is open */
	if (worker->count.gone)
		same("an open file of a card that is gone",
		     libucmd_call(worker->edu, EDU_IDENTIFY, NULL, 0), -ENODEV);
	libucmd_close(&worker->edu);
	return NULL;
}

struct load *load_start(const char *node, const struct load_opts *opts)
{
	struct load *load;
	int i;

	load = calloc(1, sizeof(*load) + opts->threads * sizeof(load->worker[0]));
	load->node = node;
	load->opts = *opts;
	pthread_barrier_init(&load->open, NULL, opts->threads + 1);
	for (i = 0; i < opts->threads; i++) {
		struct worker *worker = &load->worker[i];

		worker->load = load;
		worker->seed = rand();
		pthread_create(&worker->thread, NULL, work, worker);
	}
	pthread_barrier_wait(&load->open);
	return load;
}

unsigned long load_done(struct load *load)
{
	return atomic_load(&load->done);
}

static void add(struct load_count *sum, const struct load_count *count)
{
	sum->done += count->done;
	sum->cancelled += count->cancelled;
	sum->late += count->late;
	sum->reset += count->reset;
	sum->gone += count->gone;
}

struct load_count load_stop(struct load *load)
{
	struct load_count sum = { 0 };
	int i, j;

	atomic_store(&load->stop, true);
	for (i = 0; i < load->opts.threads; i++) {
		struct worker *worker = &load->worker[i];

		pthread_join(worker->thread, NULL);
		add(&sum, &worker->count);
		for (j = 0; j < PLACES_MAX; j++)
			if (worker->place[j].failed && !untouched(&worker->place[j]))
				fault("the memory of a command that was over was written to");
	}
	pthread_barrier_destroy(&load->open);
	free(load);
	return sum;
}
