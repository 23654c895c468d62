// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files in sysfs: what they may say, what may be written to them, and what not
 * (Documentation/ABI/testing/sysfs-bus-pci-xen_vgapt).
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <fcntl.h>

#include "fuzz.h"

#define DO_FLR		"/sys/bus/pci/drivers/pciback/do_flr"
#define PARAMETERS	"/sys/module/xen_vgapt/parameters/"

static bool is_number(const char *text, const char *end)
{
	const char *at;

	for (at = text; at < end; at++)
		if (!isdigit((unsigned char)*at))
			return false;
	return end > text;
}

static bool is_word(const char *text, const char *end, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == (size_t)(end - text) && !memcmp(text, *words, end - text))
			return true;
	return false;
}

static const char *const methods[] = { "vendor", "kernel", "flr", "af_flr", "pm", "slot", "bus", "link", NULL };

static bool form_any(const char *text, const char *end)
{
	return text <= end;
}

static bool form_bit(const char *text, const char *end)
{
	return end == text + 1 && (*text == '0' || *text == '1');
}

static bool form_owner(const char *text, const char *end)
{
	static const char *const none[] = { "none", NULL };

	return is_word(text, end, none) || is_number(text, end);
}

static bool form_source(const char *text, const char *end)
{
	static const char *const sources[] = { "none", "user", "rombar", "efi", "platform", "vfct", "atrm", "acpi_rom",
					       "prom", "smc", "pramin", "vram", "shadow", NULL };

	return is_word(text, end, sources);
}

static bool form_status(const char *text, const char *end)
{
	static const char *const words[] = { "pristine", "modified", "unverified", "invalid", "absent", NULL };

	return is_word(text, end, words);
}

static const char *const modes[] = { "copy", "flash", "none", NULL };

static bool form_mode(const char *text, const char *end)
{
	return is_word(text, end, modes);
}

static bool form_served(const char *text, const char *end)
{
	static const char *const words[] = { "none", "copy", "flash", "shadow", NULL };

	return is_word(text, end, words);
}

static bool form_flash(const char *text, const char *end)
{
	static const char *const words[] = { "unknown", "same", "changed", NULL };

	return is_word(text, end, words);
}

static bool form_state(const char *text, const char *end)
{
	static const char *const words[] = { "none", "dead", NULL };

	return is_word(text, end, words);
}

static bool form_digest(const char *text, const char *end)
{
	static const char *const none[] = { "none", NULL };
	const char *at;

	if (is_word(text, end, none))
		return true;
	for (at = text; at < end; at++)
		if (!isdigit((unsigned char)*at) && (*at < 'a' || *at > 'f'))
			return false;
	return end == text + 64;
}

static bool form_order(const char *text, const char *end)
{
	const char *at;

	for (; text < end; text = at + 1) {
		at = memchr(text, ' ', end - text);
		if (!at)
			at = end;
		if (!is_word(text, at, methods))
			return false;
	}
	return true;
}

/* Each method once, "in", or "out" and why. */
static bool form_plan(const char *text, const char *end)
{
	unsigned int lines = 0, told = 0, i;
	const char *at, *word;

	for (; text < end; text = at + 1, lines++) {
		at = memchr(text, '\n', end - text);
		if (!at)
			at = end;
		word = memchr(text, ' ', at - text);
		if (!word || !is_word(text, word, methods))
			return false;
		for (i = 0; methods[i]; i++)
			if (is_word(text, word, (const char *const[]){ methods[i], NULL }))
				told |= 1 << i;
		if (!(at == word + 3 && !memcmp(word, " in", 3)) && !(at > word + 5 && !memcmp(word, " out ", 5)))
			return false;
	}
	return lines == 8 && told == 0xff;
}

static bool form_last(const char *text, const char *end)
{
	static const char *const none[] = { "none", NULL };
	const char *word = memchr(text, ' ', end - text), *next;

	if (!word)
		return is_word(text, end, none);
	if (!is_word(text, word, methods) && !is_word(text, word, none))
		return false;
	/* One that is under way: nothing follows its time. */
	if (end - word > 9 && !memcmp(word, " running ", 9))
		return is_number(word + 9, end);
	if (end - word > 4 && !memcmp(word, " ok ", 4))
		next = word + 4;
	else if (end - word > 8 && !memcmp(word, " failed ", 8))
		next = word + 8;
	else
		return false;
	word = memchr(next, ' ', end - next);
	return is_number(next, word ? word : end);
}

