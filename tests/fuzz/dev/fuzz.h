/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzzdev: random calls of the running module, what its files share.
 *
 * All that an operation does follows from 64 bits, its number.  The upper half
 * decides what is done and on what, the lower half the details.  So a sequence is
 * a list of such numbers, and it can be told, replayed and mutated.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xen/xen_vgapt.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MAX_THREADS	16
#define MAX_OPS		64		/* kinds of operation */
#define MAX_ERRNO	140
#define MAX_PLACES	24
#define MAX_DOMAINS	8
#define NUM_HANDLES	64
#define NUM_MAPPINGS	16
#define ROM_MAX		(4U << 20)

/* rng.c */
struct rng {
	uint64_t state;
};

void rng_seed(struct rng *rng, uint64_t seed);
uint64_t rng_next(struct rng *rng);
uint32_t rng_below(struct rng *rng, uint32_t limit);
bool rng_once_in(struct rng *rng, uint32_t n);
void rng_fill(struct rng *rng, void *buf, size_t size);
uint64_t rng_mix(uint64_t a, uint64_t b, uint64_t c);

/* A set of errors; 0 stands for success. */
struct errs {
	uint64_t bits[(MAX_ERRNO + 63) / 64];
};

static inline void errs_add(struct errs *set, int err)
{
	set->bits[err / 64] |= 1ULL << (err % 64);
}

static inline bool errs_has(const struct errs *set, int err)
{
	return err >= 0 && err < MAX_ERRNO && (set->bits[err / 64] >> (err % 64) & 1);
}

#define ERRS(...) errs_of((const int[]){ __VA_ARGS__ }, sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int))

static inline struct errs errs_of(const int *list, size_t num)
{
	struct errs set = { { 0 } };

	while (num--)
		errs_add(&set, list[num]);
	return set;
}

/*
 * What is looked at.  Each is counted, and must have been looked at by the end,
 * or the run has shown nothing of it.
 */
enum rule {
	RULE_ERRNO,
	RULE_SIZE,
	RULE_TAIL,
	RULE_PADDING,
	RULE_POINTER,
	RULE_NUMBER,
	RULE_OUTPUT,
	RULE_BEYOND,
	RULE_ROM,
	RULE_MAPPING,
	RULE_TEXT,
	RULE_GARBAGE,
	RULE_KEPT,
	RULE_CLOSED,
	RULE_RESTORED,
	NUM_RULES
};

/**
 * struct thread - one of those that make calls
 * @nr:     from 0 on
 * @shape:  for what is done; seeded anew for each operation
 * @rng:    for the details
 * @index:  how many operations it has begun
 * @num:    the operation's 64 bits
 * @ops:    the list it replays, or NULL
 * @arena:  where its structures lie (calls.c), below 4 GiB
 * @buf:    4 MiB and a page for reading and writing
 * @since:  when the operation began, for the watch
 */
struct thread {
	unsigned int nr;
	pthread_t id;
	struct rng shape, rng;
	uint64_t index;
	uint64_t num;
	uint64_t *ops, num_ops;
	const char *op_name;
	uint8_t *arena;
	uint8_t *buf;
	struct kcov *kcov;
	uint32_t counts[MAX_OPS][MAX_ERRNO];
	uint64_t took[MAX_OPS];
	unsigned int op;
	uint64_t last[16];
	_Atomic uint64_t since;
	_Atomic bool idle;
};

/* main.c */
struct config {
	uint64_t seed, ops;
	unsigned int threads, rounds;
	int only;
	unsigned int stall;
	bool use_kcov;
};

extern struct config config;
extern struct thread *threads;
extern bool admin_round;
uint64_t now_ms(void);
uint64_t now_us(void);

