// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does ngmem answer as the kernel's own driver does, with a device that QEMU makes?
 *
 *	client CTRL NS			run the checks on ngmem
 *	client CTRL NS REFCTRL REFNS	and those that the reference should pass on it:
 *					what a check wants is what it does
 *	client metadata ...		those of blocks with metadata, as Identify says
 *
 * Prints a line for each check, then 'N passed, N failed, N skipped'.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>

#include "blocks.h"

static int passed, failed, skipped;

bool expect(bool right, const char *format, ...)
{
	va_list args;

	if (right)
		return true;
	printf("# ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	return false;
}

bool expect_answer(const struct device *device, const char *what, int answer, int wanted)
{
	return expect(answer == wanted, "%s: %s: wanted %s%#x, got %s%#x", device->name, what,
		      wanted < 0 ? "-" : "", abs(wanted), answer < 0 ? "-" : "",
		      abs(answer));
}

static int kernel(void)
{
	int major, minor;
	struct utsname name;

	if (uname(&name) || sscanf(name.release, "%d.%d", &major, &minor) != 2) {
		fputs("client: a kernel without a number\n", stderr);
		exit(2);
	}
	return 100 * major + minor;
}

/* Why is the check not run with the device? NULL: it is. */
static const char *reason_to_skip(const struct check *check, const struct device *device)
{
	if (!device->reference)
		return NULL;
	if (check->since > kernel())
		return "this kernel's driver does not do it yet";
	return check->not_reference;
}

static void run(const struct check *checks, const struct device *devices, int nr)
{
	for (; checks->name; checks++) {
		int i;

		for (i = 0; i < nr; i++) {
			const char *reason = reason_to_skip(checks, &devices[i]);

			if (reason) {
				printf("skip - %s: %s: %s\n", devices[i].name, checks->name,
				       reason);
				skipped++;
			} else if (checks->run(&devices[i])) {
				printf("ok - %s: %s\n", devices[i].name, checks->name);
				passed++;
			} else {
				printf("not ok - %s: %s\n", devices[i].name, checks->name);
				failed++;
			}
		}
		fflush(stdout);
	}
}

static int open_node(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0) {
		fprintf(stderr, "client: %s: %s\n", path, strerror(errno));
		exit(2);
	}
	return fd;
}

static struct device open_device(const char *name, bool reference, char **paths)
{
	struct device device = {
		.name = name,
		.reference = reference,
		.ctrl = open_node(paths[0], O_RDWR),
		.ns = open_node(paths[1], O_RDWR),
		.ns_ro = open_node(paths[1], O_RDONLY),
	};
	int nsid = ioctl(device.ns, NVME_IOCTL_ID);

	if (nsid <= 0) {
		fprintf(stderr, "client: %s: NVME_IOCTL_ID: %d\n", paths[1], nsid);
		exit(2);
	}
	device.nsid = nsid;
	return device;
}

int main(int argc, char **argv)
{
	bool metadata = argc > 1 && !strcmp(argv[1], "metadata");
	struct device devices[2];
	int nr;

	argc -= metadata;
	argv += metadata;
	nr = argc == 5 ? 2 : 1;
	if (argc != 3 && argc != 5) {
		fputs("usage: client [metadata] CTRL NS [REFCTRL REFNS]\n", stderr);
		return 2;
	}
	devices[0] = open_device("ngmem", false, argv + 1);
	if (nr == 2)
		devices[1] = open_device("reference", true, argv + 3);
	if (metadata) {
		if (!identify(&devices[0]))
			return 2;
		run(metadata_checks, devices, nr);
		if (type) {
			run(pi_checks, devices, nr);
			run(made_checks, devices, nr);
		}
	} else {
		run(data_checks, devices, nr);
		run(admin_checks, devices, nr);
		run(refuse_checks, devices, nr);
	}
	printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
	return failed != 0;
}
