/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * faults: an operation of the module, once with its first fault point failing,
 * once with its second, and so on, until it has no more.
 */
#ifndef VGAPT_FAULTS_H
#define VGAPT_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vgapt_trap;

/* inject.c: what can be made to fail */
enum fault {
	FAULT_ALLOC,		/* an allocation or copy in this task */
	FAULT_WORKER,		/* one in a kernel worker */
	FAULT_XEN,		/* a call of Xen, with EIO */
	FAULT_XEN_EINVAL,	/* the same with EINVAL, which unmapping takes for an answer */
	FAULT_XEN_TWICE,	/* two in a row, with EIO: undoing fails, too */
	NUM_FAULTS
};

enum injected {
	INJECTED,
	INJECTED_NOT,		/* it had fewer points */
	INJECTED_NOWHERE,	/* nothing that was armed has run */
};

bool inject_has(enum fault fault);
const char *inject_name(enum fault fault);
int inject_errno(enum fault fault);
void inject_within(bool load);
void inject_arm(enum fault fault, unsigned int nth);
void inject_quiet(void);
enum injected inject_disarm(enum fault fault);

/* card.c: the card, the module and dom0's log, as they are seen from outside */
extern const char *card_sbdf;
extern char card_source[];
extern unsigned int card_domid;

/**
 * struct card_bar - a BAR of the card's
 * @io:    ports, not memory
 * @start: where it is in the machine
 * @size:  bytes or ports
 */
struct card_bar {
	bool io;
	uint64_t start;
	uint64_t size;
};

void die(const char *what) __attribute__((noreturn));
int file_write(const char *path, const char *text);
int file_read(const char *path, char *buf, size_t size);
bool file_there(const char *path);
const char *card_path(const char *file);
const char *card_attr(const char *file);
void card_look(void);
bool card_bound(void);
uint32_t card_class(void);
unsigned int card_cap(uint8_t id);
uint16_t card_config(unsigned int at);
void card_command(uint16_t bits);
bool card_bar(unsigned int bar, struct card_bar *info);
uint32_t card_peek(unsigned int bar, unsigned int offset);
void log_mark(void);
bool log_wait(const char *what, unsigned int ms);
bool log_complains(void);

/* xen.c: what Xen knows */
#define XEN_IN_PART	0x80
int xen_says(void);

#define XEN_MAX_PAGES	512

/**
 * struct xen_sight - what Xen has of the domain
 * @pauses: how many pauses
 * @irqs:   interrupts that it may have
 * @bound:  those that are led to it
 * @ports:  the ports that it may reach, for xen_covered()
 * @memory: the pages of memory, likewise
 * @num_pages: how many of @gfn and @mfn there are
 * @gfn:    its pages at which there is memory of a device
 * @mfn:    which of the machine's that is
 */
struct xen_sight {
	unsigned int pauses;
	unsigned int irqs;
	unsigned int bound;
	char ports[1024];
	char memory[1024];
	unsigned int num_pages;
	unsigned long gfn[XEN_MAX_PAGES];
	unsigned long mfn[XEN_MAX_PAGES];
};

void xen_look(struct xen_sight *sight);
unsigned long xen_covered(const char *set, unsigned long first, unsigned long last);
unsigned int xen_mapped(const struct xen_sight *sight, unsigned long gfn, unsigned long mfn, unsigned int nr);

/* calls.c: the character device and the capability */
int call_attach(void);
int call_grant(int cap, uint32_t ranges);
int call_revoke(int cap, uint32_t ranges);
int call_reset(int cap);
int call_take_back(int cap);
int call_info(int cap);
int call_rom_source(void);
int call_rom_open(void);
int call_rom_load(const void *image, size_t size);
uint32_t call_held(int cap);
uint32_t call_granted(int cap);
int call_attach_with(uint32_t rights);
unsigned int call_capabilities(void);
int call_hold(int cap);
int call_release(int cap);
int call_map(int cap, uint32_t flags, uint32_t region, uint64_t offset, uint64_t length, uint64_t address);
int call_msi(int cap, uint32_t flags, uint32_t vector, uint64_t address, uint32_t data, uint64_t table);
int call_grant_traps(int cap, uint32_t ranges, const struct vgapt_trap *traps, uint32_t num);
int call_read(int cap, uint32_t region, uint64_t offset, void *to, size_t size);
int call_write(int cap, uint32_t region, uint64_t offset, const void *from, size_t size);
uint32_t call_events(int cap);
int call_listen(void);
int call_answer(int listener, uint64_t id);

/* operations.c */

/**
 * struct operation - what is done with one fault after the other
 * @name:     what to call it
 * @faults:   BIT(enum fault)s that it is to suffer
 * @load:     the module is not there yet: what counts is below its init function
 * @ready:    bring about the state it begins in
 * @run:      do it; 0 or a negative errno
 * @settle:   wait for what goes on in the background, or NULL
 * @before:   is it as it was?  Asked after an error
 * @after:    is it as it is to be?  Asked after success
 * @degraded: it succeeded with less than that: is that in order?  Or NULL: never
 * @repair:   make the rest good, or NULL: run again does
 * @anew:     what it takes to do it again after a failure, or NULL: nothing
 * @undo:     back to what was before @ready, or NULL
 * @errnos:   besides ENOMEM, EFAULT and what a fault of Xen was given
 */
struct operation {
	const char *name;
	unsigned int faults;
	bool load;
	void (*ready)(void);
	void (*anew)(void);
	int (*run)(void);
	void (*settle)(void);
	bool (*before)(void);
	bool (*after)(void);
	bool (*degraded)(void);
	void (*repair)(void);
	void (*undo)(void);
	int errnos[4];
};

extern const struct operation operations[];
extern const size_t num_operations;

/* No domain has it: as if the card were another one's now. */
#define OTHER_DOMID	28672
#define SETTLE_MS	5000
/* A rival whose note can't be read counts as in use. */
#define RIVAL		.errnos = { EBUSY }
#define BIT(n)		(1U << (n))
#define ALLOC		BIT(FAULT_ALLOC)
#define WORKER		BIT(FAULT_WORKER)
#define XEN_TWICE	BIT(FAULT_XEN_TWICE)
#define XEN		(BIT(FAULT_XEN) | BIT(FAULT_XEN_EINVAL))

void must(int rc, const char *what);
bool always(void);
bool told(void);
void bind_if_not(void);
bool not_bound(void);
int unbind(void);
int own(void);
int disown(void);
bool owner_is(bool ours);
int flr(void);
void note(unsigned int domid);
void note_anew(void);

/* model.c, news.c: what a device model does, and a daemon that starts them */
extern const struct operation model_operations[];
extern const size_t num_model_operations;
extern const struct operation news_operations[];
extern const size_t num_news_operations;

void domain_there(void);

/* faults.c: for the questions in an operation; keeps the words for what is wrong */
bool expect(bool good, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif /* VGAPT_FAULTS_H */
