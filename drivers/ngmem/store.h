/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where are the bytes?  What the commands see of store.c.
 */
#ifndef _NGMEM_STORE_H
#define _NGMEM_STORE_H

#include <linux/mm.h>
#include <linux/types.h>
#include <linux/xarray.h>

struct iov_iter;

/* The largest transfer of one command: 2^5 pages, what Identify calls MDTS. */
#define NGMEM_MDTS		5
#define NGMEM_TRANSFER_MAX	(PAGE_SIZE << NGMEM_MDTS)

/* A page more for the metadata of the smallest blocks; it may begin inside a page. */
#define NGMEM_BATCH_PAGES	((1U << NGMEM_MDTS) + 2)

/**
 * struct ngmem_store - the bytes of a namespace
 * @pages: those that were written, by their number; its lock protects @nr
 * @nr: how many there are
 */
struct ngmem_store {
	struct xarray pages;
	unsigned long nr;
};

/**
 * struct ngmem_batch - the pages of one command
 * @first: number of the first page in the store
 * @from: where the command begins in the first page
 * @len: bytes of the command, at most %NGMEM_TRANSFER_MAX and their metadata
 * @nr: entries of @pages
 * @pages: each one a reference, or %NULL for a page that is not in the store
 */
struct ngmem_batch {
	unsigned long first;
	unsigned int from;
	size_t len;
	unsigned int nr;
	struct page *pages[NGMEM_BATCH_PAGES];
};

void ngmem_store_init(struct ngmem_store *store);
void ngmem_store_exit(struct ngmem_store *store);
int ngmem_store_zero(struct ngmem_store *store, u64 pos, u64 len, gfp_t gfp);

void ngmem_batch_look(struct ngmem_batch *batch, struct ngmem_store *store,
		      u64 pos, size_t len);
int ngmem_batch_new(struct ngmem_batch *batch, u64 pos, size_t len, gfp_t gfp);
void *ngmem_batch_span(const struct ngmem_batch *batch, size_t at, size_t *len);
int ngmem_batch_to_iter(const struct ngmem_batch *batch, size_t at, size_t len,
			struct iov_iter *iter);
int ngmem_batch_from_iter(const struct ngmem_batch *batch, size_t at, size_t len,
			  struct iov_iter *iter);
int ngmem_batch_compare(const struct ngmem_batch *batch, size_t at, size_t len,
			struct iov_iter *iter, void *bounce);
void ngmem_batch_copy(const struct ngmem_batch *to, size_t at,
		      const struct ngmem_batch *from);
int ngmem_batch_publish(struct ngmem_batch *batch, struct ngmem_store *store,
			gfp_t gfp);
void ngmem_batch_put(struct ngmem_batch *batch);

#endif /* _NGMEM_STORE_H */
