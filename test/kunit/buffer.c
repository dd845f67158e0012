// SPDX-License-Identifier: GPL-2.0-only
/*
 * Are the pieces of a buffer those that its iterator names?  Also iterators that no
 * kernel makes today: that begin beyond their first pieces.
 */
#include <kunit/test.h>

/* ucmd.ko has them for others */
#undef EXPORT_SYMBOL_GPL
#define EXPORT_SYMBOL_GPL(...)

#include "../../kernel/buffer.c"

/* What the code refers to, and no test here gets to. */
DEFINE_STATIC_KEY_FALSE(ucmd_verify_key);

void ucmd_report(enum ucmd_rule rule, const char *device, const char *op,
		 const char *format, ...)
{
}

void ucmd_verify_use(const struct ucmd *cmd, const char *what)
{
}

/* Pieces of different lengths, as no two folios need be alike. */
static const unsigned int lengths[] = { 300, 4096, 8192, 4096, 100 };

#define PIECES		ARRAY_SIZE(lengths)
#define BYTES		(300 + 4096 + 8192 + 4096 + 100)

/* Where the first piece begins in its page. */
#define FIRST		3796

static struct page *pages_new(struct kunit *test)
{
	struct page *pages = alloc_pages(GFP_KERNEL | __GFP_COMP, 1);

	KUNIT_ASSERT_NOT_NULL(test, pages);
	return pages;
}

/* What each piece names is told apart by its page alone. */
static void vecs_init(struct kunit *test, struct bio_vec *vecs)
{
	unsigned int i;

	for (i = 0; i < PIECES; i++)
		vecs[i] = (struct bio_vec){
			.bv_page = pages_new(test),
			.bv_len = lengths[i],
			.bv_offset = i ? 0 : FIRST,
		};
}

static void vecs_free(struct bio_vec *vecs)
{
	unsigned int i;

	for (i = 0; i < PIECES; i++)
		__free_pages(vecs[i].bv_page, 1);
}

/* The place of byte @at of all pieces. */
static struct bio_vec place(const struct bio_vec *vecs, size_t at)
{
	while (at >= vecs->bv_len)
		at -= vecs++->bv_len;
	return (struct bio_vec){
		.bv_page = vecs->bv_page,
		.bv_len = vecs->bv_len - at,
		.bv_offset = vecs->bv_offset + at,
	};
}

static void check_buf(struct kunit *test, const struct ucmd_buf *buf,
		      const struct bio_vec *vecs, size_t at, size_t len)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(test, buf->len, len);
	for (i = 0; i < buf->nr; i++) {
		struct bio_vec want = place(vecs, at);

		want.bv_len = min_t(size_t, want.bv_len, len);
		KUNIT_EXPECT_PTR_EQ(test, buf->vecs[i].bv_page, want.bv_page);
		KUNIT_EXPECT_EQ(test, buf->vecs[i].bv_offset, want.bv_offset);
		KUNIT_EXPECT_EQ(test, buf->vecs[i].bv_len, want.bv_len);
		at += want.bv_len;
		len -= want.bv_len;
	}
	KUNIT_EXPECT_EQ(test, len, (size_t)0);
}

static void test_pieces(struct kunit *test)
{
	static const size_t begins[] = { 0, 1, 299, 300, 301, 4395, 4396, 4397, 12588, 16683 };
	static const size_t sizes[] = { 1, 100, 4096, BYTES };
	struct ucmd *cmd = kunit_kzalloc(test, sizeof(*cmd), GFP_KERNEL);
	struct bio_vec vecs[PIECES];
	unsigned int i, j;

	KUNIT_ASSERT_NOT_NULL(test, cmd);
	vecs_init(test, vecs);
	for (i = 0; i < ARRAY_SIZE(begins); i++) {
		for (j = 0; j < ARRAY_SIZE(sizes); j++) {
			size_t len = min_t(size_t, sizes[j], BYTES - begins[i]);
			struct iov_iter iter;
			struct ucmd_buf *buf;

			iov_iter_bvec(&iter, READ, vecs, PIECES, len);
			iter.iov_offset = begins[i];
			buf = ucmd_buf_of_fixed(cmd, UCMD_TO_USER, &iter);
			KUNIT_ASSERT_FALSE(test, IS_ERR(buf));
			check_buf(test, buf, vecs, begins[i], len);
			ucmd_buf_free(buf);
		}
	}
	for (i = 0; i < PIECES; i++)
		KUNIT_EXPECT_EQ(test, page_count(vecs[i].bv_page), 1);
	vecs_free(vecs);
}

/* For a device that takes no more than so many bytes in a piece. */
static void test_segments(struct kunit *test)
{
	static const size_t limits[] = { 64, 300, 4096, 65536 };
	struct ucmd *cmd = kunit_kzalloc(test, sizeof(*cmd), GFP_KERNEL);
	struct bio_vec vecs[PIECES];
	unsigned int i, j;

	KUNIT_ASSERT_NOT_NULL(test, cmd);
	vecs_init(test, vecs);
	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		struct scatterlist *sg;
		struct iov_iter iter;
		struct ucmd_buf *buf;
		size_t at = 0;

		iov_iter_bvec(&iter, READ, vecs, PIECES, BYTES);
		buf = ucmd_buf_of_fixed(cmd, UCMD_TO_USER, &iter);
		KUNIT_ASSERT_FALSE(test, IS_ERR(buf));
		KUNIT_ASSERT_EQ(test, ucmd_buf_fill(buf, limits[i]), 0);
		for_each_sgtable_sg(&buf->table, sg, j) {
			struct bio_vec want = place(vecs, at);

			KUNIT_EXPECT_PTR_EQ(test, sg_page(sg), want.bv_page);
			KUNIT_EXPECT_EQ(test, sg->offset, want.bv_offset);
			KUNIT_EXPECT_EQ(test, sg->length, min_t(size_t, want.bv_len, limits[i]));
			at += sg->length;
		}
		KUNIT_EXPECT_EQ(test, at, (size_t)BYTES);
		sg_free_table(&buf->table);
		ucmd_buf_free(buf);
	}
	vecs_free(vecs);
}

static struct kunit_case buffer_cases[] = {
	KUNIT_CASE(test_pieces),
	KUNIT_CASE(test_segments),
	{ }
};

static struct kunit_suite buffer_suite = {
	.name = "ucmd-buffer",
	.test_cases = buffer_cases,
};

kunit_test_suite(buffer_suite);
