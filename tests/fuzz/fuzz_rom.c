// SPDX-License-Identifier: GPL-2.0-only
/*
 * Option ROMs of any kind, for the module's parser and its verdict.
 *
 * The input is taken for a ROM, and for a table with ROMs in it.  It lies in a block that ends where it does, and
 * what has not been read of it is forbidden ground, so that the address sanitizer
 * sees a byte too many.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <sanitizer/asan_interface.h>

#include "pure/rom/adapt.h"
#include "pure/rom/assemble.h"
#include "pure/rom/choice.h"
#include "pure/rom/container.h"
#include "pure/rom/image.h"
#include "pure/rom/report.h"
#include "pure/rom/verdict.h"
#include "pure/rom/vfct.h"
#include "pure/rom/vfct_make.h"

#define SIZE_MAX_ROM	(1U << 20)
#define DIFFER_MAX	256U

#define must(cond)							\
	do {								\
		if (!(cond)) {						\
			fprintf(stderr, "%s:%d: does not hold: %s\n",	\
				__FILE__, __LINE__, #cond);		\
			abort();					\
		}							\
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct block {
	u8 *start;
	u8 *buf;
};

/* A copy with nothing behind it.  One of no bytes is no block of its own. */
static struct block copy(const u8 *data, u32 size)
{
	struct block block;

	block.start = malloc(size ? size : 1);
	must(block.start);
	block.buf = size ? block.start : block.start + 1;
	if (size)
		memcpy(block.buf, data, size);
	return block;
}

/* Call, with no more than the first @avail bytes of @rom to be touched. */
static int image_of_part(const u8 *rom, u32 avail, u32 limit, u32 offset,
			 struct vgapt_rom_image *image)
{
	int rc;

	ASAN_POISON_MEMORY_REGION(rom + avail, limit - avail);
	rc = vgapt_rom_image_at(rom, avail, limit, offset, image);
	ASAN_UNPOISON_MEMORY_REGION(rom, limit);
	return rc;
}

static int measure_part(const u8 *rom, u32 avail, u32 limit, u32 *length)
{
	int rc;

	ASAN_POISON_MEMORY_REGION(rom + avail, limit - avail);
	rc = vgapt_rom_measure(rom, avail, limit, length);
	ASAN_UNPOISON_MEMORY_REGION(rom, limit);
	return rc;
}

/*
 * As the module reads: what is asked for, until there is an answer.  A byte less
 * than asked for must lead to the same question.  @rom is a block of @limit bytes.
 */
static int image_by_asking(const u8 *rom, u32 limit, u32 offset,
			   struct vgapt_rom_image *image)
{
	u32 avail = 0;
	int rc;

	while ((rc = image_of_part(rom, avail, limit, offset, image)) > 0) {
		must((u32)rc > avail && (u32)rc <= limit);
		avail = rc;
		must(image_of_part(rom, avail - 1, limit, offset, image) == rc);
	}
	return rc;
}

static int measure_by_asking(const u8 *rom, u32 limit, u32 *length)
{
	u32 avail = 0;
	int rc;

	while ((rc = measure_part(rom, avail, limit, length)) > 0) {
		must((u32)rc > avail && (u32)rc <= limit);
		avail = rc;
		must(measure_part(rom, avail - 1, limit, length) == rc);
	}
	return rc;
}

static void check_image(const struct vgapt_rom_image *image, u32 begin, u32 end)
{
	must(image->offset >= begin && image->offset < end);
	must(image->length && image->length <= end - image->offset);
	must(image->claim && image->claim <= end - image->offset);
	must(!(image->length % 512) && !(image->claim % 512));
	must(image->pcir >= 0x1a && image->pcir + 0x18 <= image->claim);
	must(image->class <= 0xffffff);
	must(image->checksum <= VGAPT_ROM_SUM_BAD);
	if (image->npde) {
		must(image->vendor == 0x10de && !(image->npde % 16));
		must(image->npde + 11 <= image->claim);
		must(image->npde + 11 <= image->length);
		must(image->npde_units * 512U == image->length);
	} else {
		must(image->length == image->claim);
		must(image->last == image->pcir_last);
		must(!image->npde_units && !image->npde_revision);
	}
	if (image->efi)
		must(image->code_type == VGAPT_ROM_CODE_EFI);
	if (image->revision < 3)
		must(!image->device_list && !image->max_runtime);
}

