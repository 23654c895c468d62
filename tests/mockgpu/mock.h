/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mockgpu: PCI functions played by a program, for QEMU's vfio-user-pci.
 *
 * main.c	options, sockets, the loop
 * proto.c	the vfio-user protocol; nothing else knows of messages
 * access.c	one read or write: faults, latency, behaviours, log
 * config.c	configuration space: header, capabilities, resets found in it
 * region.c	BARs and the ROM as plain storage
 * rom.c	makes option ROMs
 * parse.c	personality files
 * device.c	a device's beginning and end, and its behaviours' hooks
 * log.c	one line for each access
 * behaviours/	what one kind of hardware does, a file each
 */
#ifndef MOCK_H
#define MOCK_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MOCK_NEVER	(~0ULL)

/* The numbers vfio-user gives to a PCI function's regions. */
enum mock_region_index {
	MOCK_BAR0 = 0,
	MOCK_BAR5 = 5,
	MOCK_ROM = 6,
	MOCK_CFG = 7,
	MOCK_VGA = 8,
	MOCK_REGIONS
};

#define MOCK_BARS	(MOCK_BAR5 + 1)
#define MOCK_CFG_SIZE	4096
#define MOCK_CFG_PLAIN	256

/**
 * struct mock_region - a BAR, the ROM, or configuration space
 * @size:       bytes, 0 if there is none
 * @data:       what a plain read finds, NULL for the ROM and config
 * @fill:       what @data holds at first
 * @io:         ports, not memory
 * @mem64:      takes two BARs
 * @prefetch:   prefetchable
 * @latency:    microseconds for each access, of each 4 bytes of a longer one
 * @ones_after: number of accesses after which all bits are ones
 * @accesses:   accesses so far
 */
struct mock_region {
	u64 size;
	u8 *data;
	u8 fill;
	bool io;
	bool mem64;
	bool prefetch;
	u32 latency;
	u64 ones_after;
	u64 accesses;
};

/**
 * struct mock_cap - a capability as a personality asks for it
 * @id:   capability ID
 * @pos:  where in configuration space
 * @len:  bytes of @body
 * @body: what follows ID and next pointer
 * @mask: which bits of it software can write
 */
struct mock_cap {
	u8 id;
	u8 pos;
	u8 len;
	u8 body[62];
	u8 mask[62];
};

/**
 * struct mock_config - configuration space
 * @size:    256, or 4096 for PCI Express
 * @data:    what reads find
 * @initial: what a reset restores
 * @mask:    bits that software can write
 * @clear:   bits that software clears by writing 1
 */
struct mock_config {
	u32 size;
	u8 data[MOCK_CFG_SIZE];
	u8 initial[MOCK_CFG_SIZE];
	u8 mask[MOCK_CFG_SIZE];
	u8 clear[MOCK_CFG_SIZE];
};

/**
 * struct mock_rom - an option ROM under construction, or done
 * @data: its bytes
 * @len:  how many
 * @last: offset of the last image
 * @images: number of images
 */
struct mock_rom {
	u8 *data;
	u32 len;
	u32 last;
	u32 images;
};

enum mock_reset_kind {
	MOCK_RESET_MESSAGE,	/* DEVICE_RESET: QEMU resets the machine or the bus */
	MOCK_RESET_FLR,		/* Initiate FLR in Device Control */
	MOCK_RESET_AF,		/* Initiate FLR in the Advanced Features capability */
	MOCK_RESET_PM,		/* D3hot to D0 without No_Soft_Reset */
	MOCK_RESET_VENDOR,	/* the vendor's registers */
	MOCK_RESET_KINDS
};

/* What becomes of a reset; where behaviours disagree, the later in this list. */
enum mock_reset_effect {
	MOCK_EFFECT_REAL,	/* the function is as at power-on */
	MOCK_EFFECT_CONFIG,	/* configuration space is, but nothing else */
	MOCK_EFFECT_NONE,	/* nothing is */
	MOCK_EFFECT_ALREADY	/* it was reset with another function of its card */
};

