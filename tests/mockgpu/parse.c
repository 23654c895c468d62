// SPDX-License-Identifier: GPL-2.0-only
/*
 * Personality files: a line for each property, "key value...", # begins a
 * comment.  README.rst describes them.
 */
#include <ctype.h>
#include <limits.h>

#include "mock.h"

#define MAX_INCLUDE	4

static int parse_nested(struct mock_device *dev, const char *path,
			const struct mock_args *from, int depth);

/**
 * mock_parse_error - say what is wrong with a line
 * @args:   the line
 * @format: as printf's
 *
 * Return: MOCK_BAD.
 */
int mock_parse_error(const struct mock_args *args, const char *format, ...)
{
	va_list list;

	fprintf(stderr, "%s:%u: ", args->file, args->line);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
	return MOCK_BAD;
}

/* Digits as C writes them, with K, M or G after them if that is allowed. */
static int number(const char *text, int base, bool suffix, u64 *val)
{
	unsigned int shift = 0;
	char *end;

	if (!isxdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	*val = strtoull(text, &end, base);
	if (errno)
		return -EINVAL;
	if (suffix && *end) {
		switch (*end++) {
		case 'K':
			shift = 10;
			break;
		case 'M':
			shift = 20;
			break;
		case 'G':
			shift = 30;
			break;
		default:
			return -EINVAL;
		}
	}
	if (*end || *val > ULLONG_MAX >> shift)
		return -EINVAL;
	*val <<= shift;
	return 0;
}

static int number_in(struct mock_args *args, const char *text, int base,
		     u64 max, u64 *val)
{
	if (number(text, base, base != 16, val))
		return mock_parse_error(args, "%s: \"%s\" is not a number",
					args->word[0], text);
	if (*val > max)
		return mock_parse_error(args, "%s: %s is above 0x%llx",
					args->word[0], text, max);
	return 0;
}

static int missing(struct mock_args *args, int index)
{
	if (index < args->count)
		return 0;
	return mock_parse_error(args, "%s: something is missing", args->word[0]);
}

/**
 * mock_parse_number - a word that must be a number
 * @args:  the line
 * @index: which word
 * @max:   largest that is allowed
 * @val:   result
 *
 * Decimal, or hexadecimal after 0x; K, M and G may follow.
 *
 * Return: 0, or MOCK_BAD after a message.
 */
int mock_parse_number(struct mock_args *args, int index, u64 max, u64 *val)
{
	int rc = missing(args, index);

	return rc ? rc : number_in(args, args->word[index], 0, max, val);
}

/**
 * mock_parse_bar - a word that must name a BAR
 * @args:  the line
 * @index: which word
 * @bar:   result
 *
 * Return: 0, or MOCK_BAD after a message.
 */
int mock_parse_bar(struct mock_args *args, int index, u32 *bar)
{
	u64 val;
	int rc = mock_parse_number(args, index, MOCK_BARS - 1, &val);

	if (!rc)
		*bar = val;
	return rc;
}

/**
 * mock_parse_reset - a word that must name a kind of reset
 * @args:  the line
 * @index: which word
 * @kind:  result
 *
 * Return: 0, or MOCK_BAD after a message.
 */
int mock_parse_reset(struct mock_args *args, int index, enum mock_reset_kind *kind)
{
	int rc = missing(args, index);

	if (!rc && !mock_reset_find(args->word[index], kind))
		rc = mock_parse_error(args, "%s: \"%s\" is no kind of reset",
				      args->word[0], args->word[index]);
	return rc;
}

/**
 * mock_parse_register - the first two words, which must be BAR and OFFSET
 * @args: the line
 * @bar:  result
 * @off:  result, that of a dword
 *
 * Return: 0, or MOCK_BAD after a message.
 */
int mock_parse_register(struct mock_args *args, u32 *bar, u64 *off)
{
	int rc = mock_parse_bar(args, 1, bar);

	if (!rc)
		rc = mock_parse_number(args, 2, 1ULL << 40, off);
	if (!rc && *off & 3)
		rc = mock_parse_error(args, "%s: %s is not the offset of a dword",
				      args->word[0], args->word[2]);
	return rc;
}

static int parse_hex(struct mock_args *args, u64 max, u64 *val)
{
	int rc = missing(args, 1);

	if (!rc && args->count > 2)
		rc = mock_parse_error(args, "%s: one value, please", args->word[0]);
	return rc ? rc : number_in(args, args->word[1], 16, max, val);
}

static int parse_size(struct mock_args *args, int index, u64 least, u64 *size)
{
	int rc = mock_parse_number(args, index, 1ULL << 40, size);

	if (rc)
		return rc;
	if (!mock_region_power_of_two(*size) || *size < least)
		return mock_parse_error(args, "%s: %s is no power of two from 0x%llx on",
					args->word[0], args->word[index], least);
	return 0;
}

/* bar N SIZE io|mem32|mem64 [prefetch] [fill BYTE] */
static int parse_bar_line(struct mock_device *dev, struct mock_args *args)
{
	struct mock_region *r;
	u64 val;
	u32 bar;
	int rc, i;

	rc = mock_parse_bar(args, 1, &bar);
	if (rc)
		return rc;
	r = &dev->region[bar];
	rc = parse_size(args, 2, 4, &r->size);
	if (!rc)
		rc = missing(args, 3);
	if (rc)
		return rc;
	if (!strcmp(args->word[3], "io"))
		r->io = true;
	else if (!strcmp(args->word[3], "mem64"))
		r->mem64 = true;
	else if (strcmp(args->word[3], "mem32"))
		return mock_parse_error(args, "bar: \"%s\" is not io, mem32 or mem64",
					args->word[3]);
	if (!r->io && r->size < 16)
		return mock_parse_error(args, "bar: memory of less than 16 bytes");
	for (i = 4; i < args->count; i++) {
		if (!strcmp(args->word[i], "prefetch")) {
			r->prefetch = true;
		} else if (!strcmp(args->word[i], "fill")) {
			rc = mock_parse_number(args, ++i, 0xff, &val);
			if (rc)
				return rc;
			if (val && r->size > 64U << 20)
				return mock_parse_error(args, "bar: fill for at most 64M");
			r->fill = val;
		} else {
			return mock_parse_error(args, "bar: unknown word \"%s\"",
						args->word[i]);
		}
	}
	return 0;
}

static bool has(const struct mock_args *args, int from, const char *word)
{
	int i;

	for (i = from; i < args->count; i++)
		if (!strcmp(args->word[i], word))
			return true;
	return false;
}

/* Words of a line from an index on must be among these. */
static int only(struct mock_args *args, int from, const char *const *words)
{
	const char *const *w;
	int i;

	for (i = from; i < args->count; i++) {
		for (w = words; *w; w++)
			if (!strcmp(args->word[i], *w))
				break;
		if (!*w)
			return mock_parse_error(args, "%s: unknown word \"%s\"",
						args->word[0], args->word[i]);
	}
	return 0;
}

/* PCI Power Management 1.2, 3.2: version 3, D3hot; state writable */
static int cap_pm(struct mock_cap *cap, struct mock_args *args)
{
	static const char *const words[] = { "no-soft-reset", NULL };

	cap->id = 0x01;
	cap->len = 6;
	mock_put(cap->body, 2, 0x0003);
	if (has(args, 2, "no-soft-reset"))
		mock_put(cap->body + 2, 2, 0x0008);
	mock_put(cap->mask + 2, 2, 0x0003);
	return only(args, 2, words);
}

/*
 * PCI Express 3.0, 7.8: version 2.  Many GPUs are legacy endpoints; on its root
 * bus QEMU hides such a one's capability, and FLR with it.
 */
static int cap_pcie(struct mock_cap *cap, struct mock_args *args)
{
	static const char *const words[] = { "flr", "legacy", NULL };

	cap->id = 0x10;
	cap->len = 0x3c - 2;
	mock_put(cap->body, 2, has(args, 2, "legacy") ? 0x0012 : 0x0002);
	/* role-based error reporting, payload of 256; FLR is bit 28 */
	mock_put(cap->body + 2, 4, 0x00008001 | (has(args, 2, "flr") ? 1U << 28 : 0));
	mock_put(cap->body + 6, 2, 0x2810);
	mock_put(cap->mask + 6, 2, 0x7fff);	/* bit 15, FLR, reads as 0 */
	/* 8 GT/s, 16 lanes, and that is what it runs at */
	mock_put(cap->body + 10, 4, 0x00000103);
	mock_put(cap->body + 16, 2, 0x0103);
	mock_put(cap->mask + 14, 2, 0x01fb);
	mock_put(cap->mask + 38, 2, 0x7fff);
	/* link speeds up to 8 GT/s */
	mock_put(cap->body + 42, 4, 0x0000000e);
	mock_put(cap->body + 46, 2, 0x0003);
	mock_put(cap->mask + 46, 2, 0x000f);
	return only(args, 2, words);
}

/* Advanced Features ECN: TP and FLR */
static int cap_af(struct mock_cap *cap, struct mock_args *args)
{
	static const char *const words[] = { "flr", NULL };

	cap->id = 0x13;
	cap->len = 4;
	cap->body[0] = 6;
	cap->body[1] = 0x01 | (has(args, 2, "flr") ? 0x02 : 0);
	return only(args, 2, words);
}

/* PCI 3.0, 6.8: one vector, 64-bit addresses */
static int cap_msi(struct mock_cap *cap, struct mock_args *args)
{
	static const char *const words[] = { NULL };

	cap->id = 0x05;
	cap->len = 0x0e - 2;
	mock_put(cap->body, 2, 0x0080);
	mock_put(cap->mask, 2, 0x0071);
	mock_put(cap->mask + 2, 4, 0xfffffffc);
	mock_put(cap->mask + 6, 4, 0xffffffff);
	mock_put(cap->mask + 10, 2, 0xffff);
	return only(args, 2, words);
}

/* cap raw ID BYTE...: read-only */
static int cap_raw(struct mock_cap *cap, struct mock_args *args)
{
	u64 val;
	int rc, i;

	rc = missing(args, 2);
	if (rc)
		return rc;
	for (i = 2; i < args->count; i++) {
		rc = number_in(args, args->word[i], 16, 0xff, &val);
		if (rc)
			return rc;
		if (i == 2)
			cap->id = val;
		else
			cap->body[cap->len++] = val;
	}
	return 0;
}

/* cap NAME [WORD...] [at OFFSET] */
static int parse_cap(struct mock_device *dev, struct mock_args *args)
{
	static const struct {
		const char *name;
		int (*make)(struct mock_cap *cap, struct mock_args *args);
	} kinds[] = {
		{ "pm", cap_pm }, { "pcie", cap_pcie }, { "af", cap_af },
		{ "msi", cap_msi }, { "raw", cap_raw },
	};
	struct mock_cap *cap = &dev->caps[dev->ncaps];
	int rc = missing(args, 1);
	u64 at = 0;
	u32 i;

	if (rc)
		return rc;
	if (dev->ncaps == MOCK_MAX_CAPS)
		return mock_parse_error(args, "more than %u capabilities",
					MOCK_MAX_CAPS);
	if (args->count > 3 && !strcmp(args->word[args->count - 2], "at")) {
		rc = number_in(args, args->word[args->count - 1], 16, 0xfc, &at);
		if (rc)
			return rc;
		if (at < 0x40 || at & 3)
			return mock_parse_error(args, "cap: no capability can be at 0x%02llx", at);
		args->count -= 2;
	}
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(args->word[1], kinds[i].name))
			break;
	if (i == ARRAY_SIZE(kinds))
		return mock_parse_error(args, "cap: \"%s\" is not pm, pcie, af, msi or raw",
					args->word[1]);
	memset(cap, 0, sizeof(*cap));
	rc = kinds[i].make(cap, args);
	cap->pos = at;
	dev->ncaps++;
	return rc;
}

