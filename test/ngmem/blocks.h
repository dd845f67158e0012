/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What do the checks of metadata have at hand?  Blocks that have it, in a buffer of its
 * own or at the end of each block, as Identify says.
 */
#ifndef _BLOCKS_H
#define _BLOCKS_H

#include "client.h"

/* All commands are for so many blocks. */
#define NR	16
#define APP	0x1234

/* Bits of double word 12. */
#define CHECK_REF	(1U << 26)
#define CHECK_APP	(1U << 27)
#define CHECK_GUARD	(1U << 28)
#define CHECK_ALL	(CHECK_REF | CHECK_APP | CHECK_GUARD)
#define PRACT		(1U << 29)

extern uint8_t data[NR * BLOCK], back[NR * BLOCK], kept[NR * BLOCK];
extern uint8_t meta[NR * 16], meta_back[NR * 16];

/* With metadata at the end of each block: what is transferred. */
extern uint8_t wire[NR * (BLOCK + 16)];

/* What Identify says: bytes of metadata, type of protection information, where it is. */
extern unsigned int size, type;
extern bool extended;

bool identify(const struct device *device);

/* The protection information, in @meta, that belongs to @data at @lba. */
void make(uint64_t lba);
/* All of it is right, data and metadata. */
bool same(const struct device *device);
bool is_all(const uint8_t *at, uint8_t byte, size_t len);

/*
 * A transfer of NR blocks at @lba; @bits as above.  What is read is in @bytes and
 * @metadata when step() returns.
 */
struct command rw(uint8_t opcode, uint64_t lba, void *bytes, void *metadata,
		  uint32_t bits);
bool step_by(const struct device *device, enum door door, const char *what,
	     struct command cmd, int wanted);
bool step(const struct device *device, const char *what, struct command cmd, int wanted);
/* Reading gives @bytes, and their metadata in @meta_back. */
bool is_still(const struct device *device, uint64_t lba, const uint8_t *bytes);

#endif /* _BLOCKS_H */
