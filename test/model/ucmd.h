/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What does the framework do around a slot?  Small copies of the functions of
 * kernel/ that make the moves, of the same names without ucmd_, for one device with
 * one slot.
 */
#ifndef _MODEL_UCMD_H
#define _MODEL_UCMD_H

#include "world.h"

/* Results; a driver's own are positive. */
enum {
	ECANCELED = 1, ETIMEDOUT, EINTR, ENODEV, EIO,
};

/* What the model's driver does. */
enum handler { HANDLER_HOLDS, HANDLER_QUEUES, HANDLER_ANSWERS };
enum cancel {
	CANCEL_NONE,		/* the op has no .cancel */
	CANCEL_NOTES,		/* leaves the command to whoever completes it */
	CANCEL_COMPLETES,
	CANCEL_WAITS,		/* until the program has gone, if it takes for ever */
};

struct config {
	const char *name;
	enum handler handler;
	enum cancel cancel;
	bool ioctl;		/* the other door */
	bool iowq;		/* the ring's lock is not held while the handler runs */
	bool stays;		/* nobody need end the command */
	bool sleeps;		/* UCMD_OP_MAY_SLEEP: the gate is not RCU's */
	bool timed[COMMANDS_MAX + 1];
	bool stirred;		/* somebody waits for what ucmd_core_stir() tells */
	int commands;
	int signals;		/* 1: one comes; 2: and then a fatal one */
};

extern struct config config;

enum end { END_LATE, END_LATER, END_ASKED, END_OURS };
enum how { ASK, ASK_EXPIRED, PART };

/*
 * A line of the copies that is left out, or made another, by the mutant of that
 * name: what the properties would not miss, need not be there.
 */
extern const char *mutant;
bool mutated(const char *name);

void dispatch(void);
void uring_cancel(void);
void in_task(void);
void slot_work(void);
void deadline_expired(void);
void cancel_command(void);
void end_all(int res);
void unregister(void);
void file_release(void);
int await_end(void);
bool driver_claim(u32 name, int res);
u32 driver_take(int queue);
void driver_return(u32 name, int queue);
bool look(void);
void slot_put(void);

#endif /* _MODEL_UCMD_H */
