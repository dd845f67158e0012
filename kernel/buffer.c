// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where is the data?  The memory a command names, user or registered, as an
 * iterator for the time of a handler, or kept for as long as the command lasts.
 *
 * What is kept, and by what
 *
 *	user memory		pinned: pin_user_pages_fast()
 *	a registered buffer	io_uring keeps it until the command's completion is
 *				posted.  A command that is parted from its driver
 *				is posted while the driver, or its hardware, still
 *				works on it: so each page is referenced as well
 *
 * Both last until the command has ended for the driver, too.
 */
#include <linux/bvec.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "internal.h"
#include "verify.h"

/**
 * struct ucmd_buf - memory that is kept
 * @next: of the same command
 * @dir: which way data goes, and no more
 * @pinned: pinned user memory; otherwise the pages are referenced
 * @len: bytes
 * @nr: entries of @vecs
 * @device: the device it is mapped for, or %NULL
 * @table: how; valid with @device
 * @vecs: where
 */
struct ucmd_buf {
	struct ucmd_buf *next;
	enum ucmd_dir dir;
	bool pinned;
	size_t len;
	unsigned int nr;
	struct device *device;
	struct sg_table table;
	struct bio_vec vecs[];
};

/* What iov_iter calls the direction. */
static int ucmd_rw(enum ucmd_dir dir)
{
	return dir & UCMD_FROM_USER ? WRITE : READ;
}

static enum dma_data_direction ucmd_dma_dir(const struct ucmd_buf *buf)
{
	return buf->dir == UCMD_FROM_USER ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
}

/* Is what the command names with @dir in a registered buffer? */
static bool ucmd_is_fixed(const struct ucmd *cmd, enum ucmd_dir dir)
{
	return !(dir & UCMD_PLAIN) && cmd->ioucmd && ucmd_compat_fixed(cmd->ioucmd);
}

/* ------------------------------------------------------------------------
 * For the time of the handler
 */

static bool ucmd_may_use_memory(struct ucmd *cmd, const char *what)
{
	const struct ucmd_op *op = cmd->row->op;

	if (ucmd_verifies(cmd->core))
		ucmd_verify_use(cmd, what);
	if (likely(op->flags & UCMD_OP_BUFFERS))
		return true;
	ucmd_report(UCMD_R18, cmd->core->name, op->name,
		    "%s by an op that does not announce it: add UCMD_OP_BUFFERS to its flags",
		    what);
	return false;
}

static int ucmd_import_user(enum ucmd_dir dir, u64 addr, size_t len,
			    struct iov_iter *iter)
{
	void __user *user = u64_to_user_ptr(addr);

	if (unlikely(!access_ok(user, len)))
		return -EFAULT;
	iov_iter_ubuf(iter, ucmd_rw(dir), user, len);
	return 0;
}

static int ucmd_import_any(struct ucmd *cmd, enum ucmd_dir dir, u64 addr, size_t len,
			   struct iov_iter *iter)
{
	if (unlikely(len > MAX_RW_COUNT))
		return -EINVAL;
	if (!ucmd_is_fixed(cmd, dir) || !len)
		return ucmd_import_user(dir, addr, len, iter);
	return ucmd_compat_import_fixed(cmd->ioucmd, addr, len, ucmd_rw(dir), iter,
					cmd->issue_flags);
}

int ucmd_import(struct ucmd *cmd, enum ucmd_dir dir, u64 addr, size_t len,
		struct iov_iter *iter)
{
	if (unlikely(!ucmd_may_use_memory(cmd, "ucmd_import()")))
		return -EIO;
	return ucmd_import_any(cmd, dir, addr, len, iter);
}
EXPORT_SYMBOL_GPL(ucmd_import);

