// SPDX-License-Identifier: GPL-2.0-only
/*
 * corpus: the module's parsers over a collection of real firmware.
 *
 *   corpus [--crash] DIR|FILE...
 *
 * Prints a line for each VFCT table, each image in one, each option ROM, OpRegion
 * and VBT, then a summary.  Files of other kinds are counted.  Each file is looked
 * at in a process of its own, so that a crash is one file's.
 *
 * Status 1: a parser crashed or hung; or an image was refused that begins with a
 * good header, for the function that it names, and has AMD's tables or is for UEFI
 * alone (looked for here by other code than the module's); or one for UEFI alone was
 * refused for an APU that it does not name, as firmware takes them; or the finder did
 * not find an image in a table by the place and the ids that the table gives, on a
 * board with subsystem ids, as all are.  Status 2: there was nothing to look at.
 * --crash dies at each file, to test that.
 */
#include <ftw.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pure/rom/adapt.h"
#include "pure/rom/choice.h"
#include "pure/rom/container.h"
#include "pure/rom/opregion.h"
#include "pure/rom/report.h"
#include "pure/rom/vfct.h"

#define MAX_FILE	(64L << 20)
#define MAX_SECONDS	20
#define MAX_FILES	100000

enum kind { OTHER, VFCT, IMAGE, ROM, OPREGION, VBT, KINDS };

static const char *const kind_names[KINDS] = {
	"other files", "VFCT tables", "images in them", "ROMs", "OpRegions", "VBTs"
};

/* What there is to count, in memory that the processes share. */
static struct tally {
	unsigned int seen[KINDS], fault[KINDS][VGAPT_ROM_NUM_FAULTS];
	unsigned int refused, lost, crashed;
	unsigned int board_ids, empty_end, two_images;
	unsigned int no_last, no_code, only_efi, other_vendor, container, no_vbt;
	size_t smallest[KINDS], largest[KINDS];
} *tally;

static char **files;
static size_t num_files;
static bool crash;

static void count(enum kind kind, size_t size)
{
	if (!tally->seen[kind]++ || size < tally->smallest[kind])
		tally->smallest[kind] = size;
	if (size > tally->largest[kind])
		tally->largest[kind] = size;
}

/* Bytes in a block of their own, so that the sanitizer sees one too many. */
static u8 *block_of(const u8 *data, size_t size)
{
	u8 *block = malloc(size ? size : 1);

	if (!block)
		abort();
	memcpy(block, data, size);
	return block;
}

/*
 * What amdgpu would take (amdgpu_bios.c, check_atom_bios()): an x86 image with
 * AMD's tables.  Returns where its PCI data structure is, or 0.
 */
static u32 atom_at_a_glance(const u8 *rom, size_t size)
{
	u32 pcir, table;

	if (size < 0x4a || rom[0] != 0x55 || rom[1] != 0xaa)
		return 0;
	pcir = rom[0x18] + 256U * rom[0x19];
	table = rom[0x48] + 256U * rom[0x49];
	if (!pcir || pcir + 0x18 > size || memcmp(rom + pcir, "PCIR", 4) || rom[pcir + 0x14])
		return 0;
	if (!table || table + 8 > size || memcmp(rom + table + 4, "ATOM", 4))
		return 0;
	return pcir;
}

/* One for UEFI alone (PCI Firmware 3.0, 5.1.2: code type 3; UEFI: signature 0EF1h). */
static bool gop_at_a_glance(const u8 *rom, size_t size)
{
	u32 pcir;

	if (size < 0x1a || rom[0] != 0x55 || rom[1] != 0xaa || rom[4] != 0xf1 || rom[5] != 0x0e)
		return false;
	pcir = rom[0x18] + 256U * rom[0x19];
	return pcir && pcir + 0x18 <= size && !memcmp(rom + pcir, "PCIR", 4) && rom[pcir + 0x14] == 3;
}