static void drive_images(const u8 *data, u32 size)
{
	struct vgapt_rom_image image, again;
	enum vgapt_rom_fault fault = VGAPT_ROM_GOOD;
	u32 next = 0, end = 0, length = 0, asked = 0, images = 0;
	int rc;

	memset(&image, 0x5a, sizeof(image));
	again = image;
	for (;;) {
		rc = vgapt_rom_image_check(data, size, size, next, &image,
					   &fault);
		must(rc <= 0);
		must((rc == 0) == (fault == VGAPT_ROM_GOOD));
		must((rc == -ENODATA) == (fault == VGAPT_ROM_NO_SIGNATURE));
		/* A long chain is read again and again: a few are enough. */
		if (images < VGAPT_ROM_MAX_IMAGES) {
			must(image_by_asking(data, size, next, &again) == rc);
			must(!memcmp(&image, &again, sizeof(image)));
		}
		if (rc)
			break;
		must(image.offset == next);
		must(image.checksum <= VGAPT_ROM_SUM_UNKNOWN);
		check_image(&image, next, size);
		images++;
		if (end < next + image.claim)
			end = next + image.claim;
		next += image.length;
		if (end < next)
			end = next;
		if (image.last)
			break;
	}

	rc = vgapt_rom_measure(data, size, size, &length);
	must(measure_by_asking(data, size, &asked) == rc);
	must(length == asked);
	must(!rc == (images > 0));
	must(length == end && length <= size);
	if (rc)
		must(rc == -ENODATA || rc == -EBADMSG);
	else
		must(!vgapt_rom_measure(data, length, length, &asked) &&
		     asked == length);
}

static void check_report(const struct vgapt_rom_report *report, u32 size)
{
	u32 i;

	must(report->container <= size);
	must(report->length <= size - report->container);
	must(report->trailing <= size - report->container - report->length);
	must(report->num_images <= VGAPT_ROM_MAX_IMAGES);
	must(report->fault < VGAPT_ROM_NUM_FAULTS);
	must(report->fault_offset <= size);
	must(!report->num_images == !report->length);
	must(vgapt_rom_fault_name(report->fault));
	for (i = 0; i < report->num_images; i++) {
		const struct vgapt_rom_image *image = &report->images[i];

		check_image(image, report->container,
			    report->container + report->length);
		must(image->checksum != VGAPT_ROM_SUM_UNKNOWN);
		must(i ? image->offset == image[-1].offset + image[-1].length :
		     image->offset == report->container);
		must(image->last == (i == report->num_images - 1 &&
				     !(report->flags & VGAPT_ROM_NO_LAST_FLAG) &&
				     image->last));
		must(vgapt_rom_code_name(image->code_type));
	}
	if (report->fault == VGAPT_ROM_GOOD)
		must(report->num_images);
	if (report->fault == VGAPT_ROM_EMPTY)
		must(!report->num_images && !report->trailing);
	if (report->fault == VGAPT_ROM_TOO_MANY_IMAGES)
		must(report->num_images == VGAPT_ROM_MAX_IMAGES);
	if (report->flags & (VGAPT_ROM_IDS_LISTED))
		must(report->flags & VGAPT_ROM_IDS_MATCH);
	must(!!(report->flags & VGAPT_ROM_IDS_MATCH) +
	     !!(report->flags & VGAPT_ROM_OTHER_DEVICE) +
	     !!(report->flags & VGAPT_ROM_OTHER_VENDOR) <= 1);
	if (report->flags & VGAPT_ROM_NO_CODE)
		must(report->flags & VGAPT_ROM_ATOM);
}

