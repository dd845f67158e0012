// SPDX-License-Identifier: GPL-2.0-only
/*
 * nap-client: take naps.
 *
 *	nap-client MS...		start a nap of each length; say when each is over
 *	nap-client cancel MS		start a nap, and cancel it at once
 *	nap-client deadline LIMIT MS	start a nap that must be over after LIMIT
 *	nap-client leave MS		start a nap, close the ring while it goes on, and
 *					see how many naps are still going on then
 *
 * Written with libucmd: libucmd_prep() for many commands, libucmd_reap() for
 * their completions, in the order in which they come; libucmd_cancel() and
 * libucmd_deadline() to end them early.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libucmd.h>

#include "nap.h"

static int fail(const char *what, int err)
{
	fprintf(stderr, "nap-client: %s: %s\n", what, strerror(-err));
	return 1;
}

static unsigned int number(const char *text)
{
	return strtoul(text, NULL, 0);
}

static int start(struct libucmd *nap, unsigned int ms)
{
	struct nap_sleep args = { .ms = ms };
	int ret;

	ret = libucmd_prep(nap, NAP_SLEEP, &args, sizeof(args), 0, ms);
	return ret < 0 ? ret : libucmd_submit(nap);
}

static const char *ending(int res)
{
	switch (res) {
	case 0:
		return "is over";
	case -ECANCELED:
		return "was cancelled";
	case -ETIMEDOUT:
		return "was ended by its deadline";
	default:
		return strerror(-res);
	}
}

/* Say how each of @n naps ends; one that is not @cut must be slept out. */
static int wait_for(struct libucmd *nap, int n, int cut)
{
	struct libucmd_cqe cqe;
	int i, ret;

	for (i = 0; i < n; i++) {
		ret = libucmd_reap(nap, &cqe, 1, 1, LIBUCMD_FOREVER);
		if (ret < 0)
			return fail("wait", ret);
		printf("nap of %llu ms %s\n", (unsigned long long)cqe.tag,
		       ending(cqe.res));
		fflush(stdout);
		if (cqe.res && cqe.res != cut)
			return 1;
	}
	return 0;
}

static int take_naps(struct libucmd *nap, int n, char **ms)
{
	int i, ret;

	for (i = 0; i < n; i++) {
		ret = start(nap, number(ms[i]));
		if (ret < 0)
			return fail("start", ret);
	}
	return wait_for(nap, n, 0);
}

/* The tag of a nap is its length. */
static int cancel(struct libucmd *nap, unsigned int ms)
{
	int ret;

	ret = start(nap, ms);
	if (ret < 0)
		return fail("start", ret);
	ret = libucmd_cancel(nap, ms);
	if (ret < 0)
		return fail("cancel", ret);
	return wait_for(nap, 1, -ECANCELED);
}

static int deadline(struct libucmd *nap, unsigned int limit, unsigned int ms)
{
	int ret;

	libucmd_deadline(nap, limit);
	ret = start(nap, ms);
	if (ret < 0)
		return fail("start", ret);
	return wait_for(nap, 1, -ETIMEDOUT);
}

/* How many naps go on, asked through a session of its own. */
static int count(void)
{
	struct libucmd *nap;
	int ret;

	ret = libucmd_open(&nap, "nap", NULL);
	if (ret < 0)
		return ret;
	ret = libucmd_call(nap, NAP_COUNT, NULL, 0);
	libucmd_close(&nap);
	return ret;
}

static int leave(struct libucmd **nap, unsigned int ms)
{
	int ret, tries;

	ret = start(*nap, ms);
	if (ret < 0)
		return fail("start", ret);
	printf("started a nap of %u ms: %d going on\n", ms, count());
	libucmd_close(nap);

	/* the ring is taken down in the background */
	for (tries = 0; tries < 100; tries++) {
		ret = count();
		if (ret <= 0)
			break;
		usleep(10000);
	}
	printf("closed the ring: %d going on\n", ret);
	return ret != 0;
}

static int run(struct libucmd **nap, int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "cancel"))
		return cancel(*nap, number(argv[2]));
	if (argc == 4 && !strcmp(argv[1], "deadline"))
		return deadline(*nap, number(argv[2]), number(argv[3]));
	if (argc == 3 && !strcmp(argv[1], "leave"))
		return leave(nap, number(argv[2]));
	if (argc > 1 && number(argv[1]))
		return take_naps(*nap, argc - 1, argv + 1);
	fputs("usage: nap-client MS... | cancel MS | deadline LIMIT MS | leave MS\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct libucmd *nap;
	int ret;

	ret = libucmd_open(&nap, "nap", NULL);
	if (ret < 0)
		return fail("/dev/nap", ret);
	ret = run(&nap, argc, argv);
	libucmd_close(&nap);
	return ret;
}
