// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a slot one command's alone, and a name one command's for ever?  The pool, and
 * the names of its commands, without a device around them.
 */
#include <kunit/test.h>

#include "../../kernel/pool.c"

#define DEPTH	5

/* What the pool's code refers to, and no test here gets to. */
struct workqueue_struct *ucmd_wq;

void ucmd_slot_work(struct work_struct *work)
{
}

void ucmd_deadline_expired(struct timer_list *timer)
{
}

void ucmd_verify_slot(struct ucmd_slot *slot)
{
}

void ucmd_events_init(struct ucmd_slot *slot)
{
}

static const struct ucmd_op op = {
	.name = "test",
	.priv_size = 24,
};

static const struct ucmd_row row = {
	.op = &op,
	.reserve = true,
};

/* A core that has a pool, and the command that gets slots of it. */
struct setting {
	struct ucmd_core core;
	struct ucmd cmd;
	struct ucmd_waiter waiter;
};

static struct setting *setting_new(struct kunit *test, unsigned int depth)
{
	struct setting *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	init_waitqueue_head(&s->core.stir);
	KUNIT_ASSERT_EQ(test, ucmd_pool_init(&s->core, depth, op.priv_size), 0);
	s->cmd.core = &s->core;
	s->cmd.row = &row;
	s->cmd.waiter = &s->waiter;
	return s;
}

static void setting_end(struct setting *s)
{
	ucmd_pool_exit(&s->core);
	synchronize_rcu();
	ucmd_pool_free(s->core.pool);
}

static struct ucmd_slot *find(const struct ucmd_pending *pend)
{
	struct ucmd_slot *slot;

	rcu_read_lock();
	slot = ucmd_slot_find(pend);
	rcu_read_unlock();
	return slot;
}

static bool claim(struct ucmd_pending *pend)
{
	struct ucmd_slot *slot = find(pend);
	u64 word;

	return slot && ucmd_state_claim(&slot->state, ucmd_name_generation(pend), &word);
}

/* ------------------------------------------------------------------------
 * The pool
 */

static void test_depth(struct kunit *test)
{
	struct setting *s = setting_new(test, DEPTH);
	struct ucmd_slot *slots[DEPTH];
	unsigned int i, j;

	for (i = 0; i < DEPTH; i++) {
		KUNIT_EXPECT_TRUE(test, ucmd_pool_has_room(&s->core));
		slots[i] = ucmd_slot_get(&s->cmd);
		KUNIT_ASSERT_NOT_NULL(test, slots[i]);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_PTR_NE(test, slots[i], slots[j]);
	}
	KUNIT_EXPECT_FALSE(test, ucmd_pool_has_room(&s->core));
	KUNIT_EXPECT_NULL(test, ucmd_slot_get(&s->cmd));

	/* in any order: the one that is put is the one there is room in */
	for (i = DEPTH; i-- > 0;) {
		ucmd_slot_put(slots[i]);
		KUNIT_EXPECT_TRUE(test, ucmd_pool_has_room(&s->core));
		KUNIT_EXPECT_PTR_EQ(test, ucmd_slot_get(&s->cmd), slots[i]);
		KUNIT_EXPECT_NULL(test, ucmd_slot_get(&s->cmd));
	}
	for (i = 0; i < DEPTH; i++)
		ucmd_slot_put(slots[i]);
	setting_end(s);
}

/* Nothing of the command before, but its private memory's size, is in a slot. */
static void test_fresh(struct kunit *test)
{
	struct setting *s = setting_new(test, 1);
	struct ucmd_slot *slot;
	unsigned int i;

	s->cmd.tag = 7;
	slot = ucmd_slot_get(&s->cmd);
	KUNIT_ASSERT_NOT_NULL(test, slot);
	memset(slot->priv, 0xa5, op.priv_size);
	slot->timed = true;
	slot->out.res = -EIO;
	slot->out.res2 = 1;
	ucmd_slot_put(slot);

	s->cmd.tag = 8;
	KUNIT_ASSERT_PTR_EQ(test, ucmd_slot_get(&s->cmd), slot);
	for (i = 0; i < op.priv_size; i++)
		KUNIT_EXPECT_EQ(test, slot->priv[i], 0);
	KUNIT_EXPECT_FALSE(test, slot->timed);
	KUNIT_EXPECT_FALSE(test, slot->keeps_file);
	KUNIT_EXPECT_NULL(test, slot->queue);
	KUNIT_EXPECT_EQ(test, slot->out.res, 0);
	KUNIT_EXPECT_EQ(test, slot->out.res2, 0ULL);
	KUNIT_EXPECT_EQ(test, slot->tag, 8ULL);
	KUNIT_EXPECT_PTR_EQ(test, slot->waiter, &s->waiter);
	ucmd_slot_put(slot);
	setting_end(s);
}