static void drive_report(const u8 *data, u32 size)
{
	static struct vgapt_rom_report plain, other;
	struct vgapt_rom_ids ids = { .vendor = 0x1002, .device = 0x6779 };
	u32 length = 0;
	int rc;

	memset(&plain, 0xa5, sizeof(plain));
	vgapt_rom_examine(data, size, NULL, &plain);
	check_report(&plain, size);
	must(plain.fault != VGAPT_ROM_WRONG_IDS);

	/* what measures, and what begins with an image, is a ROM */
	rc = vgapt_rom_measure(data, size, size, &length);
	if (!rc) {
		must(!plain.container && plain.num_images);
		must(plain.fault == VGAPT_ROM_TOO_MANY_IMAGES ?
		     plain.length <= length : plain.length == length);
	} else if (!plain.container) {
		must(!plain.num_images);
	}

	/* what is cut out by the report's word is the same ROM */
	if (plain.num_images) {
		struct block cut = copy(data + plain.container, plain.length);

		vgapt_rom_examine(cut.buf, plain.length, NULL, &other);
		check_report(&other, plain.length);
		must(!other.container && other.length == plain.length);
		must(other.num_images == plain.num_images);
		must(!other.trailing);
		free(cut.start);
		ids.vendor = plain.images[0].vendor;
		ids.device = plain.images[0].device;
	}

	/* for whom it is changes nothing else */
	memset(&other, 0xa5, sizeof(other));
	vgapt_rom_examine(data, size, &ids, &other);
	check_report(&other, size);
	must(other.length == plain.length);
	must(other.num_images == plain.num_images);
	must(!memcmp(other.images, plain.images, sizeof(plain.images)));
	must((other.flags & plain.flags) == plain.flags);
	if (plain.num_images == 1)
		must(other.flags & VGAPT_ROM_IDS_MATCH &&
		     other.fault == plain.fault);
	ids.device ^= 0x0101;
	vgapt_rom_examine(data, size, &ids, &other);
	check_report(&other, size);
	ids.vendor ^= 0x1000;
	vgapt_rom_examine(data, size, &ids, &other);
	check_report(&other, size);
	if (plain.num_images == 1)
		must(other.fault == VGAPT_ROM_WRONG_IDS ||
		     other.fault == plain.fault);
}

static void check_differ(const u8 *a, u32 alen, const u8 *b, u32 blen)
{
	u32 common = alen < blen ? alen : blen;
	struct vgapt_rom_diff diff, back;
	bool differ;

	differ = vgapt_rom_differ(a, alen, b, blen, &diff);
	must(differ == vgapt_rom_differ(b, blen, a, alen, &back));
	must(diff.first == back.first && diff.last == back.last &&
	     diff.count == back.count);
	must(differ == (alen != blen || (common && memcmp(a, b, common))));
	must(diff.first <= diff.last && diff.last <= common &&
	     diff.count <= common);
	if (diff.count) {
		must(diff.last < common && a[diff.first] != b[diff.first] &&
		     a[diff.last] != b[diff.last]);
		must(diff.count <= diff.last - diff.first + 1);
		must(!memcmp(a, b, diff.first));
		must(!memcmp(a + diff.last + 1, b + diff.last + 1,
			     common - diff.last - 1));
	} else {
		must(diff.first == common);
	}
}

/* Bytes at the beginning do: it has no structure to be found. */
static void drive_differ(const u8 *data, u32 size)
{
	u32 part = size / 2 < DIFFER_MAX ? size / 2 : DIFFER_MAX;
	struct block a = copy(data, part), b = copy(data + size - part, part);

	check_differ(a.buf, part, b.buf, part);
	check_differ(a.buf, part, b.buf, part / 2);
	check_differ(data, size / 2 + part, a.buf, part);
	free(a.start);
	free(b.start);
}

static void drive_verdict(const u8 *data, u32 size)
{
	static struct vgapt_rom_report report;
	struct vgapt_rom_facts facts = { 0 };
	enum vgapt_rom_status status;
	int i;

	if (size < 8)
		return;
	/* the end of a ROM is as good as any other random number */
	data += size - 8;
	vgapt_rom_examine(data, 8, NULL, &report);
	facts.rank = data[0] % (VGAPT_ROM_NUM_RANKS + 1);
	facts.fault = data[1] % VGAPT_ROM_NUM_FAULTS;
	facts.ids_match = data[0] & 0x80;
	for (i = 0; i < VGAPT_ROM_NUM_RANKS; i++) {
		facts.agree[i] = data[2 + i] & 0x0f;
		facts.differ[i] = data[2 + i] >> 4;
	}
	status = vgapt_rom_status_of(&facts);
	must(status < VGAPT_ROM_NUM_STATUS);
	must(vgapt_rom_status_name(status));
	if (status == VGAPT_ROM_PRISTINE)
		must(facts.fault == VGAPT_ROM_GOOD && facts.ids_match &&
		     !facts.differ[VGAPT_ROM_RANK_FLASH]);
	if (status == VGAPT_ROM_MODIFIED)
		must(facts.rank < VGAPT_ROM_RANK_FLASH);
}