/* What may be written; all are given their bytes, whatever is among them. */
static bool may_bit(const char *text, size_t len)
{
	/* As the kernel reads numbers: a sign, zeros before it and a newline are its own. */
	len = strnlen(text, len);
	if (len && text[len - 1] == '\n')
		len--;
	if (len && *text == '+')
		text++, len--;
	while (len > 1 && *text == '0')
		text++, len--;
	return len == 1 && (*text == '0' || *text == '1');
}

static bool may_one(const char *text, size_t len)
{
	const char *one;

	len = strnlen(text, len);
	one = memchr(text, '1', len);
	return may_bit(text, len) && one;
}

static bool may_seconds(const char *bytes, size_t len)
{
	unsigned long long seconds;
	char text[4097], *end;

	len = strnlen(bytes, len);
	memcpy(text, bytes, len);
	text[len] = 0;
	if (len && text[len - 1] == '\n')
		len--;
	if (!len || (!isdigit((unsigned char)*text) && *text != '+') || memchr(text + 1, '+', len - 1))
		return false;
	errno = 0;
	/* With its base told by its beginning. */
	seconds = strtoull(text, &end, 0);
	return seconds >= 1 && seconds <= 600 && !errno && end == text + len && isxdigit((unsigned char)end[-1]);
}

static bool may_order(const char *text, size_t len)
{
	unsigned int told = 0, i, words = 0;
	const char *end = text + len, *at;
	bool restore = false;

	while (text < end) {
		if (*text == ' ' || *text == '\t' || *text == ',' || *text == '\n') {
			text++;
			continue;
		}
		for (at = text; at < end && *at != ' ' && *at != '\t' && *at != ',' && *at != '\n'; at++)
			;
		for (i = 0; methods[i]; i++)
			if (is_word(text, at, (const char *const[]){ methods[i], NULL }))
				break;
		words++;
		if (methods[i]) {
			if (told & 1 << i)
				return false;
			told |= 1 << i;
		} else if (is_word(text, at, (const char *const[]){ "default", NULL })) {
			restore = true;
		} else {
			return false;
		}
		text = at;
	}
	return words && (!restore || words == 1);
}

static bool may_mode(const char *text, size_t len)
{
	if (len && text[len - 1] == '\n')
		len--;
	return is_word(text, text + len, modes);
}

static bool may_owner(const char *text, size_t len)
{
	unsigned long val;
	size_t digits;

	len = strnlen(text, len);
	if (len && text[len - 1] == '\n')
		len--;
	if (len == 4 && !memcmp(text, "none", 4))
		return true;
	if (len && *text == '+')
		text++, len--;
	for (digits = 0; digits < len && isdigit((unsigned char)text[digits]); digits++)
		;
	if (!len || digits != len)
		return false;
	val = strtoul(text, NULL, 10);
	return val && val < 0x7ff0;
}

static bool may_sbdf(const char *text, size_t len)
{
	static const char form[] = ":##:##.#";
	size_t digits, i;

	if (len && text[len - 1] == '\n')
		len--;
	for (digits = 0; digits < len && digits < 8 && isxdigit((unsigned char)text[digits]); digits++)
		;
	if (digits < 4 || len - digits != sizeof(form) - 1)
		return false;
	text += digits;
	for (i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == '#' ? !isxdigit((unsigned char)text[i]) : text[i] != form[i])
			return false;
	return strtoul((const char[]){ text[4], text[5], 0 }, NULL, 16) <= 0x1f && text[7] <= '7';
}

/**
 * struct file - one of the files
 * @form:   of what it says, without the last newline; NULL: it can't be read
 * @binary: it has a ROM or the like
 * @may:    what may be written; NULL: nothing
 * @keep:   it keeps what is written: which of a place's saved values and locks
 * @slow:   what may be written takes a card's time
 * @vga:    only where there are legacy ranges; @intel: only that vendor's
 * @empty:  it may be that it has nothing to say
 * @path:   if it is not in a function's folder
 */
