// SPDX-License-Identifier: GPL-2.0-only
/* What is moved between two places that one command names, of which one is plain memory? */
#include <linux/err.h>
#include <linux/uio.h>

#include "internal.h"

#define EXERCISE_FROM	(UCMD_FROM_USER | UCMD_PLAIN)

/* Return: whether all of both could be reached. */
static bool exercise_move_iter(struct iov_iter *from, struct iov_iter *to)
{
	u8 bytes[64];
	size_t n;

	while ((n = min(iov_iter_count(from), sizeof(bytes))))
		if (copy_from_iter(bytes, n, from) != n ||
		    copy_to_iter(bytes, n, to) != n)
			return false;
	return true;
}

static struct ucmd_result exercise_move_now(struct ucmd *cmd, bool vec)
{
	const struct exercise_move *args = ucmd_args(cmd, struct exercise_move);
	struct iov_iter from, to;
	int err;

	err = ucmd_import(cmd, UCMD_TO_USER, args->to, EXERCISE_MOVE_LEN, &to);
	if (!err && vec)
		err = ucmd_import_vec(cmd, EXERCISE_FROM, args->from, 2, &from);
	else if (!err)
		err = ucmd_import(cmd, EXERCISE_FROM, args->from, EXERCISE_MOVE_LEN,
				  &from);
	if (!err && !exercise_move_iter(&from, &to))
		err = -EFAULT;
	return err ? ucmd_retry(cmd, err) : ucmd_complete(cmd, EXERCISE_MOVE_LEN);
}

static struct ucmd_result exercise_move_pinned(struct ucmd *cmd, bool vec)
{
	const struct exercise_move *args = ucmd_args(cmd, struct exercise_move);
	struct ucmd_buf *from, *to;
	struct iov_iter from_iter, to_iter;

	to = ucmd_pin(cmd, UCMD_TO_USER, args->to, EXERCISE_MOVE_LEN);
	if (IS_ERR(to))
		return ucmd_retry(cmd, PTR_ERR(to));
	if (vec)
		from = ucmd_pin_vec(cmd, EXERCISE_FROM, args->from, 2);
	else
		from = ucmd_pin(cmd, EXERCISE_FROM, args->from, EXERCISE_MOVE_LEN);
	if (IS_ERR(from))
		return ucmd_retry(cmd, PTR_ERR(from));
	ucmd_buf_iter(from, &from_iter);
	ucmd_buf_iter(to, &to_iter);
	if (!exercise_move_iter(&from_iter, &to_iter))
		return ucmd_complete(cmd, -EPROTO);
	return ucmd_complete(cmd, EXERCISE_MOVE_LEN);
}

struct ucmd_result exercise_move(struct ucmd *cmd)
{
	return exercise_move_now(cmd, false);
}

struct ucmd_result exercise_move_vec(struct ucmd *cmd)
{
	return exercise_move_now(cmd, true);
}

struct ucmd_result exercise_pin_move(struct ucmd *cmd)
{
	return exercise_move_pinned(cmd, false);
}

struct ucmd_result exercise_pin_move_vec(struct ucmd *cmd)
{
	return exercise_move_pinned(cmd, true);
}
