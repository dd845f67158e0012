// SPDX-License-Identifier: GPL-2.0-only
/* A session can be closed at any time, twice too, and gives everything back. */
#include <dirent.h>

#include "check.h"

static unsigned int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	CHECK("/proc/self/fd", dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static void check_close(const struct target *target, const struct libucmd_opts *opts)
{
	struct libucmd *h = NULL;
	struct feed feed;

	libucmd_close(&h);		/* never opened */

	h = open_dev(target->dev, opts);
	libucmd_close(&h);
	CHECK("NULL is stored", !h);
	libucmd_close(&h);

	h = open_dev(target->dev, opts);		/* queued, not submitted */
	CHECK_EQ("prep", libucmd_prep(h, target->op, NULL, 0, 0, 0), 0);
	libucmd_close(&h);

	h = open_dev(target->dev, opts);	/* completed, not reaped, some kept aside */
	CHECK_EQ("prep", libucmd_prep(h, target->op, NULL, 0, 0, 0), 0);
	libucmd_call(h, target->op, NULL, 0);
	CHECK_EQ("prep", libucmd_prep(h, target->op, NULL, 0, 0, 0), 0);
	CHECK_EQ("submit", libucmd_submit(h), 0);
	libucmd_close(&h);

	feed_open(&feed);		/* in flight, with a call that ran out of time */
	h = open_dev(target->dev, opts);
	feed_queue(h, &feed, IOSQE_IO_LINK, 1);
	CHECK_EQ("call", libucmd_call_timeout(h, target->op, NULL, 0, MSEC, NULL), -ETIME);
	libucmd_close(&h);
	feed_close(&feed);
}

int main(void)
{
	struct libucmd *h = open_null(NULL);
	unsigned int before;
	int round;

	libucmd_close(&h);
	before = count_fds();
	for (round = 0; round < 10; round++)
		each_session(false, check_close);
	CHECK_EQ("open descriptors", count_fds(), before);
	return 0;
}
