// SPDX-License-Identifier: GPL-2.0-only
/*
 * A UEFI application in the place of a firmware that has cards' option ROMs in
 * its own flash, as laptops have: it gives PCI functions their ROM before Xen is
 * started.
 *
 * Xen keeps an option ROM only where the firmware says that it is not from the
 * card's ROM BAR (EFI_PCI_IO_ATTRIBUTE_EMBEDDED_ROM; UEFI specification 2.10,
 * 14.4.2, EFI_PCI_IO_PROTOCOL.Attributes()).  OVMF has none of that kind.
 *
 * On the disk it was started from:
 *   \roms\BB-DD-F.rom   the ROM of the function BB:DD.F (hexadecimal)
 *   \efi\boot\xen.efi   is started next, as if it were this file
 *
 * Names and layouts are those of the UEFI specification 2.10; only what is used
 * is spelled out.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef u64 status;		/* EFI_STATUS: an error has the highest bit */
typedef void *handle;
typedef void unused(void);

#define FAILED(s)	((s) >> 63)
#define NOT_FOUND	(1ULL << 63 | 14)

#define FILE_READ	1
#define LOADER_DATA	2	/* EfiLoaderData */
#define OPERATION_GET	0	/* EfiPciIoAttributeOperationGet */
#define EMBEDDED_ROM	0x4000	/* EFI_PCI_IO_ATTRIBUTE_EMBEDDED_ROM */
#define BY_PROTOCOL	2

#define MAX_ROMS	8

struct guid {
	u32 a;
	u16 b, c;
	u8 d[8];
};

struct text_output {			/* 12.4 */
	unused *reset;
	status (*output_string)(struct text_output *this, const u16 *text);
};

struct boot_services {			/* 7 */
	u8 header[24];
	unused *before_allocate_pool[5];
	status (*allocate_pool)(u32 type, u64 size, void **buffer);
	unused *before_handle_protocol[10];
	status (*handle_protocol)(handle handle, const struct guid *guid, void **interface);
	unused *before_load_image[5];
	status (*load_image)(u8 boot_policy, handle parent, void *path, void *source, u64 size, handle *image);
	status (*start_image)(handle image, u64 *exit_size, u16 **exit_data);
	unused *before_locate_handle_buffer[12];
	status (*locate_handle_buffer)(u32 type, const struct guid *guid, void *key, u64 *count, handle **handles);
};

struct system_table {			/* 4.3 */
	u8 header[24];
	u16 *firmware_vendor;
	u64 firmware_revision;
	handle in_handle;
	void *in;
	handle out_handle;
	struct text_output *out;
	handle error_handle;
	void *error;
	void *runtime_services;
	struct boot_services *boot_services;
};

struct loaded_image {			/* 9.1 */
	u64 revision;
	handle parent;
	void *system_table;
	handle device;
	void *path;
};

struct file {				/* 13.5 */
	u64 revision;
	status (*open)(struct file *this, struct file **new, const u16 *name, u64 mode, u64 attributes);
	status (*close)(struct file *this);
	unused *delete;
	status (*read)(struct file *this, u64 *size, void *buffer);
	unused *write;
	status (*get_position)(struct file *this, u64 *position);
	status (*set_position)(struct file *this, u64 position);
};

struct file_system {			/* 13.4 */
	u64 revision;
	status (*open_volume)(struct file_system *this, struct file **root);
};

struct pci_io {				/* 14.4 */
	unused *before_get_location[14];
	status (*get_location)(struct pci_io *this, u64 *segment, u64 *bus, u64 *device, u64 *function);
	status (*attributes)(struct pci_io *this, u32 operation, u64 attributes, u64 *result);
	unused *bar_attributes[2];
	u64 rom_size;
	void *rom_image;
};

static const struct guid pci_io_guid = {
	0x4cf5b200, 0x68b8, 0x4ca5, { 0x9e, 0xec, 0xb2, 0x3e, 0x3f, 0x50, 0x02, 0x9a }
};
static const struct guid loaded_image_guid = {
	0x5b1b31a1, 0x9562, 0x11d2, { 0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b }
};
static const struct guid file_system_guid = {
	0x964e5b22, 0x6459, 0x11d2, { 0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b }
};