/* As long as anybody has a reference the slot is not got again. */
static void test_last_put(struct kunit *test)
{
	struct setting *s = setting_new(test, 1);
	struct ucmd_slot *slot = ucmd_slot_get(&s->cmd);
	struct ucmd_pending *name = ucmd_slot_name(slot);

	ucmd_state_hold(&slot->state);
	ucmd_state_hold(&slot->state);
	ucmd_slot_put(slot);
	ucmd_slot_put(slot);
	KUNIT_EXPECT_NULL(test, ucmd_slot_get(&s->cmd));
	KUNIT_EXPECT_PTR_EQ(test, ucmd_slot_name(slot), name);
	ucmd_slot_put(slot);
	KUNIT_EXPECT_PTR_EQ(test, ucmd_slot_get(&s->cmd), slot);
	KUNIT_EXPECT_PTR_NE(test, ucmd_slot_name(slot), name);
	ucmd_slot_put(slot);
	setting_end(s);
}

struct tally {
	unsigned int calls;
	unsigned long bits;
};

static void tally_one(struct ucmd_slot *slot, void *data)
{
	struct tally *tally = data;

	tally->calls++;
	tally->bits |= BIT(slot->bit);
}

static void test_for_each(struct kunit *test)
{
	struct setting *s = setting_new(test, DEPTH);
	struct ucmd_slot *slots[3];
	struct tally tally = { };
	unsigned int i;

	ucmd_slot_for_each(&s->core, tally_one, &tally);
	KUNIT_EXPECT_EQ(test, tally.calls, 0U);
	for (i = 0; i < ARRAY_SIZE(slots); i++)
		slots[i] = ucmd_slot_get(&s->cmd);
	ucmd_slot_put(slots[1]);
	ucmd_slot_for_each(&s->core, tally_one, &tally);
	KUNIT_EXPECT_EQ(test, tally.calls, 2U);
	KUNIT_EXPECT_EQ(test, tally.bits, BIT(slots[0]->bit) | BIT(slots[2]->bit));
	KUNIT_EXPECT_EQ(test, refcount_read(&slots[0]->state.refs), 1U);
	ucmd_slot_put(slots[0]);
	ucmd_slot_put(slots[2]);
	setting_end(s);
}

/* ------------------------------------------------------------------------
 * Names
 */

/* A name is never an address: bit 63 is clear, one of those below it set. */
static void test_name(struct kunit *test)
{
	struct setting *s = setting_new(test, DEPTH);
	struct ucmd_slot *slots[DEPTH];
	struct ucmd_pending *names[DEPTH];
	unsigned int i, j;

	for (i = 0; i < DEPTH; i++) {
		slots[i] = ucmd_slot_get(&s->cmd);
		names[i] = ucmd_slot_name(slots[i]);
		KUNIT_EXPECT_PTR_EQ(test, find(names[i]), slots[i]);
		KUNIT_EXPECT_EQ(test, (u64)names[i] >> 63, 0ULL);
		KUNIT_EXPECT_NE(test, (u64)names[i] >> UCMD_NAME_POOL, 0ULL);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_PTR_NE(test, names[i], names[j]);
	}
	for (i = 0; i < DEPTH; i++)
		ucmd_slot_put(slots[i]);
	setting_end(s);
}

/* Any value may come as a name, and most are of nothing. */
static void test_nobodys_name(struct kunit *test)
{
	struct setting *s = setting_new(test, DEPTH);
	u64 pool = (u64)s->core.pool->id << UCMD_NAME_POOL;

	KUNIT_EXPECT_NULL(test, find(NULL));
	KUNIT_EXPECT_NULL(test, find((void *)~0UL));
	KUNIT_EXPECT_NULL(test, find((void *)test));
	KUNIT_EXPECT_NULL(test, find((void *)(pool | (u64)DEPTH << UCMD_NAME_SLOT)));
	KUNIT_EXPECT_NULL(test, find((void *)(pool | (u64)(UCMD_DEPTH_MAX - 1) <<
					      UCMD_NAME_SLOT)));
	KUNIT_EXPECT_NULL(test, find((void *)((u64)UCMD_DEVICES_MAX << UCMD_NAME_POOL)));
	KUNIT_EXPECT_NULL(test, find((void *)((u64)(UCMD_DEVICES_MAX + 1) <<
					      UCMD_NAME_POOL)));
	KUNIT_EXPECT_NOT_NULL(test, find((void *)pool));
	setting_end(s);
}

