// SPDX-License-Identifier: GPL-2.0-only
/* What is done with the program's memory?  All of it is written, or read. */
#include <linux/err.h>
#include <linux/platform_device.h>
#include <linux/uio.h>

#include "internal.h"

/* What pinned memory is mapped for; no device is behind it. */
static struct platform_device *fuzz_dma;

static bool fuzz_use(struct iov_iter *iter, bool fills)
{
	u8 bytes[128] = { };
	size_t n, used;

	while ((n = min(iov_iter_count(iter), sizeof(bytes)))) {
		used = fills ? copy_to_iter(bytes, n, iter) : copy_from_iter(bytes, n, iter);
		if (used != n)
			return false;
	}
	return true;
}

static struct ucmd_result fuzz_import(struct ucmd *cmd, bool fills, bool vec)
{
	const struct fuzz_memory *args = ucmd_args(cmd, struct fuzz_memory);
	enum ucmd_dir dir = fills ? UCMD_TO_USER : UCMD_FROM_USER;
	struct iov_iter iter;
	size_t len;
	int err;

	fuzz_enter(cmd);
	if (vec)
		err = ucmd_import_vec(cmd, dir, args->addr, args->len, &iter);
	else
		err = ucmd_import(cmd, dir, args->addr, args->len, &iter);
	if (err)
		return ucmd_retry(cmd, err);
	len = iov_iter_count(&iter);
	if (!fuzz_use(&iter, fills))
		return ucmd_retry(cmd, -EFAULT);
	return ucmd_complete(cmd, len);
}

struct ucmd_result fuzz_fill(struct ucmd *cmd)
{
	return fuzz_import(cmd, true, false);
}

struct ucmd_result fuzz_fill_vec(struct ucmd *cmd)
{
	return fuzz_import(cmd, true, true);
}

struct ucmd_result fuzz_scan(struct ucmd *cmd)
{
	return fuzz_import(cmd, false, false);
}

struct ucmd_result fuzz_scan_vec(struct ucmd *cmd)
{
	return fuzz_import(cmd, false, true);
}

/* ------------------------------------------------------------------------
 * Later
 */

s32 fuzz_use_pinned(const struct fuzz_job *job)
{
	struct iov_iter iter;

	ucmd_buf_iter(job->buf, &iter);
	if (!fuzz_use(&iter, job->fills))
		fuzz_wrong("pinned memory cannot be reached");
	return ucmd_buf_len(job->buf);
}

static struct ucmd_result fuzz_pin(struct ucmd *cmd, bool fills, bool vec, atomic_t *count)
{
	const struct fuzz_memory *args = ucmd_args(cmd, struct fuzz_memory);
	enum ucmd_dir dir = fills ? UCMD_TO_USER : UCMD_FROM_USER;
	struct fuzz_args job_args = {
		.how = args->how, .ms = args->ms, .tag = args->tag,
	};
	struct sg_table *table;
	struct ucmd_buf *buf;
	struct fuzz_job *job;

	fuzz_enter(cmd);
	if (vec)
		buf = ucmd_pin_vec(cmd, dir, args->addr, args->len);
	else
		buf = ucmd_pin(cmd, dir, args->addr, args->len);
	if (IS_ERR(buf))
		return ucmd_retry(cmd, PTR_ERR(buf));
	if (args->ms & FUZZ_MAP) {
		table = ucmd_buf_map(buf, &fuzz_dma->dev);
		if (IS_ERR(table))
			return ucmd_complete(cmd, PTR_ERR(table));
	}
	job_args.res = ucmd_buf_len(buf);
	job = fuzz_job_init(cmd, &job_args);
	job->buf = buf;
	job->fills = fills;
	return fuzz_job_start(cmd, job, count);
}

struct ucmd_result fuzz_pin_fill(struct ucmd *cmd)
{
	return fuzz_pin(cmd, true, false, &fuzz_live);
}

struct ucmd_result fuzz_pin_fill_vec(struct ucmd *cmd)
{
	return fuzz_pin(cmd, true, true, &fuzz_live);
}

struct ucmd_result fuzz_pin_scan(struct ucmd *cmd)
{
	return fuzz_pin(cmd, false, false, &fuzz_live);
}

struct ucmd_result fuzz_pin_stubborn(struct ucmd *cmd)
{
	return fuzz_pin(cmd, true, false, &fuzz_kept);
}

int fuzz_memory_init(void)
{
	fuzz_dma = platform_device_register_simple("fuzz_dma", PLATFORM_DEVID_NONE, NULL, 0);
	return PTR_ERR_OR_ZERO(fuzz_dma);
}

void fuzz_memory_exit(void)
{
	platform_device_unregister(fuzz_dma);
}
