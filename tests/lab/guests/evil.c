// SPDX-License-Identifier: GPL-2.0-only
/*
 * evil: a guest that does to its passed-through functions whatever a guest can do.
 *
 *   evil SECONDS SEED PART
 *
 * By ports CF8h and CFCh it writes any value to any register of configuration space, at
 * any size and alignment; it lays BARs over memory, over each other, over the LAPIC and
 * over other devices; it switches decoding from four processors at once, while others
 * read and write what is there by /dev/mem (iomem=relaxed); it fills MSI and MSI-X with
 * garbage, and asks for resets.  Each of these is a part of its own: the emulator below Xen
 * kills some guests that do such things, and fewer of those that do not do them for long.  In
 * the end it puts back what it has found, and looks whether each function still works.
 *
 * But for "fatal" it leaves alone what is its own kernel's: it writes to no page and to no
 * port that may be another device's.  With that part it does that as well, and may die of it.
 *
 * Two things are never done.  Registers of QEMU's emulated adapter are not written to,
 * nor those of its drive: what they do with garbage, and by DMA, is not the device model's.
 *
 * Lines: "VGAPT evil=PHASE operations=N" as each phase begins; in the end
 * "VGAPT evil=done seed=N operations=N sweeps=N faults=N refused=N works=N of=N lost=N":
 * functions of which every register has been written, instructions that ended in a signal,
 * pages that could not be mapped, functions that work, how many there are, and how often
 * one did not have its id between phases.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "random.h"

#define CONFIG_ADDRESS	0xcf8
#define CONFIG_DATA	0xcfc

/* PCI 3.0, chapter 6. */
#define ID		0x00
#define COMMAND		0x04
#define CLASS		0x08
#define HEADER		0x0e
#define BAR0		0x10
#define ROM		0x30
#define CAPABILITIES	0x34
#define COMMAND_IO	0x0001
#define COMMAND_MEMORY	0x0002
#define COMMAND_MASTER	0x0004
#define COMMAND_NO_INTX	0x0400
#define BAR_IO		0x1
#define BAR_WIDE	0x4
#define ROM_ENABLE	0x1
#define CAP_PM		0x01
#define CAP_MSI		0x05
#define CAP_EXP		0x10
#define CAP_MSIX	0x11
#define EXP_DEVCTL	0x08
#define EXP_FLR		0x8000

#define PAGE		4096UL
#define PAGE_MASK	(~(PAGE - 1))
/* What is mapped of /dev/mem at a time: strings go across edges of pages. */
#define VIEW		(3 * PAGE)

#define MAX_FUNCTIONS	8
#define NUM_BARS	7	/* the last one is the ROM's */
#define ROM_BAR		6
#define HEAD_WORDS	16
#define NUM_CPUS	4

/* Neither RAM nor what hvmloader gives to devices: F0000000h and above. */
#define ARENA		0x40000000UL
#define ARENA_STEP	0x08000000UL
#define LAPIC		0xfee00000UL
/* Below are the chipset's ports, and hvmloader's from C000h on. */
#define FREE_PORTS	0xd000

/* What the functions are, by their class. */
enum kind { DISPLAY, DRIVE, OTHER };

struct bar {
	uint64_t size;
	uint64_t at;		/* as it was written last; threads race for it */
	uint64_t found;
	unsigned int room;	/* which part of the arena is its own */
	bool io;
	bool wide;
	bool there;
};

struct function {
	uint32_t where;		/* as CONFIG_ADDRESS wants it, register 0 */
	enum kind kind;
	uint32_t head[HEAD_WORDS];
	struct bar bars[NUM_BARS];
	uint32_t memory;	/* something in its first BAR that stays */
	uint8_t pm, msi, msix, exp;
	uint64_t table;		/* of MSI-X: in which BAR, and where */
	int table_bar;
	unsigned int vectors;
	bool swept;
};

/* Memory of the guest's own, the last two pages of which can't be written, or not be had. */
struct buffer {
	uint8_t *at;
	size_t good;
};

struct view {
	uint64_t page;
	uint8_t *at;
};

/* An instruction that is to be tried. */
struct access {
	uint8_t *p;
	const uint8_t *from;
	unsigned long n;
	unsigned int size;
	uint64_t value;
	uint16_t port;
	bool down;
};

static struct function functions[MAX_FUNCTIONS];
static int num_functions;
static unsigned int num_rooms;
/* BARs of everybody else on bus 0: memory, and ports. */
static uint64_t others[64];
static int num_others;

static int memory_fd;
static unsigned long operations, faults, refused, lost;
static struct timespec begun;
static double seconds;
/* It may do what it can die of. */
static bool fatal;
static pthread_mutex_t config_lock = PTHREAD_MUTEX_INITIALIZER;

static __thread struct view view;
static __thread struct buffer buffer;
static __thread sigjmp_buf escape;
static __thread volatile sig_atomic_t guarded;

/* ---- helpers ---- */

static void seed_with(uint64_t seed, unsigned int thread)
{
	int i;

	random_state = (seed + 1) * 0x9e3779b97f4a7c15ULL + thread * 0xbf58476d1ce4e5b9ULL;
	if (!random_state)
		random_state = 1;
	for (i = 0; i < 16; i++)
		any();
}

static void count(unsigned long *what)
{
	__atomic_fetch_add(what, 1, __ATOMIC_RELAXED);
}