struct file {
	const char *name;
	bool (*form)(const char *text, const char *end);
	bool binary;
	bool (*may)(const char *text, size_t len);
	int keep;
	bool slow;
	bool vga, intel;
	bool empty;
	const char *path;
};

enum { KEEP_NOT = -1, KEEP_PRIMARY, KEEP_ORDER, KEEP_SECONDS, KEEP_MODE };

static const struct file files[] = {
	{ .name = "primary", .form = form_bit, .may = may_bit, .keep = KEEP_PRIMARY, .vga = true },
	{ .name = "owner", .form = form_owner, .may = may_owner, .keep = KEEP_NOT, .vga = true },
	{ .name = "rom_source", .form = form_source, .keep = KEEP_NOT },
	{ .name = "rom_status", .form = form_status, .keep = KEEP_NOT },
	{ .name = "rom_sha256", .form = form_digest, .keep = KEEP_NOT },
	{ .name = "rom_images", .form = form_any, .keep = KEEP_NOT },
	{ .name = "rom_mode", .form = form_mode, .may = may_mode, .keep = KEEP_MODE },
	{ .name = "rom_served", .form = form_served, .keep = KEEP_NOT },
	{ .name = "rom_flash", .form = form_flash, .keep = KEEP_NOT },
	{ .name = "reset", .may = may_one, .keep = KEEP_NOT, .slow = true },
	{ .name = "reset_plan", .form = form_plan, .keep = KEEP_NOT },
	{ .name = "reset_method", .form = form_order, .may = may_order, .keep = KEEP_ORDER },
	{ .name = "last_reset", .form = form_last, .keep = KEEP_NOT },
	{ .name = "state", .form = form_state, .keep = KEEP_NOT },
	{ .name = "device_model", .form = form_bit, .may = may_bit, .keep = KEEP_NOT },
	{ .name = "model", .form = form_any, .keep = KEEP_NOT },
	{ .name = "rom", .binary = true, .keep = KEEP_NOT },
	{ .name = "opregion", .binary = true, .keep = KEEP_NOT, .intel = true },
	{ .name = "vbt", .binary = true, .keep = KEEP_NOT, .intel = true },
	{ .name = "do_flr", .may = may_sbdf, .keep = KEEP_NOT, .slow = true, .path = DO_FLR },
	{ .name = "reset_timeout", .form = is_number, .may = may_seconds, .keep = KEEP_SECONDS,
	  .path = PARAMETERS "reset_timeout" },
	/* The kernel's own for lists; one without anything in it has not even a newline. */
	{ .name = "parameter primary", .form = form_any, .empty = true, .keep = KEEP_NOT, .path = PARAMETERS "primary" },
	{ .name = "parameter rom_mode", .form = form_mode, .keep = KEEP_NOT, .path = PARAMETERS "rom_mode" },
	{ .name = "domctl_version", .form = is_number, .keep = KEEP_NOT, .path = PARAMETERS "domctl_version" },
	{ .name = "reset_off", .form = form_any, .empty = true, .keep = KEEP_NOT, .path = PARAMETERS "reset_off" },
	{ .name = "reset_experimental", .form = form_any, .keep = KEEP_NOT, .path = PARAMETERS "reset_experimental" },
};

static const char *path_of(const struct file *file, const struct place *place, char path[160])
{
	char name[64];

	if (file->path)
		return file->path;
	snprintf(name, sizeof(name), "xen_vgapt/%s", file->name);
	return place_file(place, name, path);
}

/* Those of the module are the same everywhere: the first function's stand for all. */
static struct place *keeper(const struct file *file, struct place *place)
{
	return file->path ? &places[0] : place;
}

static const struct file *pick(struct thread *th, struct place **place, bool writable)
{
	const struct file *file;

	*place = place_pick(&th->shape);
	do {
		file = &files[rng_below(&th->shape, ARRAY_SIZE(files))];
	} while ((file->vga && !(*place)->vga) || (file->intel && (*place)->vendor != 0x8086) ||
		 (writable && !file->may));
	return file;
}

