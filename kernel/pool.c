// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which slot is it?  The pool of a device, and the names of pending commands.
 *
 * A driver's struct ucmd_pending * is never dereferenced.  It is a name:
 *
 *	63      52 51    32 31        0
 *	 pool id  |  slot  | generation
 *
 * Pool ids start at 1 and end below 2048, so that a name is not the address of
 * anything (bit 63 is clear, one of those below it set: not canonical).  A name
 * that is out of date finds no pool, or a slot of another generation; a pool that
 * gets the id of an earlier one goes on counting where that stopped.
 */
#include <linux/file.h>
#include <linux/idr.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "internal.h"
#include "verify.h"

static_assert(sizeof(void *) == sizeof(u64));
static_assert(UCMD_DEPTH_MAX <= 1U << 20);

#define UCMD_NAME_SLOT	32
#define UCMD_NAME_POOL	52

/* The pool that has an id, and the first generation the next one gets. */
static struct {
	struct ucmd_pool __rcu *pool;
	u32 generation;
} ucmd_pools[UCMD_DEVICES_MAX + 1];

static DEFINE_IDA(ucmd_pool_ids);

static struct ucmd_slot *ucmd_slot_at(const struct ucmd_pool *pool, unsigned int bit)
{
	return pool->slots + bit * pool->slot_size;
}

/* ------------------------------------------------------------------------
 * The pool
 */

static void ucmd_slot_init(struct ucmd_slot *slot, struct ucmd_core *core,
			   unsigned int bit, u32 generation)
{
	ucmd_state_init(&slot->state, generation);
	slot->bit = bit;
	slot->core = core;
	timer_setup(&slot->timer, ucmd_deadline_expired, 0);
	INIT_LIST_HEAD(&slot->node);
	INIT_WORK(&slot->work, ucmd_slot_work);
	ucmd_watch_init(&slot->watch);
}

int ucmd_pool_init(struct ucmd_core *core, unsigned int depth, size_t priv_size)
{
	struct ucmd_pool *pool;
	unsigned int bit;
	int err = -ENOMEM;

	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return -ENOMEM;
	pool->depth = depth;
	pool->slot_size = ALIGN(sizeof(struct ucmd_slot) + ALIGN(priv_size, 8) +
				UCMD_CANARY_SIZE, SMP_CACHE_BYTES);
	pool->slots = kvcalloc(depth, pool->slot_size, GFP_KERNEL);
	if (!pool->slots)
		goto free_pool;

	err = sbitmap_init_node(&pool->used, depth, -1, GFP_KERNEL,
				NUMA_NO_NODE, false, true);
	if (err)
		goto free_slots;

	err = ida_alloc_range(&ucmd_pool_ids, 1, UCMD_DEVICES_MAX, GFP_KERNEL);
	if (err < 0)
		goto free_used;
	pool->id = err;

	for (bit = 0; bit < depth; bit++)
		ucmd_slot_init(ucmd_slot_at(pool, bit), core, bit,
			       ucmd_pools[pool->id].generation);
	core->pool = pool;
	rcu_assign_pointer(ucmd_pools[pool->id].pool, pool);
	return 0;

free_used:
	sbitmap_free(&pool->used);
free_slots:
	kvfree(pool->slots);
free_pool:
	kfree(pool);
	return err;
}

/*
 * The last file is closed and the device unregistered: a pending command would
 * have kept its file, so every slot is idle and no work of one is queued.  A
 * timer may still run, and finds that; names may still be looked up.
 */
void ucmd_pool_exit(struct ucmd_core *core)
{
	struct ucmd_pool *pool = core->pool;
	u32 next = ucmd_pools[pool->id].generation;
	unsigned int bit;

	RCU_INIT_POINTER(ucmd_pools[pool->id].pool, NULL);
	for (bit = 0; bit < pool->depth; bit++) {
		struct ucmd_slot *slot = ucmd_slot_at(pool, bit);
		u32 generation;

		/* first: it may have the last reference, which makes a generation */
		timer_shutdown_sync(&slot->timer);
		generation = ucmd_word_generation(ucmd_state_word(&slot->state));
		if ((s32)(generation - next) > 0)
			next = generation;
	}
	ucmd_pools[pool->id].generation = next;
	ida_free(&ucmd_pool_ids, pool->id);
}

/* A grace period later. */
void ucmd_pool_free(struct ucmd_pool *pool)
{
	sbitmap_free(&pool->used);
	kvfree(pool->slots);
	kfree(pool);
}