static double passed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - begun.tv_sec + (now.tv_nsec - begun.tv_nsec) / 1e9;
}

/* Is the part of the time before that percentage not over? */
static bool until(unsigned int percent)
{
	return passed() < seconds * percent / 100;
}

static void phase(const char *name)
{
	printf("VGAPT evil=%s operations=%lu at=%.0f\n", name, operations, passed());
	fflush(stdout);
}

static void on_fault(int sig)
{
	if (!guarded) {
		dprintf(STDOUT_FILENO, "VGAPT evil=died signal=%d\n", sig);
		_exit(1);
	}
	siglongjmp(escape, 1);
}

/* ---- configuration space ---- */

static uint32_t in(uint16_t port, unsigned int size)
{
	switch (size) {
	case 1:
		return inb(port);
	case 2:
		return inw(port);
	default:
		return inl(port);
	}
}

static void out(uint16_t port, unsigned int size, uint32_t value)
{
	switch (size) {
	case 1:
		outb(value, port);
		break;
	case 2:
		outw(value, port);
		break;
	default:
		outl(value, port);
		break;
	}
}

/* The two halves of an access may be torn apart by another thread: that is meant, at times. */
static uint32_t read_torn(const struct function *fn, unsigned int at, unsigned int size)
{
	outl(fn->where | (at & 0xfc), CONFIG_ADDRESS);
	count(&operations);
	return in(CONFIG_DATA + (at & 3), size);
}

static void write_torn(const struct function *fn, unsigned int at, unsigned int size, uint32_t value)
{
	outl(fn->where | (at & 0xfc), CONFIG_ADDRESS);
	out(CONFIG_DATA + (at & 3), size, value);
	count(&operations);
}

static uint32_t get(const struct function *fn, unsigned int at, unsigned int size)
{
	uint32_t value;

	pthread_mutex_lock(&config_lock);
	value = read_torn(fn, at, size);
	pthread_mutex_unlock(&config_lock);
	return value;
}

static void set(const struct function *fn, unsigned int at, unsigned int size, uint32_t value)
{
	pthread_mutex_lock(&config_lock);
	write_torn(fn, at, size, value);
	pthread_mutex_unlock(&config_lock);
}

static unsigned int bar_register(int bar)
{
	return bar == ROM_BAR ? ROM : BAR0 + 4 * bar;
}

static void place(struct function *fn, int bar, uint64_t at)
{
	struct bar *b = &fn->bars[bar];

	set(fn, bar_register(bar), 4, at | (bar == ROM_BAR ? ROM_ENABLE : 0));
	if (b->wide)
		set(fn, bar_register(bar) + 4, 4, at >> 32);
	__atomic_store_n(&b->at, at, __ATOMIC_RELAXED);
}

/* The ROM decodes only where nothing else is: off, as it was found. */
static void put_back(struct function *fn)
{
	int i;

	set(fn, COMMAND, 2, COMMAND_NO_INTX);
	if (fn->msi)
		set(fn, fn->msi + 2, 2, 0);
	if (fn->msix)
		set(fn, fn->msix + 2, 2, 0);
	for (i = BAR0 / 4; i < HEAD_WORDS; i++)
		set(fn, 4 * i, 4, fn->head[i]);
	for (i = 0; i < NUM_BARS; i++)
		fn->bars[i].at = fn->bars[i].found;
	set(fn, COMMAND, 2, fn->head[COMMAND / 4] | COMMAND_MEMORY);
}

static bool has_its_id(const struct function *fn)
{
	return get(fn, ID, 4) == fn->head[ID / 4] && get(fn, CLASS, 4) == fn->head[CLASS / 4];
}

static void put_all_back(void)
{
	int i;

	for (i = 0; i < num_functions; i++) {
		put_back(&functions[i]);
		if (!has_its_id(&functions[i]))
			lost++;
	}
}

/* ---- memory ---- */

/* Where that address can be had, with VIEW bytes from its page on; NULL if the kernel does not want it. */
static uint8_t *see(uint64_t address)
{
	uint64_t page = address & PAGE_MASK;

	if (!view.at || view.page != page) {
		if (view.at)
			munmap(view.at, VIEW);
		view.page = page;
		view.at = mmap(NULL, VIEW, PROT_READ | PROT_WRITE, MAP_SHARED, memory_fd, page);
		if (view.at == MAP_FAILED) {
			view.at = NULL;
			count(&refused);
			return NULL;
		}
	}
	return view.at + (address & ~PAGE_MASK);
}

static void make_buffer(void)
{
	uint8_t *at = mmap(NULL, 6 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED) {
		printf("VGAPT evil=no-memory\n");
		exit(1);
	}
	memset(at, 0x5a, 6 * PAGE);
	mprotect(at + 4 * PAGE, PAGE, PROT_READ);
	mprotect(at + 5 * PAGE, PAGE, PROT_NONE);
	buffer.at = at;
	buffer.good = 4 * PAGE;
}

static void load(const struct access *access)
{
	const uint8_t *p = access->p;

	switch (access->size) {
	case 1:
		(void)*(volatile const uint8_t *)p;
		break;
	case 2:
		(void)*(volatile const uint16_t *)p;
		break;
	case 4:
		(void)*(volatile const uint32_t *)p;
		break;
	case 8:
		(void)*(volatile const uint64_t *)p;
		break;
	default:
		asm volatile("movups (%0), %%xmm0" : : "r" (p) : "xmm0", "memory");
		break;
	}
}