/* Does a function answer?  Where behaviours disagree, the later in this list. */
enum mock_answer {
	MOCK_ANSWERS,
	MOCK_RETRY,		/* Configuration Request Retry Status */
	MOCK_SILENT		/* all ones */
};

/* What has become of a card since it was switched on: see behaviours/operator.c. */
enum mock_state {
	MOCK_STATE_FRESH,	/* nobody has started it */
	MOCK_STATE_RUNNING,	/* a driver has */
	MOCK_STATE_CRASHED,	/* and has gone in the middle of its work */
	MOCK_STATE_SHUT_DOWN,	/* and has gone as it should */
	MOCK_STATE_HUNG,	/* and the card does not do what it is told any more */
	MOCK_STATE_HUNG_PSP,	/* nor does its security processor, if it has one */
	MOCK_STATE_DEAD,	/* the function answers nobody until it is really reset */
	MOCK_STATE_GONE,	/* or until it is switched off and on */
	MOCK_STATES
};

struct mock_device;
struct mock_args;

/**
 * struct mock_behaviour - what one kind of hardware does
 * @name:         the key in personality files
 * @usage:        its arguments, for messages
 * @priv_size:    bytes of state for each use, zeroed before @init
 * @init:         take the arguments; MOCK_BAD (see parse.c) if they are wrong
 * @start:        all of the personality has been read: regions are known
 * @config_read:  after a plain read: may change @val
 * @config_write: after a plain write of @val
 * @region_read:  true if answered, false: let others, then plain storage
 * @region_write: likewise
 * @answer:       does the function answer now?  If not, no hook is asked, and
 *                what is written is lost
 * @judge:        what a reset of this kind is going to do
 * @reset:        the function has really been reset
 * @was_reset:    a reset is over, whatever its effect
 * @put:          the card was switched off and on, which has called @reset, and is to
 *                be in this state
 * @disconnect:   the client has gone
 * @check:        say what software has left as it should not be
 * @release:      free what @init or @start took (the state itself goes by itself)
 *
 * Any hook may be NULL.  Hooks of one device are called in the order of the
 * lines of its personality.
 */
struct mock_behaviour {
	const char *name;
	const char *usage;
	size_t priv_size;
	int (*init)(struct mock_device *dev, void *priv, struct mock_args *args);
	int (*start)(struct mock_device *dev, void *priv);
	void (*config_read)(struct mock_device *dev, void *priv, u32 off,
			    u32 len, u8 *val);
	void (*config_write)(struct mock_device *dev, void *priv, u32 off,
			     u32 len, const u8 *val);
	bool (*region_read)(struct mock_device *dev, void *priv, u32 region,
			    u64 off, u32 len, u8 *val);
	bool (*region_write)(struct mock_device *dev, void *priv, u32 region,
			     u64 off, u32 len, const u8 *val);
	enum mock_answer (*answer)(struct mock_device *dev, void *priv);
	enum mock_reset_effect (*judge)(struct mock_device *dev, void *priv,
					enum mock_reset_kind kind);
	void (*reset)(struct mock_device *dev, void *priv,
		      enum mock_reset_kind kind);
	void (*was_reset)(struct mock_device *dev, void *priv,
			  enum mock_reset_kind kind, enum mock_reset_effect effect);
	void (*put)(struct mock_device *dev, void *priv, enum mock_state state);
	void (*disconnect)(struct mock_device *dev, void *priv);
	void (*check)(struct mock_device *dev, void *priv);
	void (*release)(struct mock_device *dev, void *priv);
};

/**
 * struct mock_attached - a behaviour in use
 * @behaviour: which
 * @priv:      its state
 */
struct mock_attached {
	const struct mock_behaviour *behaviour;
	void *priv;
};

/**
 * struct mock_log - where lines go
 * @file:   or NULL: nowhere
 * @filter: comma-separated names of regions whose accesses are left out
 */