/* A word KEY=NUMBER; -ENOENT if it is another. */
static int option(struct mock_args *args, const char *word, const char *key,
		  int base, u64 max, u64 *val)
{
	size_t len = strlen(key);

	if (strncmp(word, key, len) || word[len] != '=')
		return -ENOENT;
	return number_in(args, word + len + 1, base, max, val);
}

/*
 * rom-image x86|efi [vendor=ID] [device=ID] [units=N] [claim=N] [type=N] [seed=N]
 *           [not-last] [atom] [bad-checksum] [no-pcir] [repeat=N]
 */
static int parse_rom_image(struct mock_device *dev, struct mock_args *args)
{
	struct mock_image image = {
		.vendor = dev->vendor, .device = dev->device, .units = 64,
		.last = true, .seed = dev->rom.images + 1,
	};
	u64 vendor = dev->vendor, device = dev->device, units = 64;
	u64 claim = MOCK_NEVER, type = 0, seed = image.seed, repeat = 1;
	int rc = missing(args, 1), i;

	if (rc)
		return rc;
	if (!strcmp(args->word[1], "efi"))
		type = 3;
	else if (strcmp(args->word[1], "x86"))
		return mock_parse_error(args, "rom-image: \"%s\" is not x86 or efi",
					args->word[1]);
	for (i = 2; i < args->count; i++) {
		const char *word = args->word[i];

		rc = 0;
		if (!strcmp(word, "not-last"))
			image.last = false;
		else if (!strcmp(word, "atom"))
			image.atom = true;
		else if (!strcmp(word, "bad-checksum"))
			image.bad_sum = true;
		else if (!strcmp(word, "no-pcir"))
			image.no_pcir = true;
		else
			rc = -ENOENT;
		if (rc == -ENOENT)
			rc = option(args, word, "vendor", 16, 0xffff, &vendor);
		if (rc == -ENOENT)
			rc = option(args, word, "device", 16, 0xffff, &device);
		if (rc == -ENOENT)
			rc = option(args, word, "units", 0, 0x7fff, &units);
		if (rc == -ENOENT)
			rc = option(args, word, "claim", 0, 0xffff, &claim);
		if (rc == -ENOENT)
			rc = option(args, word, "type", 0, 0xff, &type);
		if (rc == -ENOENT)
			rc = option(args, word, "seed", 0, UINT_MAX, &seed);
		if (rc == -ENOENT)
			rc = option(args, word, "repeat", 0, 0x10000, &repeat);
		if (rc == -ENOENT)
			return mock_parse_error(args, "rom-image: unknown word \"%s\"", word);
		if (rc)
			return rc;
	}
	if (!units)
		return mock_parse_error(args, "rom-image: units=0: use claim=0 for that");
	image.vendor = vendor;
	image.device = device;
	image.units = units;
	image.claim = claim == MOCK_NEVER ? units : claim;
	image.code_type = type;
	image.seed = seed;
	for (; repeat; repeat--) {
		rc = mock_rom_add(&dev->rom, &image);
		if (rc)
			return mock_parse_error(args, "rom-image: too much");
	}
	return 0;
}

