// SPDX-License-Identifier: GPL-2.0-only
/* What will be tried in a cycle?  All of it follows from the cycle's seed. */
#include <liburing.h>
#include <stdio.h>
#include <string.h>

#include "client.h"

/* splitmix64 */
uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

unsigned int random_range(struct random *random, unsigned int low, unsigned int high)
{
	return low + random_next(random) % (high - low + 1);
}

bool random_percent(struct random *random, unsigned int percent)
{
	return random_next(random) % 100 < percent;
}

/* In a hundred steps, how many are of each kind? */
static const struct {
	enum step_kind kind;
	const char *name;
	unsigned int percent;
} steps[] = {
	{ STEP_SUBMIT, "submit", 42 },
	{ STEP_REAP, "reap", 14 },
	{ STEP_NAP, "nap", 10 },
	{ STEP_CANCEL, "cancel", 8 },
	{ STEP_OPS, "take and release", 8 },
	{ STEP_SIGNAL, "signal the callers", 4 },
	{ STEP_CLOSE_RING, "close ring", 3 },
	{ STEP_CLOSE_FILE, "close and reopen file", 3 },
	{ STEP_FORK, "fork", 2 },
	{ STEP_PASS, "pass files", 2 },
	{ STEP_THREAD, "submit in a thread that ends", 2 },
	{ STEP_EXEC, "exec", 1 },
	{ STEP_EXIT, "exit", 1 },
};

static enum step_kind plan_step_kind(struct random *random)
{
	unsigned int n = random_range(random, 0, 99);
	unsigned int i;

	for (i = 0; n >= steps[i].percent; i++)
		n -= steps[i].percent;
	return steps[i].kind;
}

static void plan_ring(struct ring_plan *ring, struct random *random)
{
	static const unsigned int setups[] = {
		0, 0,
		IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SINGLE_ISSUER,
		IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SINGLE_ISSUER,
		IORING_SETUP_COOP_TASKRUN,
		IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG,
		IORING_SETUP_SINGLE_ISSUER,
		IORING_SETUP_SQPOLL,
	};

	ring->device = random_percent(random, 25);
	ring->setup = setups[random_range(random, 0, ARRAY_SIZE(setups) - 1)];
	if (random_percent(random, 20))
		ring->setup |= IORING_SETUP_SQE128;
	if (random_percent(random, 20))
		ring->setup |= IORING_SETUP_CQE32;
	ring->sq_entries = 8U << random_range(random, 0, 3);
	ring->cq_entries = ring->sq_entries << random_range(random, 1, 3);
}

static void plan_worker(struct worker_plan *worker, struct random *random)
{
	unsigned int i;

	worker->n_rings = random_range(random, 1, RINGS_MAX);
	for (i = 0; i < worker->n_rings; i++)
		plan_ring(&worker->rings[i], random);

	worker->n_callers = random_percent(random, 50) ?
			    random_range(random, 1, CALLERS_MAX) : 0;
	for (i = 0; i < worker->n_callers; i++)
		worker->calls[i] = random_range(random, 1, 12);

	worker->n_steps = random_range(random, 4, STEPS_MAX);
	for (i = 0; i < worker->n_steps; i++) {
		struct step *step = &worker->steps[i];

		step->kind = i ? plan_step_kind(random) : STEP_SUBMIT;
		step->ring = random_range(random, 0, worker->n_rings - 1);
		step->count = random_range(random, 1, random_percent(random, 25) ? 160 : 40);
		step->us = random_range(random, 0, random_percent(random, 20) ? 6000 : 800);
		step->seed = random_next(random);
	}
}

static enum event_kind plan_event_kind(struct random *random)
{
	unsigned int n = random_range(random, 0, 99);

	if (n < 55)
		return EVENT_KILL;
	if (n < 64)
		return EVENT_PULL;
	if (n < 73)
		return EVENT_PAUSE;
	if (n < 79)
		return EVENT_PURGE;
	if (n < 88)
		return EVENT_DRAIN;
	return EVENT_RECEIVE;
}

static void plan_event(struct plan *plan, struct event *event, struct random *random)
{
	event->kind = plan_event_kind(random);
	event->after_us = random_range(random, 0, random_percent(random, 30) ? 12000 : 3000);
	event->for_us = random_range(random, 0, 3000);
	event->worker = random_range(random, 0, plan->n_workers - 1);
	event->device = random_percent(random, 25);
	event->drain = random_percent(random, 50);
	event->purge = random_percent(random, 40);
	if (event->kind == EVENT_PULL)
		plan->pulls |= 1U << event->device;
	if (event->kind == EVENT_PURGE || (event->kind == EVENT_PAUSE && event->purge))
		plan->purges |= 1U << event->device;
}

void plan_make(struct plan *plan, uint64_t seed)
{
	struct random random = { .state = seed };
	unsigned int i;

	memset(plan, 0, sizeof(*plan));
	plan->seed = seed;
	plan->expedited = random_percent(&random, 75);
	plan->n_workers = random_range(&random, 1, WORKERS_MAX);
	for (i = 0; i < plan->n_workers; i++)
		plan_worker(&plan->workers[i], &random);
	plan->n_events = random_range(&random, 1, EVENTS_MAX);
	for (i = 0; i < plan->n_events; i++)
		plan_event(plan, &plan->events[i], &random);
}

/* ------------------------------------------------------------------------
 * In words
 */

static void plan_print_worker(const struct worker_plan *worker)
{
	unsigned int i;

	for (i = 0; i < worker->n_rings; i++)
		printf("#   ring %u: chaos%u, setup %#x, %u and %u entries\n", i,
		       worker->rings[i].device, worker->rings[i].setup,
		       worker->rings[i].sq_entries, worker->rings[i].cq_entries);
	for (i = 0; i < worker->n_callers; i++)
		printf("#   thread %u: %u calls\n", i, worker->calls[i]);
	for (i = 0; i < worker->n_steps; i++)
		printf("#   %s: ring %u, count %u, %u us\n", steps[worker->steps[i].kind].name,
		       worker->steps[i].ring, worker->steps[i].count, worker->steps[i].us);
}

void plan_print(const struct plan *plan)
{
	static const char * const events[] = {
		[EVENT_KILL] = "kill",
		[EVENT_PULL] = "pull",
		[EVENT_PAUSE] = "pause",
		[EVENT_PURGE] = "purge",
		[EVENT_DRAIN] = "drain",
		[EVENT_RECEIVE] = "receive",
	};
	unsigned int i;

	for (i = 0; i < plan->n_workers; i++) {
		printf("# worker %u\n", i);
		plan_print_worker(&plan->workers[i]);
	}
	for (i = 0; i < plan->n_events; i++) {
		const struct event *event = &plan->events[i];

		printf("# after %u us: %s worker %u or chaos%u for %u us%s%s\n", event->after_us,
		       events[event->kind], event->worker, event->device, event->for_us,
		       event->drain ? ", drain" : "", event->purge ? ", purge" : "");
	}
}