static int locate_part(const u8 *rom, u32 avail, u32 limit, u32 *start, u32 *length)
{
	int rc;

	ASAN_POISON_MEMORY_REGION(rom + avail, limit - avail);
	rc = vgapt_rom_locate(rom, avail, limit, start, length);
	ASAN_UNPOISON_MEMORY_REGION(rom, limit);
	return rc;
}

/* What comes before the ROM, read as the module reads. */
static void drive_container(const u8 *rom, u32 limit)
{
	u32 avail = 0, start = 0, length = 0, at = 0, bytes = 0;
	int rc;

	while ((rc = locate_part(rom, avail, limit, &start, &length)) > 0) {
		must((u32)rc > avail && (u32)rc <= limit);
		avail = rc;
	}
	must(vgapt_rom_locate(rom, limit, limit, &at, &bytes) == rc);
	must(at == start && bytes == length);
	if (!rc)
		must(length && start <= limit && length <= limit - start);
}

/* A sister card's: no more changes than is told of, and then it is the card's. */
static void drive_adapt(const u8 *data, u32 size)
{
	static struct vgapt_rom_adapted done[VGAPT_ROM_MAX_IMAGES];
	static struct vgapt_rom_report report;
	struct vgapt_rom_ids ids = { .vendor = 0x1002, .device = 0x6779 };
	struct block block = copy(data, size);
	u32 i, changed = 0;
	bool sister;
	int rc;

	vgapt_rom_examine(block.buf, size, NULL, &report);
	if (report.num_images)
		ids.vendor = report.images[0].vendor;
	vgapt_rom_examine(block.buf, size, &ids, &report);
	sister = vgapt_rom_for_sister(&report);
	rc = vgapt_rom_adapt(block.buf, size, &ids, &report, done);
	for (i = 0; i < size; i++)
		changed += block.buf[i] != data[i];
	must(changed <= (rc > 0 ? 3U * rc : 0));
	must(rc <= VGAPT_ROM_MAX_IMAGES);
	if (sister) {
		must(rc > 0 && report.flags & VGAPT_ROM_IDS_MATCH);
		must(vgapt_rom_usable(report.fault));
	}
	free(block.start);
}

static u8 add_up(const u8 *p, u32 bytes)
{
	u8 sum = 0;

	while (bytes--)
		sum += *p++;
	return sum;
}

/* Nothing of an image is changed but what is told of: two marks, and a byte for the sum. */
static void check_joined(const struct vgapt_rom_joined *it, const u8 *rom, const u8 *from)
{
	u32 i, changed = 0;

	for (i = 0; i < it->length; i++)
		changed += rom[it->offset + i] != from[it->from + i];
	must(!(it->marked && it->unmarked));
	must(changed <= (it->marked || it->unmarked ? 2U : 0U) +
			(it->sum_before != it->sum_after));
	if (it->sum_before != it->sum_after)
		must(it->x86 && it->sum_at - it->offset < it->length &&
		     rom[it->sum_at] == it->sum_after);
}

static void check_assembly(const struct vgapt_rom_piece *pieces, u32 count, u32 room)
{
	static struct vgapt_rom_assembly done;
	static struct vgapt_rom_report report;
	struct block out;
	u32 i, bytes, last = 0;

	out.start = malloc(room ? room : 1);
	must(out.start);
	out.buf = room ? out.start : out.start + 1;
	if (!vgapt_rom_assemble(pieces, count, out.buf, room, &report, &done)) {
		must(done.why && done.piece < count && done.at <= pieces[done.piece].size);
		if (done.why == VGAPT_ROM_JOIN_TWICE)
			must(done.other < done.num_images);
		free(out.start);
		return;
	}
	must(!done.why && done.length && done.length <= room);
	must(vgapt_rom_usable(report.fault) && report.length == done.length);
	must(report.num_images == done.num_images && !report.container);
	for (i = 0; i < done.num_images; i++) {
		const struct vgapt_rom_image *image = &report.images[i];
		const struct vgapt_rom_joined *it = &done.images[i];

		must(image->offset == it->offset && image->length == it->length);
		check_joined(it, out.buf, pieces[it->piece].data);
		/* Those before the last piece are not the end for anybody. */
		if (it->piece + 1 < count)
			must(!image->last && !image->pcir_last);
		last += image->pcir_last;
		bytes = image->size_units * 512U;
		if (bytes && bytes <= pieces[it->piece].size - it->from &&
		    bytes <= done.length - it->offset)
			must(add_up(out.buf + it->offset, bytes) ==
			     add_up(pieces[it->piece].data + it->from, bytes));
	}
	must(last);
	free(out.start);
}

