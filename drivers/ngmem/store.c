// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where are the bytes?  In pages, of which there are only those that were written.
 *
 * A page in the store never changes.  A command that writes fills new pages, which
 * nobody else knows, and then puts all of them into the store under its lock, in
 * the place of those that were there.  A command that reads takes a reference to
 * each of its pages under the lock and copies without it.  So
 *
 *  - whatever fails before that moment, a fault of the program's memory half way
 *    through or a page that cannot be had, nothing was written;
 *  - a handler that is called again starts from the beginning;
 *  - each command is atomic to all others, as far as a transfer goes;
 *  - no lock is held while the program's memory is touched, which may fault.
 */
#include <linux/bvec.h>
#include <linux/highmem.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "store.h"

/* Pages that leave the store before somebody else may have its lock. */
#define NGMEM_ZERO_BURST	256

/* So zeroes, too, are atomic as far as a transfer goes. */
static_assert(NGMEM_ZERO_BURST > NGMEM_BATCH_PAGES);

void ngmem_store_init(struct ngmem_store *store)
{
	xa_init(&store->pages);
	store->nr = 0;
}

/* Nobody uses the store any more. */
void ngmem_store_exit(struct ngmem_store *store)
{
	unsigned long index;
	struct page *page;

	xa_for_each(&store->pages, index, page)
		put_page(page);
	xa_destroy(&store->pages);
}

/* ------------------------------------------------------------------------
 * The pages of one command
 */

static void ngmem_batch_set(struct ngmem_batch *batch, u64 pos, size_t len)
{
	batch->first = pos >> PAGE_SHIFT;
	batch->from = offset_in_page(pos);
	batch->len = len;
	batch->nr = DIV_ROUND_UP(batch->from + len, PAGE_SIZE);
}

/* Which part of page @i is the command's? */
static void ngmem_batch_part(const struct ngmem_batch *batch, unsigned int i,
			     size_t *from, size_t *to)
{
	*from = i ? 0 : batch->from;
	*to = min_t(size_t, PAGE_SIZE,
		    batch->from + batch->len - i * PAGE_SIZE);
}

/**
 * ngmem_batch_look - take what is in the store
 * @batch: to be set up, and given to ngmem_batch_put() in the end
 * @store: the store
 * @pos: first byte
 * @len: bytes
 */
void ngmem_batch_look(struct ngmem_batch *batch, struct ngmem_store *store,
		      u64 pos, size_t len)
{
	unsigned int i;

	ngmem_batch_set(batch, pos, len);
	xa_lock(&store->pages);
	for (i = 0; i < batch->nr; i++) {
		struct page *page = xa_load(&store->pages, batch->first + i);

		if (page)
			get_page(page);
		batch->pages[i] = page;
	}
	xa_unlock(&store->pages);
}

/**
 * ngmem_batch_new - get pages to write to
 * @batch: to be set up, and given to ngmem_batch_put() in the end
 * @pos: first byte
 * @len: bytes, all of which the caller sets
 * @gfp: how to allocate
 *
 * Return: 0 or -ENOMEM.
 */