/* Is it taken for a function that it does not name? */
static bool taken_for(u8 *rom, size_t size, u16 vendor, u16 device)
{
	static struct vgapt_rom_report report;
	const struct vgapt_rom_ids ids = { .vendor = vendor, .device = device };

	vgapt_rom_examine(rom, size, &ids, &report);
	return vgapt_rom_usable(report.fault);
}

static void rom(const char *name, enum kind kind, const u8 *data, size_t size,
		const struct vgapt_rom_ids *ids)
{
	static struct vgapt_rom_adapted done[VGAPT_ROM_MAX_IMAGES];
	static struct vgapt_rom_report report, adapted;
	struct vgapt_rom_ids own = { 0 };
	u32 pcir = atom_at_a_glance(data, size), start, length, i;
	u8 *block = block_of(data, size), *copy;
	bool good, refused;

	/* Nobody said whose it is: whoever its first image names. */
	vgapt_rom_examine(block, size, NULL, &report);
	if (!ids) {
		if (report.num_images) {
			own.vendor = report.images[0].vendor;
			own.device = report.images[0].device;
		}
		ids = &own;
	}
	vgapt_rom_examine(block, size, ids, &report);
	good = vgapt_rom_usable(report.fault);
	refused = pcir && (!good || vgapt_rom_locate(block, size, size, &start, &length));
	/* AMD's for APUs name somebody else more often than not. */
	refused |= gop_at_a_glance(data, size) && (!good || !taken_for(block, size, 0x1002, 0x15bf));
	/* For another function: what it says is of no matter here, that it comes back is. */
	own.vendor = ids->vendor;
	own.device = ids->device ^ 0x0101;
	copy = block_of(data, size);
	vgapt_rom_adapt(copy, size, &own, &adapted, done);
	free(copy);

	count(kind, size);
	tally->fault[kind][report.fault]++;
	tally->refused += refused;
	tally->no_last += !!(report.flags & VGAPT_ROM_NO_LAST_FLAG);
	tally->no_code += !!(report.flags & VGAPT_ROM_NO_CODE);
	tally->other_vendor += !!(report.flags & VGAPT_ROM_OTHER_VENDOR);
	tally->container += !!report.container;
	tally->only_efi += good && report.flags & VGAPT_ROM_HAS_EFI &&
			   !(report.flags & VGAPT_ROM_HAS_X86);

	printf("%-44s %-8s %8zu ", name, kind == IMAGE ? "image" : "rom", size);
	if (report.num_images)
		printf(" %04x:%04x ", report.images[0].vendor, report.images[0].device);
	else
		printf(" %-10s", "-");
	printf("%-12s", vgapt_rom_fault_name(report.fault));
	for (i = 0; i < report.num_images; i++)
		printf("%s%s", i ? "," : " ", vgapt_rom_code_name(report.images[i].code_type));
	if (report.flags & VGAPT_ROM_ATOM)
		printf(" atom");
	if (report.flags & VGAPT_ROM_NO_CODE)
		printf(" no-code");
	if (report.flags & VGAPT_ROM_NO_LAST_FLAG)
		printf(" no-last-flag");
	if (report.flags & VGAPT_ROM_OTHER_VENDOR)
		printf(" other-vendor");
	if (report.flags & VGAPT_ROM_OTHER_DEVICE)
		printf(" other-device");
	if (report.container)
		printf(" container=%u", report.container);
	if (report.trailing)
		printf(" trailing=%u", report.trailing);
	printf("%s\n", refused ? "  REFUSED" : "");
	free(block);
}

static u32 le32(const u8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24;
}