static void store(const struct access *access)
{
	uint64_t value = access->value;
	uint8_t *p = access->p;

	switch (access->size) {
	case 1:
		*(volatile uint8_t *)p = value;
		break;
	case 2:
		*(volatile uint16_t *)p = value;
		break;
	case 4:
		*(volatile uint32_t *)p = value;
		break;
	case 8:
		*(volatile uint64_t *)p = value;
		break;
	default:
		asm volatile("movups %%xmm0, (%0)" : : "r" (p) : "memory");
		break;
	}
}

/* Read, change, write in one instruction. */
static void change(const struct access *access)
{
	uint32_t word = access->value, old = access->value >> 32;
	uint8_t *p = access->p;

	switch (access->value % 5) {
	case 0:
		asm volatile("lock xaddl %0, (%1)" : "+r" (word) : "r" (p) : "memory", "cc");
		break;
	case 1:
		asm volatile("xchgl %0, (%1)" : "+r" (word) : "r" (p) : "memory");
		break;
	case 2:
		asm volatile("lock cmpxchgl %2, (%1)" : "+a" (old) : "r" (p), "r" (word) : "memory", "cc");
		break;
	case 3:
		asm volatile("orl %0, (%1)" : : "r" (word), "r" (p) : "memory", "cc");
		break;
	default:
		asm volatile("incb (%0)" : : "r" (p) : "memory", "cc");
		break;
	}
}

/* A string instruction, down or up: its name, and its operands. */
#define DOWN(name, ...)	asm volatile("std\n\trep " name "\n\tcld" : __VA_ARGS__ : "memory", "cc")
#define UP(name, ...)	asm volatile("rep " name : __VA_ARGS__ : "memory", "cc")
#define STRING(name, ...) do {			\
	if (access->down)			\
		DOWN(name, __VA_ARGS__);	\
	else					\
		UP(name, __VA_ARGS__);		\
} while (0)

/* Addresses are those of the first element. */
static void move(const struct access *access)
{
	const uint8_t *from = access->from;
	unsigned long n = access->n;
	uint8_t *to = access->p;

	switch (access->size) {
	case 1:
		STRING("movsb", "+D" (to), "+S" (from), "+c" (n) :);
		break;
	case 2:
		STRING("movsw", "+D" (to), "+S" (from), "+c" (n) :);
		break;
	case 4:
		STRING("movsl", "+D" (to), "+S" (from), "+c" (n) :);
		break;
	default:
		STRING("movsq", "+D" (to), "+S" (from), "+c" (n) :);
		break;
	}
}

static void fill(const struct access *access)
{
	unsigned long n = access->n;
	uint8_t *to = access->p;

	switch (access->size) {
	case 1:
		STRING("stosb", "+D" (to), "+c" (n) : "a" (access->value));
		break;
	case 2:
		STRING("stosw", "+D" (to), "+c" (n) : "a" (access->value));
		break;
	default:
		STRING("stosl", "+D" (to), "+c" (n) : "a" (access->value));
		break;
	}
}

static void string_in(const struct access *access)
{
	unsigned long n = access->n;
	uint8_t *to = access->p;

	switch (access->size) {
	case 1:
		STRING("insb", "+D" (to), "+c" (n) : "d" (access->port));
		break;
	case 2:
		STRING("insw", "+D" (to), "+c" (n) : "d" (access->port));
		break;
	default:
		STRING("insl", "+D" (to), "+c" (n) : "d" (access->port));
		break;
	}
}

static void string_out(const struct access *access)
{
	const uint8_t *from = access->from;
	unsigned long n = access->n;

	switch (access->size) {
	case 1:
		STRING("outsb", "+S" (from), "+c" (n) : "d" (access->port));
		break;
	case 2:
		STRING("outsw", "+S" (from), "+c" (n) : "d" (access->port));
		break;
	default:
		STRING("outsl", "+S" (from), "+c" (n) : "d" (access->port));
		break;
	}
}

/* Whatever it ends in. */
static void attempt(void (*what)(const struct access *access), const struct access *access)
{
	guarded = 1;
	if (!sigsetjmp(escape, 0))
		what(access);
	else
		count(&faults);
	guarded = 0;
	count(&operations);
}

static unsigned int any_size(unsigned int most)
{
	unsigned int size = 1U << below(5);

	return size > most ? most : size;
}

/* May it be written to, there? */
static bool may_store(const struct function *fn, int bar, uint64_t offset)
{
	if (bar == ROM_BAR)
		return true;
	if (fn->msix && bar == fn->table_bar && (offset & PAGE_MASK) == (fn->table & PAGE_MASK))
		return true;
	switch (fn->kind) {
	case DISPLAY:
		return !bar && !fn->bars[0].io;
	case DRIVE:
		return false;
	default:
		return !fn->bars[bar].io;
	}
}

/* May another device be there, that does not like to be asked for anything but a word? */
static bool may_be_other(uint64_t address)
{
	return address < 0x100000 || (address >= 0xf0000000UL && address <= 0xffffffffUL);
}

/* One access to memory at that address, of any kind. */
static void poke_at(uint64_t address, bool may_write)
{
	struct access access = { .size = any_size(16), .value = one_in(4) ? ~0ULL : any() };

	if (!may_write && may_be_other(address)) {
		access.size = 4;
		address &= ~0xfUL;
	}
	access.p = see(address);
	if (!access.p)
		return;
	if (!may_write || one_in(2))
		attempt(load, &access);
	else
		attempt(one_in(8) ? change : store, &access);
}