/* *@iovecs, a copy of the vector, is to be freed in any case; of user memory only. */
static int ucmd_import_vec_any(struct ucmd *cmd, enum ucmd_dir dir, u64 vec,
			       unsigned int nr, struct iovec **iovecs,
			       struct iov_iter *iter)
{
	const struct iovec __user *user = u64_to_user_ptr(vec);
	struct iovec *copy;
	ssize_t len;

	/* the copy is allocated */
	if (cmd->may_retry)
		return -EAGAIN;
	if (nr > UIO_MAXIOV)
		return -EINVAL;
	if (ucmd_is_fixed(cmd, dir))
		return ucmd_compat_import_fixed_vec(cmd->ioucmd, user, nr,
						    ucmd_rw(dir), iter,
						    cmd->issue_flags);
	copy = kmalloc_array(nr ?: 1, sizeof(*copy), GFP_KERNEL_ACCOUNT);
	if (!copy)
		return -ENOMEM;
	*iovecs = copy;
	/* it always finds room in what it is given, and then clears the pointer */
	len = import_iovec(ucmd_rw(dir), user, nr, nr ?: 1, &copy, iter);
	return len < 0 ? len : 0;
}

int ucmd_import_vec(struct ucmd *cmd, enum ucmd_dir dir, u64 vec,
		    unsigned int nr, struct iov_iter *iter)
{
	if (unlikely(!ucmd_may_use_memory(cmd, "ucmd_import_vec()")))
		return -EIO;
	if (cmd->iovecs) {
		ucmd_report(UCMD_R18, cmd->core->name, cmd->row->op->name,
			    "ucmd_import_vec() for a second time in one command");
		return -EIO;
	}
	return ucmd_import_vec_any(cmd, dir, vec, nr, &cmd->iovecs, iter);
}
EXPORT_SYMBOL_GPL(ucmd_import_vec);

/* ------------------------------------------------------------------------
 * For as long as the command lasts
 */

static void ucmd_buf_free(struct ucmd_buf *buf)
{
	unsigned int i;

	for (i = 0; i < buf->nr; i++) {
		struct page *page = buf->vecs[i].bv_page;

		if (buf->pinned)
			unpin_user_pages_dirty_lock(&page, 1, buf->dir == UCMD_TO_USER);
		else
			put_page(page);
	}
	kvfree(buf);
}

static struct ucmd_buf *ucmd_buf_new(const struct ucmd *cmd, enum ucmd_dir dir,
				     size_t nr, bool pinned)
{
	struct ucmd_buf *buf;

	if (cmd->may_retry)
		buf = kmalloc(struct_size(buf, vecs, nr),
			      GFP_NOWAIT | __GFP_NOWARN | __GFP_ACCOUNT);
	else
		buf = kvmalloc(struct_size(buf, vecs, nr), GFP_KERNEL_ACCOUNT);
	if (!buf)
		return ERR_PTR(-ENOMEM);
	buf->dir = dir & ~UCMD_PLAIN;
	buf->pinned = pinned;
	buf->len = 0;
	buf->nr = 0;
	buf->device = NULL;
	return buf;
}

static size_t ucmd_pages(u64 addr, size_t len)
{
	return len ? DIV_ROUND_UP(offset_in_page(addr) + len, PAGE_SIZE) : 0;
}

static int ucmd_buf_pin(struct ucmd_buf *buf, u64 addr, size_t len)
{
	unsigned int flags = buf->dir == UCMD_TO_USER ? FOLL_WRITE : 0;
	struct page *pages[16];

	while (len) {
		size_t offset = offset_in_page(addr);
		int i, n = min(ucmd_pages(addr, len), ARRAY_SIZE(pages));

		n = pin_user_pages_fast(addr - offset, n, flags, pages);
		if (n <= 0)
			return n ?: -EFAULT;
		for (i = 0; i < n; i++) {
			size_t part = min(len, PAGE_SIZE - offset);

			buf->vecs[buf->nr++] = (struct bio_vec){
				.bv_page = pages[i],
				.bv_len = part,
				.bv_offset = offset,
			};
			buf->len += part;
			addr += part;
			len -= part;
			offset = 0;
		}
	}
	return 0;
}