static struct boot_services *bs;
static struct text_output *out;
static struct file *root;

/* The functions that have got a ROM, and who answered for them before. */
static struct pci_io *embedded[MAX_ROMS];
static status (*asked[MAX_ROMS])(struct pci_io *this, u32 operation, u64 attributes, u64 *result);
static u32 count;

static void say(const u16 *text)
{
	out->output_string(out, text);
}

/* A whole file, in memory that stays until the boot services end. */
static status load(const u16 *name, void **data, u64 *size)
{
	struct file *file;
	status s;

	s = root->open(root, &file, name, FILE_READ, 0);
	if (FAILED(s))
		return s;
	s = file->set_position(file, ~0ULL);
	if (!FAILED(s))
		s = file->get_position(file, size);
	if (!FAILED(s))
		s = file->set_position(file, 0);
	if (!FAILED(s))
		s = bs->allocate_pool(LOADER_DATA, *size, data);
	if (!FAILED(s))
		s = file->read(file, size, *data);
	file->close(file);
	return s;
}

static status attributes(struct pci_io *this, u32 operation, u64 wanted, u64 *result)
{
	status s = NOT_FOUND;
	u32 i;

	for (i = 0; i < count; i++) {
		if (embedded[i] != this)
			continue;
		s = asked[i](this, operation, wanted, result);
		if (!FAILED(s) && operation == OPERATION_GET)
			*result |= EMBEDDED_ROM;
		break;
	}
	return s;
}

static u16 digit(u64 value)
{
	return value < 10 ? '0' + value : 'a' + value - 10;
}

static void embed(struct pci_io *pci)
{
	u16 name[] = u"\\roms\\BB-DD-F.rom";
	u64 segment, bus, device, function, size;
	void *data;

	if (FAILED(pci->get_location(pci, &segment, &bus, &device, &function)) || segment || count == MAX_ROMS)
		return;
	name[6] = digit(bus >> 4);
	name[7] = digit(bus & 15);
	name[9] = digit(device >> 4);
	name[10] = digit(device & 15);
	name[12] = digit(function);
	if (FAILED(load(name, &data, &size)))
		return;
	pci->rom_image = data;
	pci->rom_size = size;
	asked[count] = pci->attributes;
	embedded[count++] = pci;
	pci->attributes = attributes;
	say(u"firmware-rom: ");
	say(name);
	say(u"\r\n");
}

status efi_main(handle image, struct system_table *st)
{
	struct loaded_image *self, *xen;
	struct file_system *fs;
	struct pci_io *pci;
	handle *handles, next;
	u64 i, n, size;
	void *data;
	status s;

	bs = st->boot_services;
	out = st->out;
	s = bs->handle_protocol(image, &loaded_image_guid, (void **)&self);
	if (!FAILED(s))
		s = bs->handle_protocol(self->device, &file_system_guid, (void **)&fs);
	if (!FAILED(s))
		s = fs->open_volume(fs, &root);
	if (!FAILED(s))
		s = bs->locate_handle_buffer(BY_PROTOCOL, &pci_io_guid, 0, &n, &handles);
	if (FAILED(s)) {
		say(u"firmware-rom: no disk, or no PCI\r\n");
		return s;
	}
	for (i = 0; i < n; i++) {
		if (!FAILED(bs->handle_protocol(handles[i], &pci_io_guid, (void **)&pci)))
			embed(pci);
	}

	s = load(u"\\efi\\boot\\xen.efi", &data, &size);
	if (!FAILED(s))
		s = bs->load_image(0, image, 0, data, size, &next);
	if (!FAILED(s))
		s = bs->handle_protocol(next, &loaded_image_guid, (void **)&xen);
	if (FAILED(s)) {
		say(u"firmware-rom: there is no xen.efi to start\r\n");
		return s;
	}
	/* It looks for its configuration on the disk and by the name it was started from. */
	xen->device = self->device;
	xen->path = self->path;
	return bs->start_image(next, 0, 0);
}