/* An offset: anywhere, at an edge, in the table. */
static uint64_t any_offset(const struct function *fn, int bar)
{
	uint64_t size = fn->bars[bar].size;

	if (fn->msix && bar == fn->table_bar && !one_in(4))
		return fn->table + below(16ULL * fn->vectors);
	switch (below(4)) {
	case 0:
		return below(32);
	case 1:
		return size - 1 - below(32) % size;
	default:
		return below(size);
	}
}

static void poke(const struct function *fn, int bar, bool may_write)
{
	uint64_t offset = any_offset(fn, bar);

	poke_at(__atomic_load_n(&fn->bars[bar].at, __ATOMIC_RELAXED) + offset,
		may_write && may_store(fn, bar, offset) && may_store(fn, bar, offset + 16));
}

/* Ports of an I/O BAR: read; written is only the index of the adapter's registers. */
static void poke_ports(const struct function *fn, int bar)
{
	uint64_t at = __atomic_load_n(&fn->bars[bar].at, __ATOMIC_RELAXED);
	unsigned int size = any_size(4);

	if (at < FREE_PORTS || at + fn->bars[bar].size > 0x10000)
		return;
	if (one_in(3))
		out(at, size, any());
	else
		in(at + below(fn->bars[bar].size - size + 1), size);
	count(&operations);
}

/* ---- what there is ---- */

static uint64_t bar_size(struct function *fn, int bar)
{
	unsigned int at = bar_register(bar);
	uint32_t low = get(fn, at, 4), mask, high = 0, was_high = 0;
	struct bar *b = &fn->bars[bar];

	b->io = bar != ROM_BAR && low & BAR_IO;
	b->wide = bar != ROM_BAR && !b->io && low & BAR_WIDE;
	set(fn, at, 4, bar == ROM_BAR ? 0xfffff800 : ~0U);
	mask = get(fn, at, 4);
	set(fn, at, 4, low);
	if (b->wide) {
		was_high = get(fn, at + 4, 4);
		set(fn, at + 4, 4, ~0U);
		high = get(fn, at + 4, 4);
		set(fn, at + 4, 4, was_high);
	}
	mask &= bar == ROM_BAR ? ~0x7ffU : b->io ? ~3U : ~0xfU;
	b->found = low & (bar == ROM_BAR ? ~0x7ffU : b->io ? ~3U : ~0xfU);
	b->found |= (uint64_t)was_high << 32;
	b->at = b->found;
	if (!mask && !high)
		return 0;
	if (b->io)
		return -(mask | 0xffff0000) & 0xffff;
	return b->wide ? -((uint64_t)high << 32 | mask) : -mask;
}

static void find_capabilities(struct function *fn)
{
	unsigned int at = get(fn, CAPABILITIES, 1) & 0xfc, left = 48;
	uint32_t table;

	for (; at >= 0x40 && left--; at = get(fn, at + 1, 1) & 0xfc) {
		switch (get(fn, at, 1)) {
		case CAP_PM:
			fn->pm = at;
			break;
		case CAP_MSI:
			fn->msi = at;
			break;
		case CAP_EXP:
			fn->exp = at;
			break;
		case CAP_MSIX:
			fn->msix = at;
			fn->vectors = (get(fn, at + 2, 2) & 0x7ff) + 1;
			table = get(fn, at + 4, 4);
			fn->table_bar = table & 7;
			fn->table = table & ~7U;
			break;
		}
	}
}

static void look_at(struct function *fn)
{
	int i;

	for (i = 0; i < HEAD_WORDS; i++)
		fn->head[i] = get(fn, 4 * i, 4);
	fn->kind = fn->head[CLASS / 4] >> 24 == 3 ? DISPLAY : fn->head[CLASS / 4] >> 24 == 1 ? DRIVE : OTHER;
	set(fn, COMMAND, 2, COMMAND_NO_INTX);
	for (i = 0; i < NUM_BARS; i++) {
		fn->bars[i].size = bar_size(fn, i);
		fn->bars[i].there = fn->bars[i].size;
		if (fn->bars[i].there)
			fn->bars[i].room = num_rooms++;
		if (fn->bars[i].wide)
			i++;
	}
	set(fn, COMMAND, 2, fn->head[COMMAND / 4] | COMMAND_MEMORY);
	find_capabilities(fn);
	if (fn->msix && (fn->table_bar >= ROM_BAR || !fn->bars[fn->table_bar].there))
		fn->msix = 0;
	printf("VGAPT function=%08x id=%08x class=%08x caps=%02x,%02x,%02x,%02x vectors=%u", fn->where, fn->head[0],
	       fn->head[CLASS / 4], fn->pm, fn->msi, fn->exp, fn->msix, fn->vectors);
	for (i = 0; i < NUM_BARS; i++)
		if (fn->bars[i].there)
			printf(" bar%d=%" PRIx64 "+%" PRIx64, i, fn->bars[i].found, fn->bars[i].size);
	printf("\n");
}

/* Ours are a display, an NVMe drive and a sound function; the machine's own have none of these classes. */
static bool is_ours(uint32_t class)
{
	return class >> 24 == 3 || class >> 8 == 0x010802 || class >> 16 == 0x0403;
}