struct mock_log {
	FILE *file;
	const char *filter;
};

#define MOCK_MAX_CAPS		16
#define MOCK_MAX_BEHAVIOURS	16

/**
 * struct mock_device - one PCI function
 * @name:       in the log, and of its socket
 * @log:        where its lines go
 * @loses_config: the reset by the vendor's registers that is under way takes
 *              configuration space, too
 * @vendor:     ids as the personality gives them, like the next six
 * @device:     see @vendor
 * @subvendor:  see @vendor
 * @subdevice:  see @vendor
 * @class:      24 bits: base class, sub-class, interface
 * @revision:   see @vendor
 * @pin:        interrupt pin, 0 for none
 * @multi:      the header says that there are other functions
 * @caps:       capabilities, in order
 * @ncaps:      how many
 * @cfg:        configuration space
 * @region:     regions by their vfio-user number
 * @rom:        the VBIOS, wherever the device keeps it
 * @rom_fill:   what follows it in the flash
 * @rom_chunk:  most bytes of the ROM in one reply, 0 for no limit
 * @behaviours: in the order of the personality
 * @nbehaviours: how many
 * @violations: how many VIOLATION lines there were
 * @enabled:    its memory has been enabled since the client came
 * @dead:       it answers nobody until it is really reset
 * @for_ever:   it does not answer as it should, and no reset changes that
 * @fatal:      whoever reads or writes its memory while it does not answer takes the
 *              host down
 * @next:       the function that was made after it
 * @fd:         the client, -1 if there is none
 * @greeted:    versions have been exchanged
 * @in:         bytes received and not yet used
 * @in_len:     how many
 * @in_size:    bytes allocated for @in
 */
struct mock_device {
	char *name;
	struct mock_log *log;
	u16 vendor;
	u16 device;
	u16 subvendor;
	u16 subdevice;
	u32 class;
	u8 revision;
	u8 pin;
	bool multi;
	struct mock_cap caps[MOCK_MAX_CAPS];
	u32 ncaps;
	struct mock_config cfg;
	bool loses_config;
	struct mock_region region[MOCK_REGIONS];
	struct mock_rom rom;
	u8 rom_fill;
	u32 rom_chunk;
	struct mock_attached behaviours[MOCK_MAX_BEHAVIOURS];
	u32 nbehaviours;
	u32 violations;
	bool enabled;
	bool dead;
	bool for_ever;
	bool fatal;
	struct mock_device *next;
	int fd;
	bool greeted;
	u8 *in;
	size_t in_len;
	size_t in_size;
};

/* device.c */

struct mock_device *mock_device_new(const char *name, struct mock_log *log);
int mock_device_start(struct mock_device *dev);
void mock_device_free(struct mock_device *dev);
void mock_device_reset(struct mock_device *dev, enum mock_reset_kind kind);
struct mock_device *mock_device_nth(u32 n);
void mock_device_put(struct mock_device *dev, enum mock_state state);
bool mock_device_starting(const struct mock_device *dev, enum mock_reset_kind kind);
enum mock_answer mock_device_answer(struct mock_device *dev);
bool mock_reset_find(const char *name, enum mock_reset_kind *kind);
void mock_device_disconnect(struct mock_device *dev);
void mock_device_check(struct mock_device *dev);
const struct mock_behaviour *mock_behaviour_find(const char *name);
int mock_device_attach(struct mock_device *dev,
		       const struct mock_behaviour *behaviour,
		       struct mock_args *args);

/* access.c */

void mock_read(struct mock_device *dev, u32 region, u64 off, u32 len, u8 *val);
void mock_write(struct mock_device *dev, u32 region, u64 off, u32 len,
		const u8 *val);

/* config.c */

int mock_config_build(struct mock_device *dev);
void mock_config_read(struct mock_device *dev, u32 off, u32 len, u8 *val);
void mock_config_write(struct mock_device *dev, u32 off, u32 len,
		       const u8 *val);
