// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log: a line for each access, in a form that tests can look for.
 *
 *	MICROSECONDS NAME REGION read|write OFFSET LENGTH = VALUE
 */
#include <time.h>

#include "mock.h"

#define LOG_BYTES	16	/* shown of a longer access */

static const char *const region_names[MOCK_REGIONS] = {
	"bar0", "bar1", "bar2", "bar3", "bar4", "bar5", "rom", "cfg", "vga"
};

/**
 * mock_region_name - what a region is called in logs and personalities
 * @region: its number
 *
 * Return: a name, "?" if there is no such region.
 */
const char *mock_region_name(u32 region)
{
	return region < MOCK_REGIONS ? region_names[region] : "?";
}

/* Is the word in the list? */
static bool listed(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (list && *list) {
		if (!strncmp(list, word, len) && (!list[len] || list[len] == ','))
			return true;
		list = strchr(list, ',');
		if (list)
			list++;
	}
	return false;
}

/**
 * mock_now - the clock of the log
 *
 * Return: microseconds; it never goes back.
 */
u64 mock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ULL + now.tv_nsec / 1000;
}

static void begin(struct mock_device *dev)
{
	fprintf(dev->log->file, "%llu %s ", mock_now(), dev->name);
}

/**
 * mock_log_access - log a read or write
 * @dev:    the function
 * @region: which region
 * @verb:   "read" or "write"
 * @off:    offset in it
 * @len:    bytes
 * @val:    the bytes
 *
 * Nothing is logged of regions that the filter names.
 */
void mock_log_access(struct mock_device *dev, u32 region, const char *verb,
		     u64 off, u32 len, const u8 *val)
{
	const char *name = mock_region_name(region);
	FILE *file = dev->log->file;
	u32 i;

	if (!file || listed(dev->log->filter, name))
		return;
	begin(dev);
	fprintf(file, "%s %s 0x%03llx %u = ", name, verb, off, len);
	if (len == 1 || len == 2 || len == 4 || len == 8) {
		/* a number, as software sees it */
		fputs("0x", file);
		for (i = len; i; i--)
			fprintf(file, "%02x", val[i - 1]);
	} else {
		fputs("bytes ", file);
		for (i = 0; i < len && i < LOG_BYTES; i++)
			fprintf(file, "%02x", val[i]);
		if (i < len)
			fputs("...", file);
	}
	fputc('\n', file);
}

static void vline(struct mock_device *dev, const char *before,
		  const char *format, va_list args)
{
	if (!dev->log->file)
		return;
	begin(dev);
	fputs(before, dev->log->file);
	vfprintf(dev->log->file, format, args);
	fputc('\n', dev->log->file);
}

/**
 * mock_log_line - log something else than an access
 * @dev:    the function
 * @format: as printf's
 */
void mock_log_line(struct mock_device *dev, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vline(dev, "", format, args);
	va_end(args);
}

/**
 * mock_violation - log that software did what it must not do to this hardware
 * @dev:    the function
 * @format: as printf's
 */
void mock_violation(struct mock_device *dev, const char *format, ...)
{
	va_list args;

	dev->violations++;
	va_start(args, format);
	vline(dev, "VIOLATION ", format, args);
	va_end(args);
}