static void note_others(const struct function *fn)
{
	uint32_t low;
	int i;

	if (get(fn, HEADER, 1) & 0x7f)
		return;
	for (i = 0; i < 6 && num_others < 64; i++) {
		low = get(fn, BAR0 + 4 * i, 4);
		if (low & ~0xfU)
			others[num_others++] = low & BAR_IO ? (low & ~3U) | BAR_IO : low & ~0xfU;
	}
}

static void find_functions(void)
{
	struct function fn = { 0 };
	unsigned int devfn;
	uint32_t class;

	for (devfn = 0; devfn < 256; devfn++) {
		fn.where = 0x80000000U | devfn << 8;
		if (get(&fn, ID, 4) == ~0U)
			continue;
		class = get(&fn, CLASS, 4);
		if (!is_ours(class)) {
			note_others(&fn);
		} else if (num_functions < MAX_FUNCTIONS) {
			functions[num_functions] = fn;
			look_at(&functions[num_functions++]);
		}
	}
}

/* Its first BAR: a place for notes, and what is there. */
static volatile uint32_t *note_of(const struct function *fn)
{
	uint64_t offset = fn->kind == DISPLAY ? 0x400000 : fn->kind == DRIVE ? 8 : 0x100;
	const struct bar *b = &fn->bars[0];

	if (!b->there || b->io || b->size < offset + 4)
		return NULL;
	return (volatile uint32_t *)see(b->found + offset);
}

/* A drive's version is what it was; others keep what is written. */
static bool works(struct function *fn)
{
	volatile uint32_t *note = note_of(fn);
	uint32_t mark = any();

	if (!has_its_id(fn) || !note)
		return false;
	if (fn->kind == DRIVE)
		return *note == fn->memory;
	*note = mark;
	return *note == mark;
}

/* ---- phases ---- */

static uint32_t any_value(void)
{
	static const uint32_t values[] = { 0, ~0U, 0x80000000, 0x7fffffff, 0xaaaaaaaa, 0x55555555, 1, 0xffff, 0xfffff800 };

	return one_in(2) ? any() : values[below(sizeof(values) / sizeof(values[0]))];
}

static struct function *any_function(void)
{
	return &functions[below(num_functions)];
}

/* Every register, at each size and alignment, once. */
static void sweep(struct function *fn)
{
	unsigned int at, size;

	for (at = 0; at < 256; at++) {
		for (size = 1; size <= 4; size *= 2) {
			get(fn, at, size);
			set(fn, at, size, any_value());
			get(fn, at, size);
		}
		/* Not for long without the others: a guest that is stuck would say nothing. */
		if (at % 64 == 63)
			put_back(fn);
	}
	fn->swept = true;
}

static void registers(unsigned int percent)
{
	struct function *fn;
	int i, n;

	for (i = 0; i < num_functions; i++)
		sweep(&functions[i]);
	while (until(percent)) {
		fn = any_function();
		for (n = 0; n < 200 && until(percent); n++) {
			set(fn, below(256), 1U << below(3), any_value());
			get(fn, below(256), 1U << below(3));
		}
		put_back(fn);
	}
}

/* Where the worker has to say no, or the guest is to blame. */
static uint64_t bad_place(const struct function *fn, int bar)
{
	const struct bar *b = &fn->bars[bar];
	const struct function *other = any_function();
	uint64_t at;

	switch (below(10)) {
	case 0:		/* RAM */
		return 0x100000 + below(0x10000000);
	case 1:		/* where there is no RAM, below 1 MiB */
		return below(0x100000);
	case 2:
		return LAPIC - below(2) * b->size;
	case 3:
		return 0xfc000000UL + below(0x4000000);
	case 4:		/* the top */
		return 0xffffffffUL - b->size + 1;
	case 5:		/* round the top, if it has so many bits */
		return b->wide ? -b->size : 0xfffff000UL;
	case 6:
		return b->wide ? any() : any() & 0xffffffff;
	case 7:		/* where the guest has no addresses any more, or does */
		return b->wide ? 1ULL << (32 + below(32)) : 0x80000000UL;
	case 8:		/* another one's of ours */
		at = other->bars[below(NUM_BARS)].at;
		return at + (one_in(2) ? 0 : (below(3) - 1) * PAGE);
	default:	/* somebody else's */
		return num_others ? others[below(num_others)] & ~0xfUL : 0;
	}
}

static int any_bar(const struct function *fn, bool io)
{
	int i, bar;

	for (i = 0; i < 32; i++) {
		bar = below(NUM_BARS);
		if (fn->bars[bar].there && fn->bars[bar].io == io)
			return bar;
	}
	return -1;
}

/*
 * All BARs of a function where they should not be; one after the other, or all at one place.
 * What is there is only read: a BAR that was refused may leave another device's registers.
 */
static void places(unsigned int percent)
{
	while (until(percent)) {
		struct function *fn = any_function();
		uint64_t at = bad_place(fn, 0);
		bool same = one_in(3), on = one_in(2);
		int bar, i;

		if (on)
			set(fn, COMMAND, 2, COMMAND_MEMORY | COMMAND_IO);
		for (bar = 0; bar < NUM_BARS; bar++) {
			if (!fn->bars[bar].there)
				continue;
			if (fn->bars[bar].io)
				place(fn, bar, one_in(2) ? below(0x1000) : FREE_PORTS + below(0x3000));
			else
				place(fn, bar, same ? at : bad_place(fn, bar));
		}
		set(fn, COMMAND, 2, COMMAND_MEMORY | COMMAND_IO | COMMAND_MASTER);
		for (i = 0; i < 8; i++) {
			bar = any_bar(fn, false);
			if (bar >= 0)
				poke(fn, bar, false);
		}
		if (one_in(4))
			set(fn, COMMAND, 2, 0);
		put_back(fn);
		if (!has_its_id(fn))
			lost++;
	}
}

