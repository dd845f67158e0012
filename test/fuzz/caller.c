// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is sent by ioctl(2)?  A thread of its own, for a command that pends keeps
 * its caller; it also pauses, purges and replugs, and writes to payloads while the
 * kernel reads them.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>

#include "fuzzer.h"

static pthread_t thread;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;

/* Commands still to be sent; under the lock, but for a look. */
static atomic_uint owed;

/* What is sent for; set while nothing is owed. */
static struct life *life;
static struct random caller_random;

static int32_t call(unsigned int file, uint32_t number, void *arg)
{
	int ret = ioctl(files[file], number, arg);

	return ret == -1 ? -errno : ret;
}

static void check(uint32_t op, unsigned int file, int32_t res, const struct expect *expect,
		  const char *door)
{
	uint32_t row = row_of(op);

	call_results.commands++;
	count_result(&call_results, row, res);
	if (!expect_holds(expect, res))
		fail("%s of op %#x, file %u: result %d, expected %s", door, op, file, res,
		     expect_text(expect));
}

static void send_plain(struct random *random, uint32_t op, unsigned int file)
{
	static const struct door door = { };
	union fuzz_payload payload;
	struct expect expect;
	void *arg = &payload;

	draw_args(random, op, 0, memory_vector_of_caller(), &payload);
	if (random_percent(random, 5))
		op ^= 1U << random_below(random, 30);
	expect = expect_of(op, &payload, file, 0, &door, life->with);
	if (random_percent(random, 2)) {
		arg = (void *)8;
		expect_error(&expect, EFAULT);
	}
	/* steering is not for now, and a call without its place neither */
	if ((_IOC_TYPE(op) == 'Z' && _IOC_NR(op) >= _IOC_NR(FUZZ_COUNTS)) || op == UCMD_CALL)
		return;
	check(op, file, call(file, op, arg), &expect, "ioctl");
}

static void send_call(struct random *random, uint32_t op, unsigned int file)
{
	static const struct door door = { .two = true };
	union fuzz_payload payload;
	struct ucmd_call cmd = { .op = op, .tag = random_below(random, 8) };
	struct expect expect;
	int32_t res;

	cmd.args_size = draw_args(random, op, 0, memory_vector_of_caller(), &payload);
	cmd.args = (uintptr_t)&payload;
	cmd.deadline_ms = 1 + random_below(random, 4);
	expect = expect_of(op, &payload, file, cmd.deadline_ms, &door, life->with);
	switch (random_below(random, 30)) {
	case 0:
		cmd.reserved = 1;
		expect_nothing(&expect);
		expect_error(&expect, EINVAL);
		break;
	case 1:
		cmd.args_size += 1 + random_below(random, 100);
		expect_nothing(&expect);
		expect_error(&expect, EINVAL);
		expect_error(&expect, EACCES);
		break;
	case 2:
		cmd.args = 8;
		expect_error(&expect, EFAULT);
		break;
	}
	/* there is no call within a call */
	if (op == UCMD_CANCEL) {
		expect_nothing(&expect);
		expect_error(&expect, ENOTTY);
		expect_error(&expect, EINVAL);
	}
	if (file == FILE_PLUG)
		expect_error(&expect, ENODEV);
	res = call(file, UCMD_CALL, &cmd);
	check(op, file, res, &expect, "UCMD_CALL");
	if ((op == FUZZ_ECHO2 || op == FUZZ_HOLD2) && res == expect.exact && res >= 0 &&
	    cmd.res2 != payload.args.value)
		fail("UCMD_CALL of op %#x: second result %#llx, expected %#llx", op,
		     (unsigned long long)cmd.res2, (unsigned long long)payload.args.value);
}

/* The kernel may be reading it just now: nothing that tells entries apart. */
static void write_to_payloads(struct random *random)
{
	unsigned int n;

	for (n = 0; n < 16; n++) {
		struct io_uring_sqe *sqe = ring_slot(&life->ring, random_below(random, 4096));
		uint64_t *payload = (void *)((uint8_t *)sqe + offsetof(struct io_uring_sqe, cmd));

		payload[random_below(random, 2)] ^= random_word(random);
		sqe->len = random_below(random, 4);
		sqe->buf_index = random_percent(random, 2);
	}
}

static void steer(struct random *random)
{
	unsigned int what = FUZZ_LIVES;

	switch (random_below(random, 3)) {
	case 0:
		if (life->with & WITH_PAUSES)
			what = random_below(random, 2) ? FUZZ_PAUSE : FUZZ_DRAIN;
		break;
	case 1:
		if (life->with & WITH_PURGES)
			what = FUZZ_PURGE;
		break;
	default:
		if (life->with & WITH_REPLUGS)
			what = FUZZ_REPLUG;
	}
	if (what < FUZZ_LIVES)
		ioctl(files[random_percent(random, 70) ? FILE_MAIN : FILE_SMALL], FUZZ_LIFE,
		      (unsigned long)what);
}

static bool pends_long(uint32_t op)
{
	switch (op) {
	case FUZZ_WAIT:
	case FUZZ_WAIT_BARE:
	case FUZZ_WAIT_ROOM:
	case FUZZ_SERVE:
	case FUZZ_HOLD:
	case FUZZ_HOLD2:
	case FUZZ_STUBBORN:
	case FUZZ_HOLD_SLEEP:
	case FUZZ_HOLD_ROOM:
	case FUZZ_FINISH:
	case FUZZ_SLEEP:
	case FUZZ_PIN_FILL:
	case FUZZ_PIN_FILL_VEC:
	case FUZZ_PIN_SCAN:
	case FUZZ_PIN_STUBBORN:
		return true;
	default:
		return false;
	}
}

static void send_one(struct random *random)
{
	static const uint8_t usual[] = { FILE_MAIN, FILE_MAIN, FILE_READER, FILE_SMALL, FILE_PLUG };
	unsigned int file = random_of(random, usual);
	uint32_t op = draw_op(random, 0);

	/* waiting costs time: few do, and fewer without a deadline */
	if (pends_long(op) && !random_percent(random, 10))
		op = FUZZ_ECHO;
	if (pends_long(op) ? random_percent(random, 10) : random_percent(random, 50))
		send_plain(random, op, file);
	else
		send_call(random, op, file);
}

static void *caller(void *unused)
{
	for (;;) {
		pthread_mutex_lock(&lock);
		while (!atomic_load(&owed))
			pthread_cond_wait(&more, &lock);
		pthread_mutex_unlock(&lock);
		if (life->with & WITH_RACES)
			write_to_payloads(&caller_random);
		if (!random_below(&caller_random, 60))
			steer(&caller_random);
		send_one(&caller_random);
		atomic_fetch_sub(&owed, 1);
		beat();
	}
	return unused;
}

static void on_signal(int number)
{
	(void)number;
}

void caller_start(void)
{
	/* without SA_RESTART: it interrupts */
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGUSR1, &action, NULL);
	if (pthread_create(&thread, NULL, caller, NULL))
		fail("pthread_create: %m");
}

void caller_begin(struct life *new_life, uint64_t seed)
{
	life = new_life;
	caller_random = random_seeded(seed);
}

void caller_owe(unsigned int commands)
{
	pthread_mutex_lock(&lock);
	atomic_fetch_add(&owed, commands);
	pthread_cond_signal(&more);
	pthread_mutex_unlock(&lock);
}

bool caller_idle(void)
{
	return !atomic_load(&owed);
}

void caller_signal(void)
{
	pthread_kill(thread, SIGUSR1);
}