/* Its images, by the lengths in their headers, and each by its place and ids. */
static void vfct(const char *name, const u8 *data, size_t size)
{
	size_t length = le32(data + 4), at, n = 0;
	u8 *table;

	if (length > size || length < 0x4c)
		length = size;
	table = block_of(data, length);
	count(VFCT, length);
	printf("%-44s %-8s %8zu\n", name, "vfct", length);
	for (at = length < 0x4c ? length : le32(table + 0x34); at + 28 <= length;) {
		const u8 *header = table + at;
		size_t bytes = le32(header + 24);
		const struct vgapt_rom_ids ids = {
			.vendor = header[12] | header[13] << 8,
			.device = header[14] | header[15] << 8,
		};
		const struct vgapt_sbdf place = {
			.bus = header[0],
			.devfn = header[4] << 3 | (header[8] & 7),
		};
		/* The images' headers have none of these. */
		struct vgapt_rom_ids board = ids;
		struct vgapt_vfct_image found = { 0 };
		char what[64];

		board.subvendor = 0x1043;
		board.subdevice = 0x8888;

		at += 28;
		if (!bytes) {
			tally->empty_end++;
			if (!ids.vendor)
				break;
			continue;
		}
		if (bytes > length - at) {
			printf("  %-42s %-8s %8zu  cut short\n", "", "image", bytes);
			break;
		}
		n++;
		tally->board_ids += header[16] || header[17] || header[18] || header[19];
		snprintf(what, sizeof(what), "  %02x:%02x.%u of %04x:%04x", place.bus, header[4],
			 header[8], ids.vendor, ids.device);
		rom(what, IMAGE, table + at, bytes, &ids);
		if (vgapt_vfct_find(table, length, &board, &place, false, &found) || found.moved ||
		    found.offset > at || (found.offset == at && found.length != bytes)) {
			printf("%-44s LOST\n", what);
			tally->lost++;
		}
		at += bytes;
	}
	tally->two_images += n > 1;
	free(table);
}

static void vbt(const char *name, const u8 *data, size_t size)
{
	u8 *block = block_of(data, size);
	u32 length = vgapt_vbt_length(block, size);

	count(VBT, size);
	tally->no_vbt += !length;
	printf("%-44s %-8s %8zu  %s%u\n", name, "vbt", size, length ? "length=" : "no VBT ", length);
	free(block);
}

static void opregion(const char *name, const u8 *data, size_t size)
{
	struct vgapt_opregion info = { 0 };
	u8 *block = block_of(data, size);

	count(OPREGION, size);
	printf("%-44s %-8s %8zu ", name, "opregion", size);
	if (size < VGAPT_OPREGION_SIZE || vgapt_opregion_parse(block, &info))
		printf(" cut short\n");
	else
		printf(" version=%u.%u vbt=%#llx,%u\n", info.major, info.minor, info.vbt_offset,
		       info.vbt_size);
	if (info.vbt_size && info.vbt_offset < size)
		vbt("  in it", block + info.vbt_offset, info.vbt_size < size - info.vbt_offset ?
		    info.vbt_size : size - info.vbt_offset);
	free(block);
}

static bool begins(const u8 *data, size_t size, const char *with)
{
	return size >= strlen(with) && !memcmp(data, with, strlen(with));
}

static void look_at(const char *name, const u8 *data, size_t size)
{
	static struct vgapt_rom_report report;
	u8 *block;

	if (begins(data, size, "VFCT") && size >= 0x4c) {
		vfct(name, data, size);
	} else if (begins(data, size, "$VBT")) {
		vbt(name, data, size);
	} else if (begins(data, size, "IntelGraphicsMem")) {
		opregion(name, data, size);
	} else {
		block = block_of(data, size);
		vgapt_rom_examine(block, size, NULL, &report);
		free(block);
		if (report.num_images || begins(data, size, "\x55\xaa") ||
		    begins(data, size, "NVGI"))
			rom(name, ROM, data, size, NULL);
		else
			count(OTHER, size);
	}
}

/* In the child: the whole file, then what it is. */
static void child(const char *path, const char *name, size_t size)
{
	u8 *data = malloc(size ? size : 1);
	FILE *file = fopen(path, "rb");

	alarm(MAX_SECONDS);
	if (!data || !file || fread(data, 1, size, file) != size) {
		fprintf(stderr, "corpus: cannot read %s\n", path);
		_exit(EXIT_FAILURE);
	}
	fclose(file);
	if (crash)
		abort();
	look_at(name, data, size);
	free(data);
	exit(EXIT_SUCCESS);
}