/* Where in the arena that BAR may be: nobody else's place. */
static uint64_t good_place(const struct function *fn, int bar)
{
	const struct bar *b = &fn->bars[bar];
	uint64_t at = ARENA + b->room * ARENA_STEP;

	if (b->io)
		return FREE_PORTS + 0x200 * b->room + 0x100 * below(2);
	return at + (one_in(2) ? 0 : (b->size > PAGE ? b->size : PAGE));
}

static void make_room(struct function *fn)
{
	int bar;

	for (bar = 0; bar < NUM_BARS; bar++)
		if (fn->bars[bar].there)
			place(fn, bar, good_place(fn, bar));
	set(fn, COMMAND, 2, COMMAND_MEMORY | COMMAND_IO | COMMAND_NO_INTX);
}

/* A window that is trapped: the ROM, and the table's page. */
static int trapped_bar(const struct function *fn)
{
	if (fn->msix && (!fn->bars[ROM_BAR].there || one_in(2)))
		return fn->table_bar;
	return fn->bars[ROM_BAR].there ? ROM_BAR : -1;
}

static uint64_t trapped_offset(const struct function *fn, int bar)
{
	uint64_t size = fn->bars[bar].size;

	if (bar != ROM_BAR)
		return (fn->table & PAGE_MASK) + below(PAGE);
	return one_in(2) ? below(size) : size - 1 - below(64);
}

/* A place in the buffer: anywhere, or so that the next page can't be written, or not be read. */
static uint8_t *any_memory(void)
{
	switch (below(4)) {
	case 0:
		return buffer.at + buffer.good - 1 - below(64);
	case 1:
		return buffer.at + buffer.good + PAGE - 1 - below(64);
	case 2:
		return buffer.at + PAGE * (1 + below(3)) - below(16);
	default:
		return buffer.at + below(buffer.good);
	}
}

/*
 * Over an edge of trapped pages, but none of its elements in both, unless this guest may die:
 * of that one Xen does the first part, then takes what is answered for all of it, sees that it
 * is not, and ends the domain (4.20, emulate.c: hvmemul_rep_movs() takes the translation of
 * before without a look at the edge, hvmemul_do_io() crashes).
 */
static void one_string(const struct function *fn)
{
	struct access access = {
		.n = one_in(16) ? below(5000) : below(100), .size = 1U << below(4), .value = any(), .down = one_in(2),
	};
	uint8_t *mine = any_memory();
	int bar = trapped_bar(fn);
	uint64_t left;

	if (bar < 0)
		return;
	access.p = see(fn->bars[bar].at + trapped_offset(fn, bar));
	if (!access.p)
		return;
	if (!fatal)
		access.p -= (access.p - view.at) % access.size;
	/* Not out of its page, where that is the table: what comes next are the drive's registers. */
	left = (access.p - view.at) % PAGE;
	if (!access.down)
		left = PAGE - left;
	if ((access.down || bar != ROM_BAR) && access.n > left / access.size)
		access.n = left / access.size;
	switch (below(5)) {
	case 0:
		access.from = mine;
		attempt(move, &access);
		break;
	case 1:
		access.size = access.size > 4 ? 4 : access.size;
		attempt(fill, &access);
		break;
	case 2:	/* from one trapped place to another */
		access.from = view.at + below(64);
		access.n %= 64;
		access.down = false;
		attempt(move, &access);
		break;
	default:
		access.from = access.p;
		access.p = mine;
		attempt(move, &access);
		break;
	}
}

/* Strings to a register of configuration space, which come as one request. */
static void one_port_string(const struct function *fn)
{
	uint8_t *mine = buffer.at + PAGE + below(PAGE);
	unsigned int at = below(256);
	struct access access = {
		.p = mine, .from = mine, .n = one_in(8) ? below(600) : below(20), .size = 1U << below(3),
		.port = CONFIG_DATA + (at & 3), .down = one_in(2),
	};

	pthread_mutex_lock(&config_lock);
	outl(fn->where | (at & 0xfc), CONFIG_ADDRESS);
	attempt(one_in(2) ? string_in : string_out, &access);
	pthread_mutex_unlock(&config_lock);
}

static void strings(unsigned int percent)
{
	int i;

	while (until(percent)) {
		for (i = 0; i < num_functions; i++)
			make_room(&functions[i]);
		for (i = 0; i < 200 && until(percent); i++) {
			if (one_in(6))
				one_port_string(any_function());
			else
				one_string(any_function());
			/* What a string to configuration space has moved comes back. */
			if (i % 20 == 19)
				make_room(any_function());
		}
		put_all_back();
	}
}

/* Garbage for an entry of the MSI-X table, by its page; unmasked, at times. */
static void garble_table(struct function *fn)
{
	uint64_t offset = fn->table + 4 * below(4ULL * fn->vectors);
	struct access access = {
		.p = see(fn->bars[fn->table_bar].at + offset), .size = one_in(4) ? any_size(8) : 4,
		.value = one_in(3) ? 0 : any(),
	};

	if (access.p)
		attempt(store, &access);
}