int ngmem_batch_new(struct ngmem_batch *batch, u64 pos, size_t len, gfp_t gfp)
{
	unsigned int i;

	ngmem_batch_set(batch, pos, len);
	for (i = 0; i < batch->nr; i++) {
		batch->pages[i] = alloc_page(gfp);
		if (!batch->pages[i]) {
			batch->nr = i;
			ngmem_batch_put(batch);
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * ngmem_batch_put - let go of the pages
 * @batch: the pages
 */
void ngmem_batch_put(struct ngmem_batch *batch)
{
	unsigned int i;

	for (i = 0; i < batch->nr; i++)
		if (batch->pages[i])
			put_page(batch->pages[i]);
	batch->nr = 0;
}

/* Which page has the bytes from @at on, from where, and how many of @len? */
static struct page *ngmem_batch_page(const struct ngmem_batch *batch, size_t at,
				     size_t *from, size_t *len)
{
	size_t pos = batch->from + at;

	*from = offset_in_page(pos);
	*len = min(*len, PAGE_SIZE - *from);
	return batch->pages[pos >> PAGE_SHIFT] ?: ZERO_PAGE(0);
}

/**
 * ngmem_batch_span - where are the bytes of a command?
 * @batch: the pages
 * @at: offset from where the command begins
 * @len: how many are wanted; then how many there are in one piece
 *
 * Return: the bytes; not to be written to, unless the pages are new.
 */
void *ngmem_batch_span(const struct ngmem_batch *batch, size_t at, size_t *len)
{
	size_t from;
	struct page *page = ngmem_batch_page(batch, at, &from, len);

	return page_address(page) + from;
}

/*
 * The page of a registered buffer that @iter comes to next, if all of it is wanted:
 * the CPU copies pages in fewer instructions than bytes.  @iter has @len bytes, so
 * its first piece is not over.
 */
static struct page *ngmem_whole_page(const struct iov_iter *iter, size_t len)
{
	size_t at;

	if (len < PAGE_SIZE || !iov_iter_is_bvec(iter) ||
	    iter->bvec->bv_len - iter->iov_offset < len)
		return NULL;
	at = iter->bvec->bv_offset + iter->iov_offset;
	return offset_in_page(at) ? NULL : iter->bvec->bv_page + (at >> PAGE_SHIFT);
}

/**
 * ngmem_batch_to_iter - copy to the program's memory
 * @batch: the pages
 * @at: offset from where the command begins
 * @len: bytes
 * @iter: where to
 *
 * Return: 0 or -EFAULT.
 */
int ngmem_batch_to_iter(const struct ngmem_batch *batch, size_t at, size_t len,
			struct iov_iter *iter)
{
	struct page *page, *whole;
	size_t from, part;

	for (; len; at += part, len -= part) {
		part = len;
		page = ngmem_batch_page(batch, at, &from, &part);
		whole = ngmem_whole_page(iter, part);
		if (whole) {
			copy_highpage(whole, page);
			iov_iter_advance(iter, part);
		} else if (copy_page_to_iter(page, from, part, iter) != part) {
			return -EFAULT;
		}
	}
	return 0;
}

/**
 * ngmem_batch_from_iter - copy from the program's memory
 * @batch: new pages
 * @at: offset from where the command begins
 * @len: bytes
 * @iter: where from
 *
 * Return: 0 or -EFAULT.
 */
int ngmem_batch_from_iter(const struct ngmem_batch *batch, size_t at, size_t len,
			  struct iov_iter *iter)
{
	struct page *page, *whole;
	size_t from, part;

	for (; len; at += part, len -= part) {
		part = len;
		page = ngmem_batch_page(batch, at, &from, &part);
		whole = ngmem_whole_page(iter, part);
		if (whole) {
			copy_highpage(page, whole);
			iov_iter_advance(iter, part);
		} else if (copy_page_from_iter(page, from, part, iter) != part) {
			return -EFAULT;
		}
	}
	return 0;
}

/**
 * ngmem_batch_compare - compare with the program's memory
 * @batch: the pages
 * @at: offset from where the command begins
 * @len: bytes
 * @iter: the memory
 * @bounce: a page for the caller's copy of it
 *
 * Return: 0 if they are equal, 1 if not; -EFAULT.
 */
int ngmem_batch_compare(const struct ngmem_batch *batch, size_t at, size_t len,
			struct iov_iter *iter, void *bounce)
{
	size_t part;

	for (; len; at += part, len -= part) {
		const void *bytes;

		part = len;
		bytes = ngmem_batch_span(batch, at, &part);
		if (copy_from_iter(bounce, part, iter) != part)
			return -EFAULT;
		if (memcmp(bounce, bytes, part))
			return 1;
	}
	return 0;
}

/**
 * ngmem_batch_copy - copy one command's pages into those of another
 * @to: new pages
 * @at: where in @to, from where its command begins
 * @from: what to copy, all of it
 */
void ngmem_batch_copy(const struct ngmem_batch *to, size_t at,
		      const struct ngmem_batch *from)
{
	size_t done, part;

	for (done = 0; done < from->len; done += part) {
		const void *source;
		void *target;

		part = from->len - done;
		source = ngmem_batch_span(from, done, &part);
		target = ngmem_batch_span(to, at + done, &part);
		memcpy(target, source, part);
	}
}

/* ------------------------------------------------------------------------
 * Changing the store
 */

/* What the command does not cover of @page stays as it is in @old. */
static void ngmem_keep(struct page *page, const struct page *old,
		       size_t from, size_t to)
{
	void *p = page_address(page);

	if (old) {
		memcpy(p, page_address(old), from);
		memcpy(p + to, page_address(old) + to, PAGE_SIZE - to);
	} else {
		memset(p, 0, from);
		memset(p + to, 0, PAGE_SIZE - to);
	}
}

/* Put back the first @nr pages, whose places have been in the store before. */
static void ngmem_batch_undo(struct ngmem_batch *batch, struct ngmem_store *store,
			     unsigned int nr)
{
	while (nr--) {
		unsigned long index = batch->first + nr;

		if (batch->pages[nr])
			batch->pages[nr] = __xa_store(&store->pages, index,
						      batch->pages[nr], GFP_NOWAIT);
		else
			batch->pages[nr] = __xa_erase(&store->pages, index);
	}
}

static int ngmem_batch_swap(struct ngmem_batch *batch, struct ngmem_store *store)
{
	unsigned int i, more = 0;
	size_t from, to;

	for (i = 0; i < batch->nr; i++) {
		struct page *page = batch->pages[i];
		struct page *old = __xa_store(&store->pages, batch->first + i, page,
					      GFP_NOWAIT | __GFP_NOWARN);

		if (xa_is_err(old)) {
			ngmem_batch_undo(batch, store, i);
			return -ENOMEM;
		}
		ngmem_batch_part(batch, i, &from, &to);
		ngmem_keep(page, old, from, to);
		batch->pages[i] = old;
		more += !old;
	}
	store->nr += more;
	return 0;
}

/**
 * ngmem_batch_publish - put all pages into the store
 * @batch: new pages; then those whose places they have taken
 * @store: the store
 * @gfp: how to allocate
 *
 * The lock is not given up in between, so nobody sees some of them; and if the
 * store needs memory that it cannot get, those before are taken out again, for
 * which it needs none.
 *
 * Return: 0, or -ENOMEM: nothing was written.
 */
int ngmem_batch_publish(struct ngmem_batch *batch, struct ngmem_store *store,
			gfp_t gfp)
{
	unsigned int i, reserved = 0;
	int err = 0;

	if (gfpflags_allow_blocking(gfp))
		for (; reserved < batch->nr && !err; reserved++)
			err = xa_reserve(&store->pages, batch->first + reserved, gfp);
	if (!err) {
		xa_lock(&store->pages);
		err = ngmem_batch_swap(batch, store);
		xa_unlock(&store->pages);
	}
	for (i = 0; err && i < reserved; i++)
		xa_release(&store->pages, batch->first + i);
	return err;
}

/*
 * Bytes @from to @to of a page become zero: @page, which is new, takes its place.
 * Where there is none, they are.  Needs no memory, for the place is there.
 * Return: the page that is not in the store.
 */
static struct page *ngmem_zero_part(struct ngmem_store *store, unsigned long index,
				    struct page *page, size_t from, size_t to)
{
	struct page *old;

	if (!xa_load(&store->pages, index))
		return page;
	old = __xa_store(&store->pages, index, page, GFP_NOWAIT);
	memset(page_address(page) + from, 0, to - from);
	ngmem_keep(page, old, from, to);
	return old;
}

/* Take a burst of the pages from @first to before @end out. Return: is that all? */
static bool ngmem_drop(struct ngmem_store *store, unsigned long first,
		       unsigned long end)
{
	unsigned int nr = 0;
	unsigned long index;
	struct page *page;

	if (first >= end)
		return true;
	xa_for_each_range(&store->pages, index, page, first, end - 1) {
		__xa_erase(&store->pages, index);
		put_page(page);
		store->nr--;
		if (++nr == NGMEM_ZERO_BURST)
			return false;
	}
	return true;
}

/**
 * ngmem_store_zero - make a range zero
 * @store: the store
 * @pos: first byte
 * @len: bytes, not 0
 * @gfp: how to allocate
 *
 * Whole pages leave the store.  Up to %NGMEM_ZERO_BURST of them at once: others see
 * all of the range zero, or none.  Zeroes can be written again: after an error the
 * caller may start over.
 *
 * Return: 0, -ENOMEM, or -EAGAIN if this takes longer than a caller that must not
 * sleep should take.
 */
int ngmem_store_zero(struct ngmem_store *store, u64 pos, u64 len, gfp_t gfp)
{
	/* for the page in which the range begins, and that in which it ends */
	struct page *pages[2] = { alloc_page(gfp), alloc_page(gfp) };
	size_t head = offset_in_page(pos), tail = offset_in_page(pos + len);
	unsigned long first = pos >> PAGE_SHIFT, last = (pos + len) >> PAGE_SHIFT;
	int err = -ENOMEM;
	bool all;

	if (!pages[0] || !pages[1])
		goto out;
	xa_lock(&store->pages);
	if (head) {
		pages[0] = ngmem_zero_part(store, first, pages[0], head,
					   first == last ? tail : PAGE_SIZE);
		first++;
	}
	if (tail && first <= last)
		pages[1] = ngmem_zero_part(store, last, pages[1], 0, tail);
	all = ngmem_drop(store, first, last);
	xa_unlock(&store->pages);

	while (!all && gfpflags_allow_blocking(gfp)) {
		cond_resched();
		xa_lock(&store->pages);
		all = ngmem_drop(store, first, last);
		xa_unlock(&store->pages);
	}
	err = all ? 0 : -EAGAIN;
out:
	if (pages[0])
		put_page(pages[0]);
	if (pages[1])
		put_page(pages[1]);
	return err;
}