static void op_sysfs_read(struct thread *th)
{
	char path[160], *text = (char *)th->buf;
	size_t have = 0, chunk, size = 2 * 4096;
	const struct file *file;
	struct place *place;
	int fd, err = 0;
	ssize_t got = 0;

	file = pick(th, &place, false);
	fd = open(path_of(file, place, path), O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err = errno;
		count(th, err);
		/* Root may open what it can't read: sysfs says so. */
		looked(th, RULE_TEXT, !file->form && !file->binary && err == EACCES, "%s: open: %s", file->name,
		       errno_text(err));
		return;
	}
	if (file->binary)
		size = 128 << 10;
	chunk = rng_once_in(&th->rng, 3) ? 1 + rng_below(&th->rng, 64) : size;
	if (file->binary && chunk < 4096)
		size = 4096;
	while (have < size && (got = read(fd, text + have, chunk < size - have ? chunk : size - have)) > 0)
		have += got;
	if (got < 0)
		err = errno;
	count(th, err);
	close(fd);
	if (file->binary) {
		looked(th, RULE_TEXT, !err || err == ENODATA, "%s: %s", file->name, errno_text(err));
		return;
	}
	if (!file->form) {
		looked(th, RULE_TEXT, err, "%s could be read", file->name);
		return;
	}
	text[have] = 0;
	if (file->empty && !have && !err)
		return;
	looked(th, RULE_TEXT, !err && have && have < 4096 && text[have - 1] == '\n' && !memchr(text, 0, have) &&
	       file->form(text, text + have - 1), "%s: %s: \"%s\"", file->name, errno_text(err), text);
}

/* Something that is almost right, or not at all. */
static size_t garbage(struct thread *th, char *text)
{
	static const char *const almost[] = {
		"", "\n", "0", "1", "2", "-1", "+1", "00", "01", "1 ", " 1", "1\n\n", "yes", "none", "none ", "NONE",
		"default", "default flr", "flr flr", "flr,", "flr bus", "vendor kernel flr af_flr pm slot bus link",
		"0x1", "255", "256", "65535", "65536", "32752", "4294967296", "18446744073709551616", "0000:00:10.0",
		"0000:00:10", "00:10.0", "0000:00:20.0", "0000:00:10.8", "0000:00:10.0 ", "ffffffff:ff:1f.7",
		"123456789:00:10.0", "%s%n", "\t1", "default\n", "link\0bus", "copy\n\n", "flash ", "copy flash", "Copy",
	};
	size_t len, i, times;

	switch (rng_below(&th->rng, 6)) {
	case 0:
		len = rng_below(&th->rng, rng_once_in(&th->rng, 8) ? 5000 : 40);
		rng_fill(&th->rng, text, len);
		return len;
	case 1:	/* long, of one character */
		len = 1 + rng_below(&th->rng, rng_once_in(&th->rng, 2) ? 5000 : 20);
		memset(text, "01 \nf,x"[rng_below(&th->rng, 7)], len);
		return len;
	case 2:	/* words */
		times = 1 + rng_below(&th->rng, 10);
		for (i = 0, len = 0; i < times; i++)
			len += sprintf(text + len, "%s%c", methods[rng_below(&th->rng, 8)], " ,\n;"[rng_below(&th->rng, 4)]);
		return len;
	case 3: /* digits of all kinds */
		len = 1 + rng_below(&th->rng, 14);
		for (i = 0; i < len; i++)
			text[i] = "0123456789abcdefx:.+-\n"[rng_below(&th->rng, 22)];
		return len;
	default:
		i = rng_below(&th->rng, ARRAY_SIZE(almost));
		strcpy(text, almost[i]);
		len = strlen(text);
		/* With a byte changed, now and then. */
		if (len && rng_once_in(&th->rng, 3))
			text[rng_below(&th->rng, len)] = rng_next(&th->rng);
		return len;
	}
}

