/* SPDX-License-Identifier: GPL-2.0-only */
/* What do the files of the client share? */
#ifndef _CLIENT_H
#define _CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include <libucmd.h>

#include "../../drivers/edu/edu.h"

#define MSEC		1000000LL
#define PATIENCE	(20000 * MSEC)	/* no command takes longer, on a busy machine */

/* -- client.c: what is said ------------------------------------------------- */

/* Says what was wrong, once a call; the case has failed.  Any thread may call it. */
void __attribute__((format(printf, 1, 2))) fault(const char *format, ...);

/* fault() unless @saw is @expected; whether it is. */
bool same(const char *what, long long saw, long long expected);

/* -- card.c: the cards and their driver, as sysfs has them ------------------- */

struct card {
	char node[16];		/* edu0 */
	char pci[256];		/* folder of the PCI device in sysfs */
};

/* Those there are, at most @max, by their nodes. */
int cards(struct card *card, int max);

/* Write @text to a file; 0 or -errno. */
int put(const char *path, const char *text);
/* The number that follows @key in a file, or that a file without one begins with. */
long long get(const char *path, const char *key);

void pull(const struct card *card);
void disconnect(const struct card *card);
bool plug(const struct card *card);
/* The same by QEMU, from outside the machine. */
bool eject(const struct card *card);
bool insert(const struct card *card);
/* It may sleep while nobody uses it; whether it does, soon. */
bool may_doze(const struct card *card);
bool dozes(const struct card *card);
int reset_by_sysfs(const struct card *card);
/* Raise interrupts that nobody waits for. */
void raise_interrupts(const struct card *card, int n);
void lose_interrupts(int every);
/* Bytes that bounce. */
long long bouncing(void);
long long available_kib(void);

/* -- load.c: programs that keep a card busy ---------------------------------- */

struct load_count {
	unsigned long done, cancelled, late, reset, gone;
};

struct load;

struct load_opts {
	int threads;		/* each with a session of its own */
	int in_flight;		/* commands of each */
	uint32_t deadline_ms;
	bool jobs;		/* with DMA; else factorials alone */
	bool registered;	/* in memory that is registered; else 6.1 loses deadlines */
	bool cancels;
};

/* Start it, and stop it: it stops by itself when the card is gone. */
struct load *load_start(const char *node, const struct load_opts *opts);
struct load_count load_stop(struct load *load);
/* Commands that have been completed since the start. */
unsigned long load_done(struct load *load);

int factorial(int n);
struct libucmd *session(const char *node);
void sleep_ms(long ms);
int64_t now(void);

#endif
