// SPDX-License-Identifier: GPL-2.0-only
/*
 * edu-client: let a card work.
 *
 *	edu-client NODE identify	say what card it is, and whether it answers
 *	edu-client NODE factorial N...	compute them all at once
 *	edu-client NODE echo TEXT	move TEXT to the card and back
 *	edu-client NODE job TEXT N	the same with a factorial in between, in one command
 *	edu-client NODE reset		reset it, while it moves data
 *
 * NODE is a name like edu0.  Written with libucmd.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libucmd.h>

#include "edu.h"

static int fail(const char *what, int err)
{
	fprintf(stderr, "edu-client: %s: %s\n", what, strerror(-err));
	return 1;
}

static int identify(struct libucmd *edu)
{
	struct edu_number ask = { .value = 0x600d };
	int id = libucmd_call(edu, EDU_IDENTIFY, NULL, 0);
	int alive = libucmd_call(edu, EDU_ALIVE, &ask, sizeof(ask));

	if (id < 0)
		return fail("identify", id);
	printf("card %#010x: %s\n", id, alive ? strerror(-alive) : "alive");
	return alive != 0;
}

/* The tag of a command is its number. */
static int factorials(struct libucmd *edu, int n, char **numbers)
{
	struct libucmd_cqe cqe;
	int i, ret;

	for (i = 0; i < n; i++) {
		struct edu_number args = { .value = strtoul(numbers[i], NULL, 0) };

		ret = libucmd_prep(edu, EDU_FACTORIAL, &args, sizeof(args), 0, args.value);
		if (ret < 0)
			return fail("prepare", ret);
	}
	for (i = 0; i < n; i++) {
		ret = libucmd_reap(edu, &cqe, 1, 1, LIBUCMD_FOREVER);
		if (ret < 0)
			return fail("wait", ret);
		if (cqe.res < 0)
			return fail("factorial", cqe.res);
		printf("%llu! = %d\n", (unsigned long long)cqe.tag, cqe.res);
	}
	return 0;
}

static int echo(struct libucmd *edu, const char *text)
{
	char back[EDU_BUFFER] = "";
	struct edu_move move = { .addr = (uintptr_t)text, .len = strlen(text) };
	int ret;

	ret = libucmd_call(edu, EDU_WRITE, &move, sizeof(move));
	if (ret < 0)
		return fail("write", ret);
	move.addr = (uintptr_t)back;
	ret = libucmd_call(edu, EDU_READ, &move, sizeof(move));
	if (ret < 0)
		return fail("read", ret);
	printf("%.*s\n", ret, back);
	return 0;
}

static int job(struct libucmd *edu, const char *text, const char *number)
{
	char back[EDU_BUFFER] = "";
	struct edu_job args = {
		.src = (uintptr_t)text,
		.dst = (uintptr_t)back,
		.len = strlen(text),
		.value = strtoul(number, NULL, 0),
	};
	int ret;

	ret = libucmd_call(edu, EDU_JOB, &args, sizeof(args));
	if (ret < 0)
		return fail("job", ret);
	printf("%s, %u! = %d\n", back, args.value, ret);
	return 0;
}

static int reset(struct libucmd *edu)
{
	char text[] = "in vain";
	struct edu_move move = { .addr = (uintptr_t)text, .len = sizeof(text) };
	struct libucmd_cqe cqe;
	int ret;

	ret = libucmd_prep(edu, EDU_WRITE, &move, sizeof(move), 0, 0);
	if (!ret)
		ret = libucmd_call(edu, EDU_RESET, NULL, 0);
	if (ret < 0)
		return fail("reset", ret);
	ret = libucmd_reap(edu, &cqe, 1, 1, LIBUCMD_FOREVER);
	if (ret < 0)
		return fail("wait", ret);
	printf("reset; the write: %s\n", cqe.res < 0 ? strerror(-cqe.res) : "was faster, or later");
	return 0;
}

static int run(struct libucmd *edu, int argc, char **argv)
{
	const char *what = argc > 2 ? argv[2] : "";

	if (argc == 3 && !strcmp(what, "identify"))
		return identify(edu);
	if (argc > 3 && !strcmp(what, "factorial"))
		return factorials(edu, argc - 3, argv + 3);
	if (argc == 4 && !strcmp(what, "echo"))
		return echo(edu, argv[3]);
	if (argc == 5 && !strcmp(what, "job"))
		return job(edu, argv[3], argv[4]);
	if (argc == 3 && !strcmp(what, "reset"))
		return reset(edu);
	fputs("usage: edu-client NODE identify | factorial N... | echo TEXT | job TEXT N | reset\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	const char *node = argc > 1 ? argv[1] : "edu0";
	struct libucmd *edu;
	int ret;

	ret = libucmd_open(&edu, node, NULL);
	if (ret < 0)
		return fail(node, ret);
	ret = run(edu, argc, argv);
	libucmd_close(&edu);
	return ret;
}
