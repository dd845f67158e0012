/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How is every interleaving visited?  Actors are coroutines; before each access to
 * what they share, one calls step() or another of these, and whoever can go next
 * is tried, each in turn.
 */
#ifndef _MODEL_EXPLORE_H
#define _MODEL_EXPLORE_H

#include <stdarg.h>
#include <stdio.h>
#include <linux/bug.h>
#include <linux/types.h>

#define ACTORS_MAX	10

/* All that actors share: copied, compared and put back as bytes. */
extern void *const explore_shared;
extern const size_t explore_shared_size;

/* An actor that is a daemon may wait for ever; the others must end. */
void explore_actor(const char *name, void (*body)(void), bool daemon);

/* Visit everything; @final is called wherever nobody can go on. */
bool explore(void (*final)(void));

/* Of the last explore(). */
extern unsigned long explore_states, explore_transitions;

/* ---- for actors ---- */

int self(void);

/* Everybody else may go first; then the caller has the model to itself until the
 * next call of one of these.
 */
void step(void);

/* The same, and not before @ready says so, which looks at shared memory alone. */
void step_when(bool (*ready)(long arg), long arg);

/*
 * The same, for what is nobody else's business: the caller keeps the model until
 * the end of its next step, for it makes no difference who goes in between.
 */
void step_private(void);

/* Try all, from 0 on. */
int choose(int n);

/* For the trace: the function that is imitated, and what has happened. */
void doing(const char *function);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif /* _MODEL_EXPLORE_H */
