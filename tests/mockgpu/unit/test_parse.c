// SPDX-License-Identifier: GPL-2.0-only
/*
 * Personalities: what is refused, and in which words.
 */
#include <dirent.h>
#include <unistd.h>

#include "client.h"

/* What the parser says of some lines, on standard error. */
static void refused(const char *lines, const char *want)
{
	struct mock_log log = { 0 };
	char said[4096] = "";
	struct mock_device *dev;
	FILE *file = tmpfile();
	int saved = dup(2);
	size_t n;

	assert_non_null(file);
	assert_true(saved >= 0);
	fflush(stderr);
	dup2(fileno(file), 2);
	dev = device_of(&log, lines);
	fflush(stderr);
	dup2(saved, 2);
	close(saved);
	rewind(file);
	n = fread(said, 1, sizeof(said) - 1, file);
	said[n] = '\0';
	fclose(file);
	check(!dev, "accepted: %s", lines);
	check(strstr(said, want), "of \"%s\" it says \"%s\", not \"%s\"", lines, said, want);
}

static void accepted(const char *lines)
{
	struct mock_log log = { 0 };
	struct mock_device *dev = device_of(&log, lines);

	check(dev, "refused: %s", lines);
	mock_device_free(dev);
}

static void good(void **state)
{
	(void)state;
	accepted("vendor 1002");
	accepted("  vendor\t0x1002   # ATI\n\n# nothing\nclass 030000\r\n");
	accepted("vendor 1\nbar 0 4G mem64 prefetch\nbar 2 0x1000 mem32 fill 0xff\n");
}

