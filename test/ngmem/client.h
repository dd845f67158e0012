/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What does every check of the client have at hand?  Two devices that should give
 * the same answers, three doors, and memory to name.
 */
#ifndef _CLIENT_H
#define _CLIENT_H

#include <linux/nvme_ioctl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct io_uring;
struct io_uring_sqe;

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define PAGE		4096
#define BLOCK		512
/* What one command transfers at most, on both devices: MDTS 5. */
#define TRANSFER_MAX	(32 * PAGE)

/* Opcodes, and what of the status is compared. */
enum {
	FLUSH, WRITE, READ, COMPARE = 5, WRITE_ZEROES = 8, DSM, VERIFY = 12, COPY = 0x19,
	GET_LOG = 2, IDENTIFY = 6, ABORT = 8, SET_FEATURES, GET_FEATURES,
};

#define DNR	0x4000

/**
 * struct device - one of those that are compared
 * @name: for messages
 * @reference: the kernel's own driver and what QEMU emulates
 * @ns: the namespace's node
 * @ns_ro: the same, open for reading only
 * @ctrl: the controller's
 * @nsid: the namespace
 */
struct device {
	const char *name;
	bool reference;
	int ns;
	int ns_ro;
	int ctrl;
	uint32_t nsid;
};

enum door {
	IOCTL,
	IOCTL64,
	URING,
	DOORS,
};

extern const char *const door_names[DOORS];

/* Bits of struct command.how. */
enum {
	ADMIN	= 1,	/* to the admin queue */
	VECTOR	= 2,	/* not by IOCTL */
	FIXED	= 4,	/* URING only: in the registered buffer */
	RDONLY	= 8,	/* through the read-only file */
};

/**
 * struct command - what is sent
 * @nvme: as it is; the namespace is filled in where it is 0, unless @anyns
 * @how: see above
 * @anyns: @nvme.nsid is meant as it is
 */
struct command {
	struct nvme_uring_cmd nvme;
	unsigned int how;
	bool anyns;
};

/* An I/O command; @lba and @nr (blocks, from 1) as in read and write. */
struct command io(uint8_t opcode, uint64_t lba, uint32_t nr, const void *data,
		  uint32_t len);
struct command admin(uint8_t opcode, uint32_t cdw10, const void *data, uint32_t len);

/* The registered buffer of FIXED: TRANSFER_MAX bytes. */
extern uint8_t *fixed;

/* Made for the first command; a process that was forked needs one of its own. */
void start_ring(void);

/* Return: the status, or -errno; *@result is double word 0, or 0. */
int ask(const struct device *device, enum door door, const struct command *command,
	uint64_t *result);
/* The same without a result, by io_uring. */
int quick(const struct device *device, struct command command);

/* The next entry of a ring of 128-byte entries. */
struct io_uring_sqe *prepare(struct io_uring *on, int fd, unsigned int number,
			     const struct nvme_uring_cmd *nvme);

/* Two pages, of which the second cannot be reached. */
uint8_t *half_page(void);
void fill(void *data, size_t len, unsigned int seed);

/* Say what was wrong, and return false if it was. */
__attribute__((format(printf, 2, 3)))
bool expect(bool right, const char *format, ...);
bool expect_answer(const struct device *device, const char *what, int answer, int wanted);

/**
 * struct check - run with each device
 * @name: of the check; a table ends with none
 * @run: says whether it has passed
 * @not_reference: why it is not run with the reference
 * @since: the first kernel, as in 608 for 6.8, whose own driver does it
 */
struct check {
	const char *name;
	bool (*run)(const struct device *device);
	const char *not_reference;
	int since;
};

extern const struct check data_checks[], admin_checks[], refuse_checks[];
extern const struct check metadata_checks[], pi_checks[], made_checks[];

#endif /* _CLIENT_H */
