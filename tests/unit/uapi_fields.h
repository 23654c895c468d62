/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The layout of every structure of <xen/xen_vgapt.h>, written out by hand: what
 * programs that are out there have been compiled with.  A line here never
 * changes; where a structure grows, lines are added at its end.
 *
 *   STRUCT(name, size)
 *   FIELD(struct, field, offset, size)
 */
STRUCT(vgapt_version, 16)
FIELD(vgapt_version, argsz, 0, 4)
FIELD(vgapt_version, flags, 4, 4)
FIELD(vgapt_version, api, 8, 4)
FIELD(vgapt_version, domctl_version, 12, 4)

STRUCT(vgapt_attach, 16)
FIELD(vgapt_attach, argsz, 0, 4)
FIELD(vgapt_attach, flags, 4, 4)
FIELD(vgapt_attach, segment, 8, 4)
FIELD(vgapt_attach, bus, 12, 1)
FIELD(vgapt_attach, devfn, 13, 1)
FIELD(vgapt_attach, domid, 14, 2)

STRUCT(vgapt_device_info, 88)
FIELD(vgapt_device_info, argsz, 0, 4)
FIELD(vgapt_device_info, flags, 4, 4)
FIELD(vgapt_device_info, segment, 8, 4)
FIELD(vgapt_device_info, bus, 12, 1)
FIELD(vgapt_device_info, devfn, 13, 1)
FIELD(vgapt_device_info, domid, 14, 2)
FIELD(vgapt_device_info, vendor, 16, 2)
FIELD(vgapt_device_info, device, 18, 2)
FIELD(vgapt_device_info, subvendor, 20, 2)
FIELD(vgapt_device_info, subdevice, 22, 2)
FIELD(vgapt_device_info, class, 24, 4)
FIELD(vgapt_device_info, num_regions, 28, 4)
FIELD(vgapt_device_info, granted, 32, 4)
FIELD(vgapt_device_info, held, 36, 4)
FIELD(vgapt_device_info, rom_size, 40, 8)
FIELD(vgapt_device_info, rom_source, 48, 4)
FIELD(vgapt_device_info, reserved, 52, 4)
FIELD(vgapt_device_info, rom_sha256, 56, 32)

STRUCT(vgapt_region_info, 40)
FIELD(vgapt_region_info, argsz, 0, 4)
FIELD(vgapt_region_info, flags, 4, 4)
FIELD(vgapt_region_info, index, 8, 4)
FIELD(vgapt_region_info, range, 12, 4)
FIELD(vgapt_region_info, size, 16, 8)
FIELD(vgapt_region_info, base, 24, 8)
FIELD(vgapt_region_info, offset, 32, 8)

STRUCT(vgapt_ranges, 16)
FIELD(vgapt_ranges, argsz, 0, 4)
FIELD(vgapt_ranges, flags, 4, 4)
FIELD(vgapt_ranges, ranges, 8, 4)
FIELD(vgapt_ranges, reserved, 12, 4)

STRUCT(vgapt_reset, 8)
FIELD(vgapt_reset, argsz, 0, 4)
FIELD(vgapt_reset, flags, 4, 4)