/* Something that is right. */
static size_t proper(struct thread *th, const struct file *file, char *text)
{
	unsigned int left[8] = { 0, 1, 2, 3, 4, 5, 6, 7 }, num = 8, i, at;
	size_t len = 0;

	if (file->may == may_bit)
		return sprintf(text, "%u", rng_below(&th->rng, 2));
	if (file->may == may_one)
		return sprintf(text, "1\n");
	if (file->may == may_seconds)
		return sprintf(text, "%u\n", 30 + rng_below(&th->rng, 60));
	if (file->may == may_sbdf)
		return sprintf(text, "%s", place_pick(&th->rng)->sbdf);
	if (file->may == may_mode)
		return sprintf(text, "%s\n", modes[rng_below(&th->rng, 3)]);
	if (file->may == may_owner) {
		if (rng_once_in(&th->rng, 2))
			return sprintf(text, "none\n");
		return sprintf(text, "%u", rng_once_in(&th->rng, 5) ? 1 + rng_below(&th->rng, 0x7fee) :
			       domains[rng_below(&th->rng, num_domains)]);
	}
	if (rng_once_in(&th->rng, 3))
		return sprintf(text, "default\n");
	for (i = 1 + rng_below(&th->rng, 8); i; i--) {
		at = rng_below(&th->rng, num);
		len += sprintf(text + len, "%s%s", len ? " " : "", methods[left[at]]);
		left[at] = left[--num];
	}
	return len;
}

/* What the file has, for comparison. */
static void value(const struct file *file, struct place *place, char *text, size_t size)
{
	char path[160];
	ssize_t len = file_read(path_of(file, place, path), text, size - 1);

	text[len < 0 ? 0 : len] = 0;
}

static int write_bytes(const char *path, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;
	ssize_t rc;

	if (fd < 0)
		return errno;
	rc = write(fd, bytes, len);
	if (rc < 0)
		err = errno;
	close(fd);
	return err;
}

static void op_sysfs_garbage(struct thread *th)
{
	char path[160], before[256], after[256], *text = (char *)th->buf;
	const struct errs want = ERRS(EINVAL);
	const struct file *file;
	struct place *place;
	size_t len;
	int err;

	file = pick(th, &place, true);
	len = garbage(th, text);
	text[len] = 0;
	/* Empty writes come to nobody; the kernel cuts after a page. */
	if (!len || file->may(text, len > 4096 ? 4096 : len))
		return;
	if (file->keep != KEEP_NOT) {
		pthread_rwlock_rdlock(&keeper(file, place)->lock[file->keep]);
		value(file, place, before, sizeof(before));
	}
	err = write_bytes(path_of(file, place, path), text, len);
	count(th, err);
	if (file->may == may_seconds && err == ERANGE)
		err = EINVAL;	/* the kernel's own for numbers, in a parameter */
	text[len < 60 ? len : 60] = 0;
	if (!errs_has(&want, err)) {
		size_t i;

		for (i = 0; text[i]; i++)
			if (!isprint((unsigned char)text[i]))
				text[i] = '?';
	}
	looked(th, RULE_GARBAGE, err == EINVAL, "%s: \"%s\" (%zu bytes): %s", file->name, text, len, errno_text(err));
	if (file->keep != KEEP_NOT) {
		value(file, place, after, sizeof(after));
		pthread_rwlock_unlock(&keeper(file, place)->lock[file->keep]);
		looked(th, RULE_KEPT, !strcmp(before, after), "%s: garbage has made it \"%s\"", file->name, after);
	}
}