static void one(const char *path, const char *name)
{
	struct stat st;
	int status = 0;
	pid_t pid;

	if (stat(path, &st) || st.st_size > MAX_FILE) {
		fprintf(stderr, "corpus: %s is left out\n", path);
		return;
	}
	fflush(stdout);
	pid = fork();
	if (pid < 0) {
		perror("corpus: fork");
		exit(2);
	}
	if (!pid)
		child(path, name, st.st_size);
	if (waitpid(pid, &status, 0) == pid && !status)
		return;
	tally->crashed++;
	printf("%-44s CRASHED (%s %d)\n", name, WIFSIGNALED(status) ? "signal" : "status",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static int add(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	if (type != FTW_F || strstr(path, "/.git/"))
		return 0;
	if (num_files == MAX_FILES) {
		fprintf(stderr, "corpus: more than %d files: the rest is left out\n", MAX_FILES);
		return 1;
	}
	files[num_files++] = strdup(path);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void summary(void)
{
	int kind, fault;

	printf("\n");
	for (kind = KINDS - 1; kind >= 0; kind--) {
		if (!tally->seen[kind])
			continue;
		printf("%u %s", tally->seen[kind], kind_names[kind]);
		if (kind != OTHER)
			printf(", %zu to %zu bytes", tally->smallest[kind], tally->largest[kind]);
		if (kind == IMAGE || kind == ROM) {
			for (fault = 0; fault < VGAPT_ROM_NUM_FAULTS; fault++)
				if (tally->fault[kind][fault])
					printf(", %u %s", tally->fault[kind][fault],
					       vgapt_rom_fault_name(fault));
		}
		printf("\n");
	}
	if (tally->seen[VFCT])
		printf("tables: %u with several images, %u end in one of no length; images: %u with subsystem ids\n",
		       tally->two_images, tally->empty_end, tally->board_ids);
	if (tally->seen[ROM] + tally->seen[IMAGE])
		printf("ROMs and images: %u without last flag, %u without code, %u for UEFI alone, %u in a container, %u name another vendor than whose they are\n",
		       tally->no_last, tally->no_code, tally->only_efi, tally->container, tally->other_vendor);
	if (tally->no_vbt)
		printf("VBTs: %u that are none\n", tally->no_vbt);
	printf("%u refused, %u lost, %u crashed\n", tally->refused, tally->lost, tally->crashed);
}

int main(int argc, char **argv)
{
	size_t i, cut;
	int arg = 1;

	if (arg < argc && !strcmp(argv[arg], "--crash")) {
		crash = true;
		arg++;
	}
	if (arg == argc) {
		fprintf(stderr, "usage: corpus [--crash] DIR|FILE...\n");
		return 2;
	}
	files = calloc(MAX_FILES, sizeof(*files));
	tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!files || tally == MAP_FAILED) {
		perror("corpus");
		return 2;
	}
	for (; arg < argc; arg++) {
		size_t first = num_files;

		if (nftw(argv[arg], add, 16, FTW_PHYS) < 0) {
			fprintf(stderr, "corpus: %s: %s\n", argv[arg], strerror(errno));
			return 2;
		}
		qsort(files + first, num_files - first, sizeof(*files), by_name);
		cut = strlen(argv[arg]);
		for (i = first; i < num_files; i++)
			one(files[i], files[i][cut] == '/' ? files[i] + cut + 1 : files[i]);
	}
	summary();
	for (i = 0; i < num_files; i++)
		free(files[i]);
	free(files);
	if (!num_files)
		fprintf(stderr, "corpus: there are no files\n");
	if (tally->refused || tally->lost || tally->crashed)
		return 1;
	return num_files ? 0 : 2;
}