static void garble(struct function *fn)
{
	if (fn->msi) {
		set(fn, fn->msi + below(16), 1U << below(3), any_value());
		set(fn, fn->msi + 2, 2, one_in(2) ? 1 : any());
	}
	if (fn->msix) {
		set(fn, fn->msix + below(12), 1U << below(3), any_value());
		set(fn, fn->msix + 2, 2, below(4) << 14);
		if (fn->bars[fn->table_bar].there)
			garble_table(fn);
	}
	if (fn->pm && one_in(8))
		set(fn, fn->pm + 4, 2, any());
}

static void interrupts(unsigned int percent)
{
	int i;

	while (until(percent)) {
		for (i = 0; i < num_functions; i++)
			make_room(&functions[i]);
		for (i = 0; i < 200 && until(percent); i++)
			garble(any_function());
		put_all_back();
	}
}

static void resets(unsigned int percent)
{
	int i, n = 0;

	do {
		for (i = 0; i < num_functions; i++) {
			struct function *fn = &functions[i];

			if (!fn->exp)
				continue;
			make_room(fn);
			garble(fn);
			set(fn, fn->exp + EXP_DEVCTL, 2, EXP_FLR | any());
			garble(fn);
			put_back(fn);
			if (!has_its_id(fn))
				lost++;
		}
	} while (++n < 20 && until(percent));
}

/* ---- all at once ---- */

struct job {
	pthread_t thread;
	unsigned int number;
	unsigned int percent;
	uint64_t seed;
	bool torn;
	bool strings;
};

static void bind_to(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu % sysconf(_SC_NPROCESSORS_ONLN), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Decoding, as fast as can be; and now and then something that takes longer. */
static void switch_one(const struct job *job, struct function *fn)
{
	static const uint16_t commands[] = {
		0, COMMAND_IO, COMMAND_MEMORY, COMMAND_IO | COMMAND_MEMORY, COMMAND_MASTER | COMMAND_MEMORY,
		COMMAND_IO | COMMAND_MEMORY | COMMAND_MASTER | COMMAND_NO_INTX,
	};
	uint16_t command = commands[below(sizeof(commands) / sizeof(commands[0]))];
	int bar = below(NUM_BARS);

	if (job->torn) {
		write_torn(fn, COMMAND, one_in(4) ? 1 : 2, command);
		if (one_in(16))
			write_torn(fn, ROM, 4, good_place(fn, ROM_BAR) | below(2));
		if (one_in(64))
			write_torn(fn, below(256), 1U << below(3), any_value());
		return;
	}
	set(fn, COMMAND, one_in(4) ? 1 : 2, command);
	if (one_in(8))
		set(fn, ROM, 4, fn->bars[ROM_BAR].at | below(2));
	if (one_in(32))
		garble(fn);
	if (one_in(64) && fn->bars[bar].there)
		place(fn, bar, good_place(fn, bar));
}

static void *switching(void *arg)
{
	const struct job *job = arg;

	seed_with(job->seed, job->number);
	make_buffer();
	bind_to(job->number);
	iopl(3);
	while (until(job->percent))
		switch_one(job, any_function());
	return NULL;
}

static void *using(void *arg)
{
	const struct job *job = arg;
	struct function *fn;
	int bar;

	seed_with(job->seed, job->number);
	make_buffer();
	bind_to(job->number);
	iopl(3);
	while (until(job->percent)) {
		fn = any_function();
		bar = any_bar(fn, one_in(4));
		if (bar < 0)
			continue;
		if (fn->bars[bar].io)
			poke_ports(fn, bar);
		else if (one_in(16) && job->strings)
			one_string(fn);
		else
			poke(fn, bar, !job->torn);
	}
	return NULL;
}

/*
 * Without strings: when a page is mapped while one of those is answered, Xen goes on with
 * it in another way, sees that it is not what was asked for, and ends the domain (emulate.c,
 * hvmemul_do_io(): "Verify the emulation request has been correctly re-issued").
 */
static void storm(unsigned int percent, uint64_t seed, bool torn, bool strings)
{
	static struct job jobs[2 * NUM_CPUS];
	unsigned int i;
	int n;

	for (n = 0; n < num_functions; n++)
		make_room(&functions[n]);
	for (i = 0; i < 2 * NUM_CPUS; i++) {
		jobs[i] = (struct job){ .number = i + 1 + torn * 100, .percent = percent, .seed = seed, .torn = torn,
					.strings = strings };
		if (pthread_create(&jobs[i].thread, NULL, i < NUM_CPUS ? switching : using, &jobs[i])) {
			printf("VGAPT evil=no-threads\n");
			exit(1);
		}
	}
	for (i = 0; i < 2 * NUM_CPUS; i++)
		pthread_join(jobs[i].thread, NULL);
	put_all_back();
}

/* ---- what this guest may die of ---- */

/* Over other devices, which are then written to: what is not the card's is the device's. */
static void over_devices(unsigned int percent)
{
	while (until(percent)) {
		struct function *fn = any_function();
		uint64_t other = num_others ? others[below(num_others)] : 0;
		int bar = any_bar(fn, other & BAR_IO), i;

		if (bar < 0)
			continue;
		place(fn, bar, other & ~0xfUL);
		set(fn, COMMAND, 2, COMMAND_MEMORY | COMMAND_IO);
		for (i = 0; i < 20; i++) {
			if (other & BAR_IO)
				out((other & ~3UL) + below(16), any_size(4), any());
			else if (may_store(fn, bar, 0))
				poke_at((other & ~0xfUL) + below(PAGE), true);
			count(&operations);
		}
		put_back(fn);
	}
}

/* Ports of the chipset, with the BAR over them and without: PIC, PIT, ACPI. */
static void over_chipset(unsigned int percent)
{
	static const uint16_t ports[] = { 0x20, 0x40, 0x70, 0xa0, 0x4d0, 0x500, 0xae00, 0xafe0, 0xb000, 0xb100, 0xf000 };

	while (until(percent)) {
		struct function *fn = any_function();
		uint16_t port = ports[below(sizeof(ports) / sizeof(ports[0]))];
		int bar = any_bar(fn, true), i;

		if (bar < 0)
			continue;
		place(fn, bar, port);
		set(fn, COMMAND, 2, COMMAND_IO);
		for (i = 0; i < 20; i++) {
			out(port + below(16), any_size(2), any());
			count(&operations);
		}
		put_back(fn);
	}
}

/* The LAPIC's page, and whatever else hvmloader keeps below 4 GiB. */
static void over_lapic(unsigned int percent)
{
	while (until(percent)) {
		struct function *fn = any_function();
		int bar = any_bar(fn, false);
		uint64_t at = one_in(2) ? LAPIC : 0xfc000000UL + (below(0x4000000) & PAGE_MASK);

		if (bar < 0)
			continue;
		place(fn, bar, at);
		set(fn, COMMAND, 2, COMMAND_MEMORY);
		poke_at(at + 16 * below(64), true);
		put_back(fn);
	}
}

/* A torn access can take a BAR over the chipset's ports, or another function's, too. */
static void torn(unsigned int percent)
{
	storm(percent, any(), true, false);
}

static void with_strings(unsigned int percent)
{
	storm(percent, any(), false, true);
}

struct part {
	const char *name;
	void (*act)(unsigned int percent);
};

/* It may die in each of them: where it begins changes with the seed. */
static void suicide(uint64_t seed)
{
	static const struct part phases[] = {
		{ "places", places },
		{ "torn", torn },
		{ "storm", with_strings },
		{ "over-devices", over_devices },
		{ "over-chipset", over_chipset },
		{ "over-lapic", over_lapic },
	};
	unsigned int i, num = sizeof(phases) / sizeof(phases[0]);

	for (i = 0; i < num; i++) {
		phase(phases[(seed + i) % num].name);
		phases[(seed + i) % num].act(100 * (i + 1) / num);
	}
}

static void all_at_once(unsigned int percent)
{
	storm(percent, any(), false, false);
}

/* What is one of the guest's parts, all the time; false if there is no such part. */
static bool harm(const char *part)
{
	static const struct part parts[] = {
		{ "registers", registers },
		{ "places", places },
		{ "interrupts", interrupts },
		{ "resets", resets },
		{ "storm", all_at_once },
		{ "strings", strings },
	};
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (strcmp(parts[i].name, part))
			continue;
		phase(part);
		parts[i].act(100);
		return true;
	}
	return false;
}