/* Those that do not take long, and those that do and are rare. */
static void write_proper(struct thread *th, bool slow)
{
	struct errs want = ERRS(0);
	const struct file *file;
	struct place *place;
	char path[160], text[256];
	size_t len;
	int err;

	do {
		file = pick(th, &place, true);
	} while (file->slow != slow);
	len = proper(th, file, text);
	/* In every other round nobody but the capabilities' holders grants. */
	if (!admin_round && (file->may == may_owner || file->may == may_sbdf))
		return;
	if (file->may == may_owner)
		want = ERRS(0, ESRCH, ENODEV, EPERM, EBUSY, EOPNOTSUPP, EINTR, EIO, ENXIO);
	else if (file->may == may_sbdf)
		want = ERRS(0, ENODEV, ENOTTY, EIO, ETIMEDOUT, EPERM, EBUSY, ESRCH, EINTR, EOPNOTSUPP, ENXIO);
	else if (file->may == may_one)
		want = ERRS(0, ENODEV, EPERM, EBUSY, ENOTTY, EIO, ETIMEDOUT);
	if (file->keep != KEEP_NOT)
		pthread_rwlock_wrlock(&keeper(file, place)->lock[file->keep]);
	err = write_bytes(path_of(file, place, path), text, len);
	if (file->keep != KEEP_NOT)
		pthread_rwlock_unlock(&keeper(file, place)->lock[file->keep]);
	count(th, err);
	expect(th, RULE_ERRNO, &want, err, file->name);
}

static void op_sysfs_write(struct thread *th)
{
	write_proper(th, false);
}

static void op_sysfs_slow(struct thread *th)
{
	write_proper(th, true);
}

/* What can't be written: opened for that, even root is refused. */
static void op_sysfs_const(struct thread *th)
{
	const struct errs want = ERRS(EACCES, EIO);
	const struct file *file;
	struct place *place;
	char path[160];
	int err;

	file = pick(th, &place, false);
	if (file->may)
		return;
	err = write_bytes(path_of(file, place, path), "1", 1);
	count(th, err);
	expect(th, RULE_GARBAGE, &want, err, file->name);
}

const struct op sysfs_ops[] = {
	{ "sysfs read", 500, op_sysfs_read },
	{ "sysfs garbage", 350, op_sysfs_garbage },
	{ "sysfs write", 60, op_sysfs_write },
	{ "sysfs slow write", 3, op_sysfs_slow },
	{ "sysfs read-only", 40, op_sysfs_const },
};

const size_t num_sysfs_ops = ARRAY_SIZE(sysfs_ops);

static bool has(const struct file *file, unsigned int p)
{
	return file->keep != KEEP_NOT && !(file->vga && !places[p].vga) && !(file->path && p);
}

void sysfs_save(void)
{
	unsigned int p, f;

	for (p = 0; p < num_places; p++)
		for (f = 0; f < ARRAY_SIZE(files); f++)
			if (has(&files[f], p))
				value(&files[f], &places[p], places[p].saved[files[f].keep],
				      sizeof(places[p].saved[0]));
}

void sysfs_restore(void)
{
	char path[160], now[256];
	unsigned int p, f;

	for (p = 0; p < num_places; p++)
		for (f = 0; f < ARRAY_SIZE(files); f++) {
			const char *old = places[p].saved[files[f].keep < 0 ? 0 : files[f].keep];

			if (!has(&files[f], p))
				continue;
			write_bytes(path_of(&files[f], &places[p], path), old, strlen(old));
			value(&files[f], &places[p], now, sizeof(now));
			looked(NULL, RULE_RESTORED, !strcmp(old, now), "%s of %s: \"%s\"", files[f].name, places[p].sbdf, now);
		}
}

/* The administrator lets go of all. */
void sysfs_free_all(void)
{
	char path[160];
	unsigned int p;

	for (p = 0; p < num_places; p++)
		if (places[p].vga)
			file_write(place_file(&places[p], "xen_vgapt/owner", path), "none", 4);
}

/* Is nobody owner?  A descriptor under way in a socket, or in a child, is closed a moment later. */
void sysfs_nobody(const char *when, bool by_admin)
{
	char path[160], owner[32] = "";
	unsigned int p, tries;
	ssize_t len;

	if (by_admin)
		sysfs_free_all();
	for (p = 0; p < num_places; p++) {
		if (!places[p].vga)
			continue;
		for (tries = 0; tries < 50; tries++) {
			len = file_read(place_file(&places[p], "xen_vgapt/owner", path), owner, sizeof(owner) - 1);
			owner[len < 0 ? 0 : len] = 0;
			if (!strcmp(owner, "none\n"))
				break;
			usleep(100000);
		}
		looked(NULL, RULE_CLOSED, !strcmp(owner, "none\n"), "%s: %s still has d%s", when, places[p].sbdf, owner);
	}
}
