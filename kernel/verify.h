/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Was it right?  The rules a driver can break at run time, who reports them, and
 * what looks at more than the framework sees anyway.
 *
 * A rule has a number that never changes and a page, doc/rules/UCMD-Rnn.md.  Those
 * the framework stumbles over are always reported.  The others cost something:
 * they are looked for on devices with @verify, and a static key keeps that off
 * the paths of everybody while there is none.
 */
#ifndef _UCMD_VERIFY_H
#define _UCMD_VERIFY_H

#include <linux/jump_label.h>

#include "internal.h"

enum ucmd_rule {
	UCMD_R01 = 1,	/* completed twice, or late */
	UCMD_R02,	/* never completed (verify) */
	UCMD_R03,	/* returned the result of another command */
	UCMD_R04,	/* returned without a decision */
	UCMD_R05,	/* decided twice; used after queueing (verify) */
	UCMD_R06,	/* slept where that is not allowed (verify) */
	UCMD_R07,	/* took too long under the ring's lock (verify) */
	UCMD_R08,	/* completed a command of a device that is gone */
	UCMD_R09,	/* wrote behind its private memory (verify) */
	UCMD_R10,	/* gave a result that is not for user space */
	UCMD_R11,	/* gave a second result word that the op does not have */
	UCMD_R12,	/* unregistered with commands nobody can ask back (verify) */
	UCMD_R13,	/* held a command without room for it */
	UCMD_R14,	/* took the arguments for another size */
	UCMD_R15,	/* returned a command to a queue that it does not hold */
	UCMD_R16,	/* used the private memory of a command that is over */
	UCMD_R17,	/* resumed what was not paused, purged with no errno */
	UCMD_R18,	/* used the program's memory, which its op does not announce */
	UCMD_RULES,
};

DECLARE_STATIC_KEY_FALSE(ucmd_verify_key);

extern const struct attribute_group *ucmd_verify_groups[];

/* Does the verifier look at this device? */
static inline bool ucmd_verifies(const struct ucmd_core *core)
{
	return static_branch_unlikely(&ucmd_verify_key) &&
	       READ_ONCE(core->verify);
}

__printf(4, 5)
void ucmd_report(enum ucmd_rule rule, const char *device, const char *op,
		 const char *format, ...);
void ucmd_report_name(enum ucmd_rule rule, const struct ucmd_pending *pend,
		      const char *what);
struct ucmd_result ucmd_misuse(struct ucmd *cmd, enum ucmd_rule rule,
			       const char *what);

void ucmd_verify_slot(struct ucmd_slot *slot);
void __ucmd_verify_hold(struct ucmd_slot *slot, unsigned long site);
void ucmd_verify_finish(struct ucmd_slot *slot);
struct ucmd_result ucmd_verify_handler(struct ucmd *cmd);
void ucmd_verify_use(const struct ucmd *cmd, const char *what);
void ucmd_verify_left(struct ucmd_core *core);
void ucmd_verify_start(struct ucmd_core *core);
void ucmd_verify_stop(struct ucmd_core *core);
void ucmd_verify_init(void);

/* The driver has the command from here on; @site is an address in its code. */
static inline void ucmd_verify_hold(struct ucmd_slot *slot, unsigned long site)
{
	if (ucmd_verifies(slot->core))
		__ucmd_verify_hold(slot, site);
}

#endif /* _UCMD_VERIFY_H */