static int report(uint64_t seed)
{
	int i, good = 0, swept = 0;

	put_all_back();
	for (i = 0; i < num_functions; i++) {
		if (works(&functions[i]))
			good++;
		else
			printf("VGAPT broken=%08x id=%08x\n", functions[i].where, get(&functions[i], ID, 4));
		swept += functions[i].swept;
	}
	printf("VGAPT evil=done seed=%" PRIu64 " operations=%lu sweeps=%d faults=%lu refused=%lu works=%d of=%d lost=%lu\n",
	       seed, operations, swept, faults, refused, good, num_functions, lost);
	return good != num_functions;
}

int main(int argc, char **argv)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE };
	struct sigaction action = { .sa_handler = on_fault, .sa_flags = SA_NODEFER };
	uint64_t seed;
	size_t i;
	int n;

	if (argc != 4) {
		fprintf(stderr, "usage: evil SECONDS SEED registers|places|interrupts|resets|storm|strings|fatal\n");
		return 2;
	}
	seconds = strtod(argv[1], NULL);
	seed = strtoull(argv[2], NULL, 10);
	fatal = !strcmp(argv[3], "fatal");
	memory_fd = open("/dev/mem", O_RDWR | O_SYNC | O_CLOEXEC);
	if (memory_fd < 0 || iopl(3)) {
		printf("VGAPT evil=%s\n", strerror(errno));
		return 1;
	}
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	seed_with(seed, 0);
	make_buffer();
	find_functions();
	if (!num_functions) {
		printf("VGAPT evil=no-function\n");
		return 1;
	}
	for (n = 0; n < num_functions; n++) {
		volatile uint32_t *note = note_of(&functions[n]);

		functions[n].memory = note ? *note : 0;
		if (!works(&functions[n]))
			printf("VGAPT broken=%08x\n", functions[n].where);
	}
	printf("VGAPT seed=%" PRIu64 " functions=%d others=%d\n", seed, num_functions, num_others);
	if (fatal) {
		suicide(seed);
	} else if (!harm(argv[3])) {
		printf("VGAPT evil=no-part\n");
		return 2;
	}
	return report(seed);
}