/* A path in a personality is relative to the file it is in. */
static int beside(struct mock_args *args, const char *name, char *path, size_t size)
{
	const char *slash = strrchr(args->file, '/');
	int dir = 0, len;

	if (*name != '/' && slash)
		dir = slash - args->file + 1;
	len = snprintf(path, size, "%.*s%s", dir, args->file, name);
	if (len < 0 || (size_t)len >= size)
		return mock_parse_error(args, "%s: too long a path", args->word[0]);
	return 0;
}

static int parse_rom_file(struct mock_device *dev, struct mock_args *args)
{
	char path[PATH_MAX];
	int rc = missing(args, 1);

	if (!rc)
		rc = beside(args, args->word[1], path, sizeof(path));
	if (rc)
		return rc;
	rc = mock_rom_load(&dev->rom, path);
	if (rc)
		return mock_parse_error(args, "rom-file: %s: %s", path, strerror(-rc));
	return 0;
}

/* rom-cut LENGTH: what comes after is lost, as in a dump that was cut short */
static int parse_rom_cut(struct mock_device *dev, struct mock_args *args)
{
	u64 len;
	int rc = mock_parse_number(args, 1, dev->rom.len, &len);

	if (!rc)
		dev->rom.len = len;
	return rc;
}

static int parse_region(struct mock_args *args, int index, u32 *region)
{
	int rc = missing(args, index);

	if (rc)
		return rc;
	for (*region = 0; *region < MOCK_REGIONS; (*region)++)
		if (!strcmp(args->word[index], mock_region_name(*region)))
			return 0;
	return mock_parse_error(args, "%s: \"%s\" is no region", args->word[0],
				args->word[index]);
}