/* report.c */
void looked(struct thread *th, enum rule rule, bool good, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void expect(struct thread *th, enum rule rule, const struct errs *want, int err, const char *what);
void count(struct thread *th, int err);
int report_rules(void);
void report_counts(void);
extern _Atomic uint64_t num_bad;
const char *errno_text(int err);

/* kcov.c */
void kcov_setup(void);
bool kcov_there(void);
void kcov_thread_begin(struct thread *th);
void kcov_thread_end(struct thread *th);
void kcov_op_begin(struct thread *th);
unsigned int kcov_op_end(struct thread *th);
void kcov_report(void);

/**
 * struct place - a display function
 * @sbdf:  its address as text
 * @rom:   its ROM as it was at the beginning
 * @saved: what its writable files had at the beginning
 */
struct place {
	char sbdf[16];
	uint32_t segment;
	uint8_t bus, devfn;
	uint16_t vendor, device;
	uint32_t class;
	bool vga;
	uint8_t *rom;
	uint32_t rom_size;
	char saved[4][256];
	pthread_rwlock_t lock[4];
};

/* places.c */
extern struct place places[MAX_PLACES];
extern unsigned int num_places;
extern uint16_t domains[MAX_DOMAINS];
extern unsigned int num_domains;
extern bool have_xen;
void places_find(void);
void places_domain(const char *text);
bool place_known(uint32_t segment, uint8_t bus, uint8_t devfn);
struct place *place_pick(struct rng *rng);
ssize_t file_read(const char *path, char *buf, size_t size);
int file_write(const char *path, const void *buf, size_t size);
const char *place_file(const struct place *place, const char *name, char path[160]);

/* handles.c */
enum kind {
	KIND_DEVICE,
	KIND_CAP,
	KIND_ROM,	/* from ROM_OPEN */
	KIND_LOAD,	/* from ROM_LOAD */
	NUM_KINDS
};

/**
 * struct handle - a descriptor, which is closed when nobody uses it any more
 * @refs:  the table's and one for each use
 * @place: the function; not for KIND_DEVICE
 * @domid: KIND_CAP: the domain
 * @rights: KIND_CAP: VGAPT_RIGHT_*
 * @rom:   KIND_CAP, KIND_ROM: what can be read, or NULL
 */
struct handle {
	_Atomic int refs;
	int fd;
	enum kind kind;
	struct place *place;
	uint16_t domid;
	uint32_t rights;
	const struct rom *rom;
};

extern const char *const kind_names[NUM_KINDS];
struct handle *handle_new(int fd, enum kind kind, struct place *place, uint16_t domid);
struct handle *handle_get(struct thread *th, enum kind kind);
struct handle *handle_get_any(struct thread *th);
struct handle *handle_dup(const struct handle *handle, int fd);
uint32_t handle_ends(const struct handle *handle);
void handle_put(struct handle *handle);
void handle_store(struct thread *th, struct handle *handle);
void handle_drop(struct thread *th);
void handles_open(void);
void handles_close(void);

/* roms.c */
struct rom {
	struct rom *next;
	uint32_t size;
	uint8_t *data;
};

const struct rom *rom_of(int fd, uint8_t *buf);
uint32_t rom_image(struct thread *th, const struct place *place, uint8_t *buf);

/* An operation. */
struct op {
	const char *name;
	unsigned int weight;
	void (*run)(struct thread *th);
};

/* calls.c, fdops.c, procs.c, sysfs.c */
#define ARENA_PAGES	6
uint8_t *arena_new(void);
int attach_plain(int device, const struct place *place, uint16_t domid);
uint32_t rights_all(const struct place *place);
extern const struct op call_ops[], fd_ops[], proc_ops[], sysfs_ops[];
extern const size_t num_call_ops, num_fd_ops, num_proc_ops, num_sysfs_ops;
const struct op *op_of(unsigned int nr);
unsigned int num_ops(void);
void mappings_drop(void);
void sysfs_save(void);
void sysfs_free_all(void);
void sysfs_nobody(const char *when, bool by_admin);
void sysfs_restore(void);

#endif /* FUZZ_H */