/*
 * @nr pieces of user memory, up to @len bytes in all: what an import made of them,
 * for a single piece still has the length that the program gave it.
 */
static struct ucmd_buf *ucmd_buf_of_user(const struct ucmd *cmd, enum ucmd_dir dir,
					 struct iovec *vec, unsigned int nr, size_t len)
{
	struct ucmd_buf *buf;
	size_t pages = 0;
	unsigned int i;
	int err;

	for (i = 0; i < nr; i++) {
		vec[i].iov_len = min_t(size_t, vec[i].iov_len, len);
		len -= vec[i].iov_len;
		pages += ucmd_pages((uintptr_t)vec[i].iov_base, vec[i].iov_len);
	}
	if (!pages)
		return ERR_PTR(-EINVAL);
	buf = ucmd_buf_new(cmd, dir, pages, true);
	for (i = 0; i < nr && !IS_ERR(buf); i++) {
		err = ucmd_buf_pin(buf, (uintptr_t)vec[i].iov_base, vec[i].iov_len);
		if (err) {
			ucmd_buf_free(buf);
			return ERR_PTR(err);
		}
	}
	return buf;
}

/* What @iter names: parts of registered buffers. */
static struct ucmd_buf *ucmd_buf_of_fixed(const struct ucmd *cmd, enum ucmd_dir dir,
					  const struct iov_iter *iter)
{
	const struct bio_vec *vec = iter->bvec;
	size_t skip = iter->iov_offset, left = iter->count;
	struct ucmd_buf *buf;

	if (!left)
		return ERR_PTR(-EINVAL);
	buf = ucmd_buf_new(cmd, dir, iter->nr_segs, false);
	if (IS_ERR(buf))
		return buf;
	for (; left; vec++) {
		size_t part;

		if (skip >= vec->bv_len) {
			skip -= vec->bv_len;
			continue;
		}
		part = min(left, vec->bv_len - skip);
		get_page(vec->bv_page);
		buf->vecs[buf->nr++] = (struct bio_vec){
			.bv_page = vec->bv_page,
			.bv_len = part,
			.bv_offset = vec->bv_offset + skip,
		};
		buf->len += part;
		left -= part;
		skip = 0;
	}
	return buf;
}

/* Has the command a place for what it pins? */
static bool ucmd_may_pin(struct ucmd *cmd, const char *what)
{
	if (unlikely(!ucmd_may_use_memory(cmd, what)))
		return false;
	if (likely(cmd->row->reserve))
		return true;
	ucmd_report(UCMD_R13, cmd->core->name, cmd->row->op->name,
		    "%s by an op that reserves no room: add UCMD_OP_HOLDS to its flags",
		    what);
	return false;
}

static struct ucmd_buf *ucmd_buf_add(struct ucmd *cmd, struct ucmd_buf *buf)
{
	if (!IS_ERR(buf)) {
		buf->next = cmd->slot->bufs;
		cmd->slot->bufs = buf;
	}
	return buf;
}

struct ucmd_buf *ucmd_pin(struct ucmd *cmd, enum ucmd_dir dir, u64 addr,
			  size_t len)
{
	struct iovec vec = { .iov_base = u64_to_user_ptr(addr), .iov_len = len };
	struct iov_iter iter;
	int err;

	if (unlikely(!ucmd_may_pin(cmd, "ucmd_pin()")))
		return ERR_PTR(-EIO);
	err = ucmd_import_any(cmd, dir, addr, len, &iter);
	if (err)
		return ERR_PTR(err);
	if (ucmd_is_fixed(cmd, dir) && len)
		return ucmd_buf_add(cmd, ucmd_buf_of_fixed(cmd, dir, &iter));
	if (cmd->may_retry)
		return ERR_PTR(-EAGAIN);
	return ucmd_buf_add(cmd, ucmd_buf_of_user(cmd, dir, &vec, 1, len));
}
EXPORT_SYMBOL_GPL(ucmd_pin);

