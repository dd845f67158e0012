// SPDX-License-Identifier: GPL-2.0-only
/* The program in libucmd(7) does what the page says. */
#include <sys/mman.h>

#include "check.h"

int example(int argc, char **argv);
#define main example
#include "man_example.h"
#undef main

/* Completions that come together may come in either order. */
static const char expected[] = "woke 2\ncommand 1 heard 440\ncommand 2 heard 440\n";
static const char reversed[] = "woke 2\ncommand 2 heard 440\ncommand 1 heard 440\n";

int main(void)
{
	char *argv[] = { (char *)"example", NULL };
	int out = memfd_create("out", 0);
	char said[1000] = "";
	int ret;

	if (access("/dev/bell", F_OK))
		SKIP("the bell sample is not loaded");
	CHECK("memfd", out >= 0 && dup2(out, 1) == 1);
	ret = example(1, argv);
	fflush(stdout);
	CHECK_EQ("exit status", ret, 0);
	CHECK("output", pread(out, said, sizeof(said) - 1, 0) >= 0);
	if (!strcmp(said, expected) || !strcmp(said, reversed))
		return 0;
	fprintf(stderr, "it said: %s", said);
	CHECK("what the page says", false);
	return 0;
}
