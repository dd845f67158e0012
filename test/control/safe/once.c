// SPDX-License-Identifier: GPL-2.0-only
/* What becomes of ops that are answered at once? */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "safe.h"

struct ucmd_result safe_return(struct ucmd *cmd)
{
	atomic_inc(&safe_counters[CONTROL_CALLS]);
	return ucmd_complete(cmd, safe_args(cmd)->value);
}

struct ucmd_result safe_sleep(struct ucmd *cmd)
{
	msleep(CONTROL_SLEEP_MS);
	return ucmd_complete(cmd, safe_args(cmd)->value);
}

struct ucmd_result safe_length(struct ucmd *cmd)
{
	const struct control_args *args = safe_args(cmd);

	if (READ_ONCE(args->length) > CONTROL_LENGTH_MAX)
		return ucmd_complete(cmd, -EINVAL);
	udelay(10);	/* the work between check and use */
	return ucmd_complete(cmd, READ_ONCE(args->length) > CONTROL_LENGTH_MAX ?
				  -EOVERFLOW : 0);
}

struct ucmd_result safe_large(struct ucmd *cmd)
{
	const struct control_large *large = ucmd_args(cmd, struct control_large);

	return ucmd_complete(cmd, large->more[1]);
}

struct ucmd_result safe_second(struct ucmd *cmd)
{
	return ucmd_complete2(cmd, 0, safe_args(cmd)->value);
}

struct ucmd_result safe_tally(struct ucmd *cmd)
{
	u32 *tally = ucmd_priv(cmd);

	return ucmd_complete(cmd, ++*tally);
}

struct ucmd_result safe_ready(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}

struct ucmd_result safe_quick(struct ucmd *cmd)
{
	struct ucmd_pending *pend;
	struct ucmd_result held = ucmd_hold(cmd, &pend);

	ucmd_pending_complete(pend, 0);
	return held;
}

/* The framework has no buffers to offer so far. */
struct ucmd_result safe_import(struct ucmd *cmd)
{
	return ucmd_complete(cmd, -EOPNOTSUPP);
}

struct ucmd_result safe_bytes(struct ucmd *cmd)
{
	return ucmd_complete(cmd, safe_args(cmd)->address);
}

struct ucmd_result safe_native(struct ucmd *cmd)
{
	return ucmd_complete(cmd, ucmd_args(cmd, struct control_native)->value);
}

struct ucmd_result safe_keep(struct ucmd *cmd)
{
	void *buffer = kmalloc(CONTROL_LENGTH_MAX, GFP_KERNEL);

	if (!buffer)
		return ucmd_complete(cmd, -ENOMEM);
	atomic_inc(&safe_counters[CONTROL_KEPT]);
	msleep(CONTROL_SLEEP_MS);
	kfree(buffer);
	atomic_dec(&safe_counters[CONTROL_KEPT]);
	return ucmd_complete(cmd, 0);
}

struct ucmd_result safe_fetch(struct ucmd *cmd)
{
	u32 __user *from = u64_to_user_ptr(safe_args(cmd)->address);
	u32 length;

	if (get_user(length, from))
		return ucmd_complete(cmd, -EFAULT);
	if (length > CONTROL_LENGTH_MAX)
		return ucmd_complete(cmd, -EINVAL);
	msleep(CONTROL_SLEEP_MS);
	return ucmd_complete(cmd, length > CONTROL_LENGTH_MAX ? -EOVERFLOW : 0);
}

struct ucmd_result safe_prepare(struct ucmd *cmd)
{
	u32 *prepared = ucmd_priv(cmd);

	*prepared = 1;
	msleep(CONTROL_SLEEP_MS);
	return ucmd_complete(cmd, *prepared ? 0 : -EUCLEAN);
}

struct ucmd_result safe_lock(struct ucmd *cmd)
{
	mutex_lock(&safe_mutex);
	mutex_unlock(&safe_mutex);
	return ucmd_complete(cmd, 0);
}

struct ucmd_result safe_count(struct ucmd *cmd)
{
	unsigned int which = safe_args(cmd)->value;

	if (which >= CONTROL_NR_COUNTERS)
		return ucmd_complete(cmd, -EINVAL);
	return ucmd_complete(cmd, atomic_read(&safe_counters[which]));
}