bool ucmd_pool_has_room(const struct ucmd_core *core)
{
	return sbitmap_weight(&core->pool->used) < core->pool->depth;
}

/* ------------------------------------------------------------------------
 * A slot
 */

/**
 * ucmd_slot_get - reserve a slot for a command whose handler is to be called
 * @cmd: the command
 *
 * Context: inside the gate; does not sleep.
 * Return: the slot, in phase FRESH, with one reference, or %NULL if all are in
 * use.
 */
struct ucmd_slot *ucmd_slot_get(struct ucmd *cmd)
{
	struct ucmd_pool *pool = cmd->core->pool;
	const struct ucmd_op *op = cmd->row->op;
	struct ucmd_slot *slot;
	int bit;

	bit = sbitmap_get(&pool->used);
	if (bit < 0)
		return NULL;

	slot = ucmd_slot_at(pool, bit);
	/* who reports a name that is out of date may be looking */
	WRITE_ONCE(slot->op, op);
	slot->ioucmd = cmd->ioucmd;
	slot->waiter = cmd->waiter;
	slot->file = cmd->file;
	slot->keeps_file = false;
	slot->timed = false;
	slot->tag = cmd->tag;
	WRITE_ONCE(slot->queue, NULL);
	slot->given = false;
	slot->starting = false;
	slot->out = (struct ucmd_outcome){ };
	slot->bufs = NULL;
	memset(slot->priv, 0, op->priv_size);
	ucmd_verify_slot(slot);
	if (ucmd_is_multishot(slot))
		ucmd_events_init(slot);
	ucmd_state_get(&slot->state);

	if (cmd->ioucmd) {
		/* pairs with ucmd_uring_cancel(), which may come once it is marked */
		smp_store_release(&ucmd_pdu(cmd->ioucmd)->slot, slot);
	}
	return slot;
}

/**
 * ucmd_slot_put - drop a reference; the last one returns the slot
 * @slot: the slot
 *
 * Context: any.
 */
void ucmd_slot_put(struct ucmd_slot *slot)
{
	struct ucmd_core *core = slot->core;
	struct file *file;

	if (!ucmd_state_put(&slot->state))
		return;

	file = slot->keeps_file ? slot->file : NULL;
	ucmd_state_idle(&slot->state);
	/* sbitmap_put() orders nothing: who gets the slot next must see this */
	smp_mb__before_atomic();
	sbitmap_put(&core->pool->used, slot->bit);
	/* the bit is cleared before we look: pairs with prepare_to_wait() */
	smp_mb__after_atomic();
	ucmd_core_stir(core);
	/* last of all: the core may go with it */
	if (file)
		fput(file);
}

/* Call @fn for each slot that is in use, with a reference. */
void ucmd_slot_for_each(struct ucmd_core *core,
			void (*fn)(struct ucmd_slot *slot, void *data),
			void *data)
{
	struct ucmd_pool *pool = core->pool;
	unsigned int bit;

	for (bit = 0; bit < pool->depth; bit++) {
		struct ucmd_slot *slot = ucmd_slot_at(pool, bit);

		if (!ucmd_state_look(&slot->state))
			continue;
		fn(slot, data);
		ucmd_slot_put(slot);
	}
}

/* ------------------------------------------------------------------------
 * Names
 */

struct ucmd_pending *ucmd_slot_name(const struct ucmd_slot *slot)
{
	u64 generation = ucmd_word_generation(ucmd_state_word(&slot->state));

	return (void *)((u64)slot->core->pool->id << UCMD_NAME_POOL |
			(u64)slot->bit << UCMD_NAME_SLOT | generation);
}

/**
 * ucmd_slot_find - the slot that a name speaks of
 * @pend: any value
 *
 * What the slot serves is another matter: each use of it compares generations.
 *
 * Context: any; RCU read-side section, which keeps the slot's memory.
 * Return: the slot, or %NULL if the device is gone or never was.
 */
struct ucmd_slot *ucmd_slot_find(const struct ucmd_pending *pend)
{
	u64 name = (uintptr_t)pend;
	unsigned int id = name >> UCMD_NAME_POOL;
	unsigned int bit = name >> UCMD_NAME_SLOT & (UCMD_DEPTH_MAX - 1);
	struct ucmd_pool *pool;

	if (unlikely(id > UCMD_DEVICES_MAX))
		return NULL;
	pool = rcu_dereference(ucmd_pools[id].pool);
	if (unlikely(!pool || bit >= pool->depth))
		return NULL;
	return ucmd_slot_at(pool, bit);
}
