// SPDX-License-Identifier: GPL-2.0-only
/* What is done with the program's memory: filled with bytes that count up, or added up. */
#include <linux/uio.h>

#include "internal.h"

/* Return: whether all of @iter could be reached. */
static bool exercise_fill_iter(struct iov_iter *iter, u8 first)
{
	u8 bytes[64];
	size_t i, n;

	while ((n = min(iov_iter_count(iter), sizeof(bytes)))) {
		for (i = 0; i < n; i++)
			bytes[i] = first++;
		if (copy_to_iter(bytes, n, iter) != n)
			return false;
	}
	return true;
}

static bool exercise_add_iter(struct iov_iter *iter, u32 *sum)
{
	u8 bytes[64];
	size_t i, n;

	*sum = 0;
	while ((n = min(iov_iter_count(iter), sizeof(bytes)))) {
		if (copy_from_iter(bytes, n, iter) != n)
			return false;
		for (i = 0; i < n; i++)
			*sum += bytes[i];
	}
	return true;
}

static int exercise_import(struct ucmd *cmd, const struct exercise_memory *args,
			   enum ucmd_dir dir, struct iov_iter *iter)
{
	exercise_count(EXERCISE_HANDLERS);
	if (args->vec)
		return ucmd_import_vec(cmd, dir, args->addr, args->len, iter);
	return ucmd_import(cmd, dir, args->addr, args->len, iter);
}

struct ucmd_result exercise_fill(struct ucmd *cmd)
{
	const struct exercise_memory *args = ucmd_args(cmd, struct exercise_memory);
	struct iov_iter iter;
	size_t len;
	int err;

	err = exercise_import(cmd, args, UCMD_TO_USER, &iter);
	if (err)
		return ucmd_retry(cmd, err);
	len = iov_iter_count(&iter);
	if (!exercise_fill_iter(&iter, args->first))
		return ucmd_retry(cmd, -EFAULT);
	return ucmd_complete(cmd, len);
}

struct ucmd_result exercise_add(struct ucmd *cmd)
{
	const struct exercise_memory *args = ucmd_args(cmd, struct exercise_memory);
	struct iov_iter iter;
	u32 sum;
	int err;

	err = exercise_import(cmd, args, UCMD_FROM_USER, &iter);
	if (err)
		return ucmd_retry(cmd, err);
	if (!exercise_add_iter(&iter, &sum))
		return ucmd_retry(cmd, -EFAULT);
	return ucmd_complete(cmd, sum);
}

/* ------------------------------------------------------------------------
 * Later
 */

s32 exercise_use_pinned(const struct exercise_job *job)
{
	struct iov_iter iter;
	bool reached;
	u32 sum;

	ucmd_buf_iter(job->buf, &iter);
	if (job->fills) {
		reached = exercise_fill_iter(&iter, job->first);
		return reached ? ucmd_buf_len(job->buf) : -EPROTO;
	}
	reached = exercise_add_iter(&iter, &sum);
	return reached ? sum : -EPROTO;
}

static struct ucmd_result exercise_pin(struct ucmd *cmd, bool fills)
{
	struct exercise_memory args = *ucmd_args(cmd, struct exercise_memory);
	enum ucmd_dir dir = fills ? UCMD_TO_USER : UCMD_FROM_USER;
	struct ucmd_buf *buf;

	if (args.vec)
		buf = ucmd_pin_vec(cmd, dir, args.addr, args.len);
	else
		buf = ucmd_pin(cmd, dir, args.addr, args.len);
	if (IS_ERR(buf)) {
		exercise_count(EXERCISE_HANDLERS);
		return ucmd_retry(cmd, PTR_ERR(buf));
	}
	return exercise_hold_pinned(cmd, args.tag, buf, fills, args.first);
}

struct ucmd_result exercise_pin_fill(struct ucmd *cmd)
{
	return exercise_pin(cmd, true);
}

struct ucmd_result exercise_pin_add(struct ucmd *cmd)
{
	return exercise_pin(cmd, false);
}
