// SPDX-License-Identifier: GPL-2.0-only
/* A session that cannot be opened says why and leaves nothing behind. */
#include <sys/stat.h>

#include "check.h"

static int open_fails(const char *dev, const struct libucmd_opts *opts)
{
	struct libucmd *h = (struct libucmd *)1;
	int ret = libucmd_open(&h, dev, opts);

	CHECK("NULL is stored", !h);
	return ret;
}

static void check_paths(void)
{
	char *longest = malloc(10000);

	CHECK("memory", longest);
	memset(longest, 'a', 9999);
	longest[9999] = 0;
	CHECK_EQ("no such name", open_fails("no-such-device", NULL), -ENOENT);
	CHECK_EQ("no such path", open_fails("/no/such/path", NULL), -ENOENT);
	CHECK_EQ("empty name", open_fails("", NULL), -EISDIR);
	CHECK_EQ("long name", open_fails(longest, NULL), -ENAMETOOLONG);
	CHECK_EQ("directory", open_fails("/", NULL), -EISDIR);
	free(longest);
}

static void check_opts(void)
{
	struct {
		struct libucmd_opts known;
		uint64_t later;
	} opts = { .known = { .size = sizeof(opts) } };
	struct libucmd *h;

	h = open_null(&opts.known);		/* a longer struct, the rest zero */
	libucmd_close(&h);
	opts.later = 1;
	CHECK_EQ("unknown member set", open_fails("null", &opts.known), -EINVAL);

	opts.known.size = 0;
	CHECK_EQ("no size", open_fails("null", &opts.known), -EINVAL);
	opts.known.size = offsetof(struct libucmd_opts, depth);
	opts.known.depth = 1U << 31;		/* not reached: an older, shorter struct */
	h = open_null(&opts.known);
	libucmd_close(&h);

	opts.known = (struct libucmd_opts){ .size = sizeof(opts.known), .flags = 1U << 31 };
	CHECK_EQ("unknown flag", open_fails("null", &opts.known), -EINVAL);
	opts.known = (struct libucmd_opts){ .size = sizeof(opts.known), .payload = 81 };
	CHECK_EQ("payload", open_fails("null", &opts.known), -EINVAL);
}

static void check_attach(void)
{
	struct libucmd *h;
	int fd = open("/dev/null", O_RDWR);

	CHECK_EQ("bad descriptor", libucmd_attach(&h, -1, NULL), -EBADF);
	CHECK_EQ("attach", libucmd_attach(&h, fd, NULL), 0);
	CHECK_EQ("its descriptor", libucmd_fd(h), fd);
	libucmd_close(&h);
	CHECK("still open after the session", fcntl(fd, F_GETFD) >= 0);
	close(fd);
}

static void check_mode(void)
{
	struct libucmd_opts opts = { .size = sizeof(opts), .flags = LIBUCMD_RDONLY };
	struct libucmd *h = open_null(&opts);

	CHECK_EQ("access mode", fcntl(libucmd_fd(h), F_GETFL) & O_ACCMODE, O_RDONLY);
	CHECK_EQ("close on exec", fcntl(libucmd_fd(h), F_GETFD), FD_CLOEXEC);
	libucmd_close(&h);
	h = open_null(NULL);
	CHECK_EQ("access mode", fcntl(libucmd_fd(h), F_GETFL) & O_ACCMODE, O_RDWR);
	libucmd_close(&h);
}

int main(void)
{
	struct libucmd *h = open_null(NULL);
	int free_fd;

	libucmd_close(&h);
	free_fd = dup(0);
	close(free_fd);

	check_paths();
	check_opts();
	check_attach();
	check_mode();
	CHECK_EQ("next free descriptor, as before", dup(0), free_fd);
	return 0;
}