/* The name of a command that is over claims nothing, however often the slot is used. */
static void test_stale_name(struct kunit *test)
{
	struct setting *s = setting_new(test, 1);
	struct ucmd_pending *names[4];
	struct ucmd_slot *slot;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		slot = ucmd_slot_get(&s->cmd);
		names[i] = ucmd_slot_name(slot);
		ucmd_state_publish(&slot->state, UCMD_HELD);
		for (j = 0; j < i; j++) {
			KUNIT_EXPECT_FALSE(test, claim(names[j]));
			KUNIT_EXPECT_FALSE(test,
					   ucmd_state_return(&slot->state,
							     ucmd_name_generation(names[j])));
		}
		KUNIT_EXPECT_TRUE(test, claim(names[i]));
		KUNIT_EXPECT_FALSE(test, claim(names[i]));
		ucmd_slot_put(slot);
		ucmd_slot_put(slot);
		KUNIT_EXPECT_FALSE(test, claim(names[i]));
	}
	setting_end(s);
}

static void test_pools(struct kunit *test)
{
	struct setting *one = setting_new(test, 1), *two = setting_new(test, 1);
	struct ucmd_slot *a = ucmd_slot_get(&one->cmd), *b = ucmd_slot_get(&two->cmd);

	KUNIT_EXPECT_NE(test, one->core.pool->id, two->core.pool->id);
	KUNIT_EXPECT_PTR_NE(test, ucmd_slot_name(a), ucmd_slot_name(b));
	KUNIT_EXPECT_PTR_EQ(test, find(ucmd_slot_name(a)), a);
	KUNIT_EXPECT_PTR_EQ(test, find(ucmd_slot_name(b)), b);
	ucmd_slot_put(a);
	ucmd_slot_put(b);
	setting_end(one);
	setting_end(two);
}

/* A pool with the id of an earlier one goes on counting where that stopped. */
static void test_next_pool(struct kunit *test)
{
	struct setting *s = setting_new(test, 2);
	struct ucmd_pending *names[3];
	unsigned int id = s->core.pool->id, i, j;
	struct ucmd_slot *slots[2];

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		slots[0] = ucmd_slot_get(&s->cmd);
		names[i] = ucmd_slot_name(slots[0]);
		ucmd_slot_put(slots[0]);
	}
	setting_end(s);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		KUNIT_EXPECT_NULL(test, find(names[i]));

	s = setting_new(test, 2);
	KUNIT_ASSERT_EQ(test, s->core.pool->id, id);
	for (i = 0; i < ARRAY_SIZE(slots); i++) {
		slots[i] = ucmd_slot_get(&s->cmd);
		ucmd_state_publish(&slots[i]->state, UCMD_HELD);
		for (j = 0; j < ARRAY_SIZE(names); j++) {
			KUNIT_EXPECT_PTR_NE(test, ucmd_slot_name(slots[i]), names[j]);
			KUNIT_EXPECT_FALSE(test, claim(names[j]));
		}
	}
	for (i = 0; i < ARRAY_SIZE(slots); i++) {
		ucmd_slot_put(slots[i]);
		ucmd_slot_put(slots[i]);
	}
	setting_end(s);
}

static struct kunit_case pool_cases[] = {
	KUNIT_CASE(test_depth),
	KUNIT_CASE(test_fresh),
	KUNIT_CASE(test_last_put),
	KUNIT_CASE(test_for_each),
	KUNIT_CASE(test_name),
	KUNIT_CASE(test_nobodys_name),
	KUNIT_CASE(test_stale_name),
	KUNIT_CASE(test_pools),
	KUNIT_CASE(test_next_pool),
	{ }
};

static struct kunit_suite pool_suite = {
	.name = "ucmd-pool",
	.test_cases = pool_cases,
};

kunit_test_suite(pool_suite);
