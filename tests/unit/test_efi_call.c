// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/efi_call.c against Xen's public header, where that is installed, and against
 * bytes written down by hand.
 */
#include "pure/rom/efi_call.h"
#include "unit.h"

#if __has_include(<xen/platform.h>)
#define __XEN_TOOLS__
#include <xen/xen.h>
#include <xen/platform.h>
#endif

static const struct vgapt_sbdf sbdf = { 0xabcd, 0x12, 0x34 };
static const struct vgapt_rom_ids ids = { 0x1002, 0x67df, 1, 2, 0x30000 };

static void bytes(void **state)
{
	static const u8 want[24] = {
		50, 0, 0, 0, 1, 0, 0, 3, 4, 0, 0, 0, 5, 0, 0, 0,
		0xcd, 0xab, 0x12, 0x34, 0x02, 0x10, 0xdf, 0x67,
	};
	struct vgapt_efi_call call;
	size_t i;

	(void)state;
	memset(&call, 0x5a, sizeof(call));
	assert_true(vgapt_efi_call_init(&call, &sbdf, &ids));
	assert_memory_equal(&call, want, sizeof(want));
	for (i = sizeof(want); i < sizeof(call); i++)
		assert_int_equal(((u8 *)&call)[i], 0);
}

static void no_such_segment(void **state)
{
	const struct vgapt_sbdf far = { 0x10000, 0, 0 };
	struct vgapt_efi_call call;

	(void)state;
	assert_false(vgapt_efi_call_init(&call, &far, &ids));
}

static void public_header(void **state)
{
	(void)state;
#ifdef XENPF_INTERFACE_VERSION
	struct vgapt_efi_call call;
	struct xen_platform_op op;

	assert_int_equal(sizeof(op), sizeof(call));
	vgapt_efi_call_init(&call, &sbdf, &ids);
	call.address = 0x123456789abcULL;
	call.size = 0xfedc;
	memcpy(&op, &call, sizeof(op));
	assert_int_equal(op.cmd, XENPF_firmware_info);
	assert_int_equal(op.interface_version, XENPF_INTERFACE_VERSION);
	assert_int_equal(op.u.firmware_info.type, XEN_FW_EFI_INFO);
	assert_int_equal(op.u.firmware_info.index, XEN_FW_EFI_PCI_ROM);
#define ROM op.u.firmware_info.u.efi_info.pci_rom
	assert_int_equal(ROM.segment, 0xabcd);
	assert_int_equal(ROM.bus, 0x12);
	assert_int_equal(ROM.devfn, 0x34);
	assert_int_equal(ROM.vendor, 0x1002);
	assert_int_equal(ROM.devid, 0x67df);
	assert_true(ROM.address == 0x123456789abcULL);
	assert_true(ROM.size == 0xfedc);
#else
	skip();
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes),
		cmocka_unit_test(no_such_segment),
		cmocka_unit_test(public_header),
	};

	return cmocka_run_group_tests_name("efi_call", tests, NULL, NULL);
}