static int parse_latency(struct mock_device *dev, struct mock_args *args)
{
	u32 region;
	u64 us;
	int rc = parse_region(args, 1, &region);

	if (!rc)
		rc = mock_parse_number(args, 2, 10000000, &us);
	if (!rc)
		dev->region[region].latency = us;
	return rc;
}

/* fault REGION ones [after N] */
static int parse_fault(struct mock_device *dev, struct mock_args *args)
{
	u64 after = 0;
	u32 region;
	int rc = parse_region(args, 1, &region);

	if (!rc)
		rc = missing(args, 2);
	if (rc)
		return rc;
	if (strcmp(args->word[2], "ones") ||
	    (args->count > 3 && strcmp(args->word[3], "after")))
		return mock_parse_error(args, "fault: it is \"fault REGION ones [after N]\"");
	if (args->count > 3)
		rc = mock_parse_number(args, 4, MOCK_NEVER - 1, &after);
	if (!rc)
		dev->region[region].ones_after = after;
	return rc;
}

static int parse_key(struct mock_device *dev, struct mock_args *args)
{
	const struct mock_behaviour *behaviour;
	const char *key = args->word[0];
	u64 val = 0;
	int rc;

	if (!strcmp(key, "vendor")) {
		rc = parse_hex(args, 0xffff, &val);
		dev->vendor = val;
	} else if (!strcmp(key, "device")) {
		rc = parse_hex(args, 0xffff, &val);
		dev->device = val;
	} else if (!strcmp(key, "subvendor")) {
		rc = parse_hex(args, 0xffff, &val);
		dev->subvendor = val;
	} else if (!strcmp(key, "subdevice")) {
		rc = parse_hex(args, 0xffff, &val);
		dev->subdevice = val;
	} else if (!strcmp(key, "class")) {
		rc = parse_hex(args, 0xffffff, &val);
		dev->class = val;
	} else if (!strcmp(key, "revision")) {
		rc = parse_hex(args, 0xff, &val);
		dev->revision = val;
	} else if (!strcmp(key, "interrupt-pin")) {
		rc = mock_parse_number(args, 1, 4, &val);
		dev->pin = val;
	} else if (!strcmp(key, "multifunction")) {
		rc = 0;
		dev->multi = true;
	} else if (!strcmp(key, "bar")) {
		rc = parse_bar_line(dev, args);
	} else if (!strcmp(key, "cap")) {
		rc = parse_cap(dev, args);
	} else if (!strcmp(key, "rom-image")) {
		rc = parse_rom_image(dev, args);
	} else if (!strcmp(key, "rom-file")) {
		rc = parse_rom_file(dev, args);
	} else if (!strcmp(key, "rom-cut")) {
		rc = parse_rom_cut(dev, args);
	} else if (!strcmp(key, "rom-none")) {
		rc = 0;
		mock_rom_release(&dev->rom);
	} else if (!strcmp(key, "rom-fill")) {
		rc = mock_parse_number(args, 1, 0xff, &val);
		dev->rom_fill = val;
	} else if (!strcmp(key, "rom-chunk")) {
		rc = mock_parse_number(args, 1, 1 << 20, &val);
		dev->rom_chunk = val;
	} else if (!strcmp(key, "latency")) {
		rc = parse_latency(dev, args);
	} else if (!strcmp(key, "fault")) {
		rc = parse_fault(dev, args);
	} else {
		behaviour = mock_behaviour_find(key);
		if (!behaviour)
			return mock_parse_error(args, "unknown key \"%s\"", key);
		rc = mock_device_attach(dev, behaviour, args);
		if (rc == MOCK_BAD)
			mock_parse_error(args, "it is \"%s%s%s\"", key,
					 *behaviour->usage ? " " : "",
					 behaviour->usage);
	}
	return rc;
}