/* Something before it, something behind it, alone, twice, and with too little room. */
static void drive_assemble(const u8 *data, u32 size)
{
	u8 other[512] = {
		0x55, 0xaa, [0x18] = 0x1c, [0x1c] = 'P', 'C', 'I', 'R', [0x26] = 0x18,
		[0x28] = 3, [0x2c] = 1, [0x30] = 0x42, 0x80,
	};
	struct vgapt_rom_piece pieces[] = {
		{ data, size }, { other, sizeof(other) }, { data, size },
	};
	u32 room = 2 * size + sizeof(other);

	must(!vgapt_rom_bare_efi(data, size) || size > 0x40);
	check_assembly(pieces, 1, room);
	check_assembly(pieces, 2, room);
	check_assembly(pieces + 1, 2, room);
	check_assembly(pieces, 3, room);
	check_assembly(pieces, 3, size);
}

static void drive_vfct(const u8 *data, u32 size)
{
	struct vgapt_rom_ids ids = {
		/* A board's own, which the images' headers don't have. */
		.vendor = 0x1002, .device = 0x6779, .subvendor = 0x1043, .subdevice = 0x8888,
	};
	struct vgapt_vfct_image found;
	struct vgapt_sbdf at = { 0 };
	u32 first = 0;

	/* The first image's, so that something is found. */
	if (size >= 0x4c)
		first = vgapt_le32(data + 0x34);
	if (first >= 0x4c && size >= 28 && first <= size - 28) {
		at.bus = data[first] & 0xff;
		at.devfn = data[first + 4] << 3 | (data[first + 8] & 7);
		ids.vendor = vgapt_le16(data + first + 12);
		ids.device = vgapt_le16(data + first + 14);
	}
	if (!vgapt_vfct_find(data, size, &ids, &at, false, &found))
		must(found.length && !found.moved && found.offset <= size &&
		     found.length <= size - found.offset);
	at.bus ^= 1;
	if (!vgapt_vfct_find(data, size, &ids, &at, true, &found))
		must(found.length && found.offset <= size &&
		     found.length <= size - found.offset);
}

/* There and back: a table of the ROM's image is good, and has that image. */
static void drive_vfct_make(const u8 *data, u32 size)
{
	static struct vgapt_rom_report report;
	struct vgapt_rom_ids ids = { .vendor = 0x1002, .device = 0x6779 };
	struct vgapt_vfct_image image, found;
	struct vgapt_sbdf at = { 0 };
	u32 i, bytes;
	u8 *table, sum = 0;
	int rc;

	rc = vgapt_vfct_pick(data, size, &ids, &report, &image);
	must(!rc || rc == -EBADMSG || rc == -EXDEV || rc == -ENODATA || rc == -ENOENT);
	if (rc)
		return;
	must(image.offset <= size && image.length <= size - image.offset);
	must(report.num_images == 1 && report.flags & VGAPT_ROM_ATOM);
	must(report.images[0].length == image.length && vgapt_rom_usable(report.fault));
	at.devfn = data[size - 1];
	bytes = vgapt_vfct_size(image.length);
	table = malloc(bytes);
	must(bytes && table);
	must(!vgapt_vfct_make(&ids, &at, data + image.offset, image.length, table, bytes));
	for (i = 0; i < bytes; i++)
		sum += table[i];
	must(!sum && vgapt_le32(table + 4) == bytes);
	must(!vgapt_vfct_find(table, bytes, &ids, &at, false, &found));
	must(found.length == image.length && !found.moved);
	must(!memcmp(table + found.offset, data + image.offset, image.length));
	at.devfn ^= 8;
	must(vgapt_vfct_find(table, bytes, &ids, &at, true, &found) == -ENODATA);
	free(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct block rom;

	if (size > SIZE_MAX_ROM)
		return 0;
	rom = copy(data, (u32)size);
	drive_images(rom.buf, (u32)size);
	drive_report(rom.buf, (u32)size);
	drive_differ(rom.buf, (u32)size);
	drive_verdict(rom.buf, (u32)size);
	drive_container(rom.buf, (u32)size);
	drive_adapt(rom.buf, (u32)size);
	drive_assemble(rom.buf, (u32)size);
	drive_vfct(rom.buf, (u32)size);
	drive_vfct_make(rom.buf, (u32)size);
	free(rom.start);
	return 0;
}
