// SPDX-License-Identifier: GPL-2.0-only
/*
 * nap-client: take naps.
 *
 *	nap-client MS...	start a nap of each length; say when each is over
 *	nap-client leave MS	start a nap, close the ring while it goes on, and
 *				see how many naps are still going on then
 *
 * Written with libucmd: libucmd_prep() for many commands, libucmd_reap() for
 * their completions, in the order in which they come.
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

static int start(struct libucmd *nap, unsigned int ms)
{
	struct nap_sleep args = { .ms = ms };
	int ret;

	ret = libucmd_prep(nap, NAP_SLEEP, &args, sizeof(args), 0, ms);
	return ret < 0 ? ret : libucmd_submit(nap);
}

static int take_naps(struct libucmd *nap, int n, char **ms)
{
	struct libucmd_cqe cqe;
	int i, ret;

	for (i = 0; i < n; i++) {
		ret = start(nap, strtoul(ms[i], NULL, 0));
		if (ret < 0)
			return fail("start", ret);
	}
	for (i = 0; i < n; i++) {
		ret = libucmd_reap(nap, &cqe, 1, 1, LIBUCMD_FOREVER);
		if (ret < 0)
			return fail("wait", ret);
		if (cqe.res < 0)
			return fail("nap", cqe.res);
		printf("nap of %llu ms is over\n", (unsigned long long)cqe.tag);
		fflush(stdout);
	}
	return 0;
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

static int usage(void)
{
	fputs("usage: nap-client MS... | leave MS\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct libucmd *nap;
	int ret;

	if (argc < 2 || (!strcmp(argv[1], "leave") && argc != 3))
		return usage();

	ret = libucmd_open(&nap, "nap", NULL);
	if (ret < 0)
		return fail("/dev/nap", ret);
	if (!strcmp(argv[1], "leave"))
		ret = leave(&nap, strtoul(argv[2], NULL, 0));
	else
		ret = take_naps(nap, argc - 1, argv + 1);
	libucmd_close(&nap);
	return ret;
}