static void bad(void **state)
{
	(void)state;
	refused("device 1\n", "no vendor is given");
	refused("vendor 1\n\nvender 2\n", ":3: unknown key \"vender\"");
	refused("vendor\n", ":1: vendor: something is missing");
	refused("vendor xyz\n", ":1: vendor: \"xyz\" is not a number");
	refused("vendor -1\n", "is not a number");
	refused("vendor 10000\n", "is above 0xffff");
	refused("vendor 1 2\n", "one value");
	refused("class 1000000\n", "is above 0xffffff");
	refused("bar 6 4K mem32\n", "is above 0x5");
	refused("bar 0 5000 mem32\n", "is no power of two");
	refused("bar 0 0 mem32\n", "is no power of two");
	refused("bar 0 99999999999999999999 mem32\n", "is not a number");
	refused("bar 0 20000000000G mem32\n", "is not a number");
	refused("bar 0 4K\n", "something is missing");
	refused("bar 0 4K memory\n", "\"memory\" is not io, mem32 or mem64");
	refused("bar 0 4K mem32 quick\n", "unknown word \"quick\"");
	refused("bar 0 1G mem64 fill 1\n", "at most 64M");
	refused("bar 0 8 mem32\n", "less than 16 bytes");
	refused("vendor 1\nbar 0 4K mem64\nbar 1 4K mem32\n", "no place for bar1");
	refused("vendor 1\nbar 5 4K mem64\n", "no place for bar6");
	refused("cap\n", "something is missing");
	refused("cap agp\n", "\"agp\" is not pm, pcie, af, msi or raw");
	refused("cap pm flr\n", "unknown word \"flr\"");
	refused("cap pm at 42\n", "no capability can be at 0x42");
	refused("vendor 1\ncap pcie at f0\n", "no room for capability 10");
	refused("rom-image bios\n", "\"bios\" is not x86 or efi");
	refused("rom-image x86 units=0\n", "units=0");
	refused("rom-image x86 color=1\n", "unknown word \"color=1\"");
	refused("rom-file /nonexistent\n", "rom-file: /nonexistent: No such file");
	refused("latency bar7 1\n", "\"bar7\" is no region");
	refused("fault rom zeros\n", "it is \"fault REGION ones [after N]\"");
	refused("rombar 3K\n", "it is \"rombar [SIZE]\"");
	refused("amd-smc vega\n", "it is \"amd-smc vi|si [BAR]\"");
	refused("vendor 1\namd-smc vi\n", "wants a BAR5");
	refused("vendor 1\nnvidia-prom\n", "wants a BAR0 of 4M");
	refused("nvidia-prom nvgi\n", "nvidia-prom: something is missing");
	refused("nvidia-prom nvgi 0\n", "it is \"nvidia-prom [old] [nvgi VERSION]\"");
	refused("vendor 1\nnvidia-boot0-only 1\n", "wants a BAR0");
	refused("vendor 1\nvram-rom 0\n", "wants 256K in BAR0");
	refused("vendor 1\ncap pcie\nigd\n", "a capability takes 50h");
	refused("resets message bus\n", "resets: \"bus\" is no kind of reset");
	refused("resets flr else\n", "it is \"resets [KIND...] [else keep-config|hang]\"");
	refused("resets flr else die\n", "it is \"resets");
	refused("resets else hang flr\n", "it is \"resets");
	refused("dirty 0 0\n", "dirty: something is missing");
	refused("dirty 0 2 4\n", "dirty: 2 is not the offset of a dword");
	refused("dirty 0 0 0\n", "it is \"dirty BAR OFFSET LENGTH\"");
	refused("vendor 1\nbar 0 4K mem32\ndirty 0 0xffc 8\n", "BAR0 ends before 0x1004");
	refused("vendor 1\nbar 0 4K mem32\ngeneration 0 0x1000\n", "BAR0 has no 0x1000");
	refused("vendor 1\nbar 0 4K mem32\nonce-only 1 0\n", "BAR1 has no 0x0");
	refused("slow-return flr\n", "slow-return: something is missing");
	refused("slow-return flr 5 rcs\n", "it is \"slow-return KIND MS [crs]\"");
	refused("slow-return flr 600001\n", "is above 0x927c0");
	refused("never-return\n", "never-return: something is missing");
	refused("never-return flr pm\n", "it is \"never-return KIND [crs]\"");
	refused("away 0\n", "away: something is missing");
	refused("vendor 1\nbar 0 4K mem32\naway 0 0x1000\n", "BAR0 has no 0x1000");
	refused("card\n", "it is \"card NAME\"");
	refused("card 0123456789abcdef0123456789abcdef\n", "it is \"card NAME\"");
	refused("amd-cik-reset psp-ready\n", "it is \"amd-cik-reset");
	refused("amd-vega10-reset smc-dead\n", "it is \"amd-vega10-reset");
	refused("amd-navi-reset memsize-ms\n", "something is missing");
	refused("vendor 1\nbar 5 4K mem32\namd-polaris-reset\n", "wants 0x6000 bytes of BAR5");
	refused("vendor 1\nbar 5 256K mem32\namd-vega20-reset\n", "wants 0x5a000 bytes of BAR5");
	refused("nvidia-boot0\n", "nvidia-boot0: something is missing");
	refused("nvidia-boot0 1 s 5\n", "it is \"nvidia-boot0 VALUE [ms N] [bad0]\"");
	refused("vendor 1\nnvidia-boot0 1\n", "wants a BAR0");
	refused("include /nonexistent\n", ":1: include: /nonexistent: No such file");
	refused("a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7\n",
		"more than 32 words");
}

/* Each of those that are shipped. */
static void shipped(void **state)
{
	const char *path = getenv("PERSONALITIES");
	struct mock_log log = { 0 };
	struct dirent *entry;
	char name[256];
	int count = 0;
	DIR *dir;

	(void)state;
	assert_non_null(path);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		const char *dot = strstr(entry->d_name, ".conf");

		if (!dot)
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)(dot - entry->d_name),
			 entry->d_name);
		mock_device_free(device_named(&log, name));
		count++;
	}
	closedir(dir);
	assert_true(count >= 45);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(bad),
		cmocka_unit_test(shipped),
	};

	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