static int split(char *line, struct mock_args *args)
{
	char *comment = strchr(line, '#'), *save, *word;

	if (comment)
		*comment = '\0';
	args->count = 0;
	for (word = strtok_r(line, " \t\r\n", &save); word;
	     word = strtok_r(NULL, " \t\r\n", &save)) {
		if (args->count == MOCK_MAX_ARGS)
			return mock_parse_error(args, "more than %u words",
						MOCK_MAX_ARGS);
		args->word[args->count++] = word;
	}
	return 0;
}

static int parse_line(struct mock_device *dev, struct mock_args *args, char *line,
		      int depth)
{
	char path[PATH_MAX];
	int rc = split(line, args);

	if (rc || !args->count)
		return rc;
	if (strcmp(args->word[0], "include"))
		return parse_key(dev, args);
	rc = missing(args, 1);
	if (!rc)
		rc = beside(args, args->word[1], path, sizeof(path));
	return rc ? rc : parse_nested(dev, path, args, depth + 1);
}

static int parse_nested(struct mock_device *dev, const char *path,
			const struct mock_args *from, int depth)
{
	struct mock_args args = { .file = path };
	size_t size = 0;
	char *line = NULL;
	FILE *file;
	int rc = 0;

	if (depth > MAX_INCLUDE)
		return mock_parse_error(from, "include: too deep");
	file = fopen(path, "r");
	if (!file) {
		if (from)
			return mock_parse_error(from, "include: %s: %s", path,
						strerror(errno));
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -ENOENT;
	}
	while (!rc && getline(&line, &size, file) >= 0) {
		args.line++;
		rc = parse_line(dev, &args, line, depth);
	}
	if (!rc && ferror(file)) {
		fprintf(stderr, "%s: cannot be read\n", path);
		rc = -EIO;
	}
	free(line);
	fclose(file);
	return rc;
}

/**
 * mock_parse_file - let a device be what a personality says
 * @dev:  the function
 * @path: the file
 *
 * Return: 0, or a negative errno after a message with file and line.
 */
int mock_parse_file(struct mock_device *dev, const char *path)
{
	int rc = parse_nested(dev, path, NULL, 0);

	if (!rc && !dev->vendor) {
		fprintf(stderr, "%s: no vendor is given\n", path);
		rc = -EINVAL;
	}
	return rc;
}