void mock_config_reset(struct mock_device *dev);
bool mock_config_memory(const struct mock_device *dev);
bool mock_config_rom_enabled(const struct mock_device *dev);
u32 mock_config_get(const struct mock_device *dev, u32 off, u32 len);
void mock_config_set(struct mock_device *dev, u32 off, u32 len, u32 val);
void mock_config_writable(struct mock_device *dev, u32 off, u32 len, u32 mask);

/* region.c */

int mock_region_alloc(struct mock_region *region);
void mock_region_release(struct mock_region *region);
void mock_region_read(const struct mock_region *region, u64 off, u32 len,
		      u8 *val);
void mock_region_write(struct mock_region *region, u64 off, u32 len,
		       const u8 *val);
bool mock_region_power_of_two(u64 size);
void mock_rom_content(const struct mock_device *dev, u64 off, u32 len, u8 *val);

/* rom.c */

/**
 * struct mock_image - an image to be made
 * @code_type: of its PCI data structure: 0 x86, 3 EFI
 * @vendor:    ids in it
 * @device:    see @vendor
 * @units:     bytes / 512 that it takes
 * @claim:     units that its headers claim
 * @last:      the last-image flag is set
 * @atom:      has the marks by which AMD's drivers know their VBIOS
 * @bad_sum:   its bytes do not add up to 0
 * @no_pcir:   the pointer leads to no PCI data structure
 * @seed:      for what fills it
 */
struct mock_image {
	u8 code_type;
	u16 vendor;
	u16 device;
	u32 units;
	u32 claim;
	bool last;
	bool atom;
	bool bad_sum;
	bool no_pcir;
	u32 seed;
};

int mock_rom_add(struct mock_rom *rom, const struct mock_image *image);
int mock_rom_load(struct mock_rom *rom, const char *path);
void mock_rom_release(struct mock_rom *rom);

/* parse.c */

#define MOCK_MAX_ARGS	32

/**
 * struct mock_args - one line of a personality, in words
 * @file:  for messages
 * @line:  for messages
 * @count: how many words, the key included
 * @word:  the words
 */
struct mock_args {
	const char *file;
	unsigned int line;
	int count;
	char *word[MOCK_MAX_ARGS];
};

#define MOCK_BAD	(-EINVAL)

int mock_parse_file(struct mock_device *dev, const char *path);
int mock_parse_number(struct mock_args *args, int index, u64 max, u64 *val);
int mock_parse_bar(struct mock_args *args, int index, u32 *bar);
int mock_parse_reset(struct mock_args *args, int index, enum mock_reset_kind *kind);
int mock_parse_register(struct mock_args *args, u32 *bar, u64 *off);
__attribute__((format(printf, 2, 3)))
int mock_parse_error(const struct mock_args *args, const char *format, ...);

/* log.c */

u64 mock_now(void);
const char *mock_region_name(u32 region);
void mock_log_access(struct mock_device *dev, u32 region, const char *verb,
		     u64 off, u32 len, const u8 *val);
__attribute__((format(printf, 2, 3)))
void mock_log_line(struct mock_device *dev, const char *format, ...);
__attribute__((format(printf, 2, 3)))
void mock_violation(struct mock_device *dev, const char *format, ...);

/* proto.c */

void mock_client_attach(struct mock_device *dev, int fd);
int mock_client_input(struct mock_device *dev);

/* The bytes of a PCI function, and so of everything here, are little endian. */

static inline u32 mock_get(const u8 *p, u32 len)
{
	u32 val = 0;

	while (len--)
		val = val << 8 | p[len];
	return val;
}

static inline void mock_put(u8 *p, u32 len, u64 val)
{
	for (; len--; val >>= 8)
		*p++ = val;
}

/* Do two ranges of bytes touch? */
static inline bool mock_overlap(u64 a, u64 a_len, u64 b, u64 b_len)
{
	return a < b + b_len && b < a + a_len;
}

#endif /* MOCK_H */