struct ucmd_buf *ucmd_pin_vec(struct ucmd *cmd, enum ucmd_dir dir, u64 vec,
			      unsigned int nr)
{
	struct iovec *iovecs = NULL;
	struct ucmd_buf *buf;
	struct iov_iter iter;
	int err;

	if (unlikely(!ucmd_may_pin(cmd, "ucmd_pin_vec()")))
		return ERR_PTR(-EIO);
	err = ucmd_import_vec_any(cmd, dir, vec, nr, &iovecs, &iter);
	if (err)
		buf = ERR_PTR(err);
	else if (iovecs)
		buf = ucmd_buf_of_user(cmd, dir, iovecs, nr, iter.count);
	else
		buf = ucmd_buf_of_fixed(cmd, dir, &iter);
	kfree(iovecs);
	return ucmd_buf_add(cmd, buf);
}
EXPORT_SYMBOL_GPL(ucmd_pin_vec);

size_t ucmd_buf_len(const struct ucmd_buf *buf)
{
	return buf->len;
}
EXPORT_SYMBOL_GPL(ucmd_buf_len);

void ucmd_buf_iter(const struct ucmd_buf *buf, struct iov_iter *iter)
{
	iov_iter_bvec(iter, ucmd_rw(buf->dir), buf->vecs, buf->nr, buf->len);
}
EXPORT_SYMBOL_GPL(ucmd_buf_iter);

/* ------------------------------------------------------------------------
 * For a device
 */

/* Pages of a registered buffer may be huge: no segment is longer than @max. */
static int ucmd_buf_fill(struct ucmd_buf *buf, size_t max)
{
	unsigned int i, nr = 0;
	struct scatterlist *sg;
	size_t at, part;

	for (i = 0; i < buf->nr; i++)
		nr += DIV_ROUND_UP(buf->vecs[i].bv_len, max);
	if (sg_alloc_table(&buf->table, nr, GFP_ATOMIC | __GFP_NOWARN))
		return -ENOMEM;
	sg = buf->table.sgl;
	for (i = 0; i < buf->nr; i++) {
		const struct bio_vec *vec = &buf->vecs[i];

		for (at = 0; at < vec->bv_len; at += part, sg = sg_next(sg)) {
			part = min(max, vec->bv_len - at);
			sg_set_page(sg, vec->bv_page, part, vec->bv_offset + at);
		}
	}
	return 0;
}

struct sg_table *ucmd_buf_map(struct ucmd_buf *buf, struct device *device)
{
	int err;

	if (buf->device)
		return buf->device == device ? &buf->table : ERR_PTR(-EBUSY);
	err = ucmd_buf_fill(buf, dma_get_max_seg_size(device));
	if (err)
		return ERR_PTR(err);
	err = dma_map_sgtable(device, &buf->table, ucmd_dma_dir(buf), 0);
	if (err) {
		sg_free_table(&buf->table);
		return ERR_PTR(err);
	}
	buf->device = device;
	return &buf->table;
}
EXPORT_SYMBOL_GPL(ucmd_buf_map);

void __ucmd_bufs_unmap(struct ucmd_slot *slot)
{
	struct ucmd_buf *buf;

	for (buf = slot->bufs; buf; buf = buf->next) {
		if (!buf->device)
			continue;
		dma_unmap_sgtable(buf->device, &buf->table, ucmd_dma_dir(buf), 0);
		sg_free_table(&buf->table);
		buf->device = NULL;
	}
}

void __ucmd_bufs_release(struct ucmd_slot *slot)
{
	struct ucmd_buf *buf, *next;

	__ucmd_bufs_unmap(slot);
	for (buf = slot->bufs; buf; buf = next) {
		next = buf->next;
		ucmd_buf_free(buf);
	}
	slot->bufs = NULL;
}
