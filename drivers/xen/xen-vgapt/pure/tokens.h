/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every word that the module's files in sysfs and fdinfo may say.
 *
 * A line is words with one blank between them.  A word is a token of this list
 * ([a-z0-9_-]), a decimal number, an SBDF (dddd:bb:dd.f) or a link width (x16).
 * Sentences are for the command and the documents.  Tokens may be added; a
 * reader that meets one it does not know passes it on as it is.
 *
 * The lists are macros, so that the module, the command and the tests expand the
 * same ones: X(SYMBOL, "token").
 */
#ifndef XEN_VGAPT_PURE_TOKENS_H
#define XEN_VGAPT_PURE_TOKENS_H

/* reset_plan, reset_method, last_reset: VGAPT_RESET_* */
#define VGAPT_METHOD_TOKENS(X)				\
	X(VENDOR, "vendor")				\
	X(KERNEL, "kernel")				\
	X(FLR, "flr")					\
	X(AF_FLR, "af_flr")				\
	X(PM, "pm")					\
	X(SLOT, "slot")					\
	X(BUS, "bus")					\
	X(LINK, "link")

/* reset_plan: VGAPT_REASON_*; "in" is for a method that is usable */
#define VGAPT_REASON_TOKENS(X)				\
	X(IN, "in")					\
	X(NOT_SEIZED, "not-seized")			\
	X(FOREIGN, "foreign")				\
	X(BEING_RESET, "being-reset")			\
	X(ABSENT, "absent")				\
	X(SAFER, "slot-driver")				\
	X(QUIRK, "quirk")				\
	X(USELESS, "useless")				\
	X(NO_SOFT_RESET, "no-soft-reset")		\
	X(SIBLING_DRIVER, "sibling-driver")		\
	X(SIBLING_DOMAIN, "sibling-domain")		\
	X(SIBLING_RIGHT, "sibling-right")		\
	X(HOTPLUG, "hotplug")				\
	X(OPTED_OUT, "opted-out")			\
	X(EXPERIMENTAL, "experimental")			\
	X(NOT_LISTED, "not-listed")			\
	X(NO_REGISTERS, "no-registers")			\
	X(NO_MEMORY, "no-memory")			\
	X(IDLE, "idle")					\
	X(HUNG, "hung")

/* last_reset: VGAPT_WHY_*, how a reset came to its end where that is not plain */
#define VGAPT_WHY_TOKENS(X)				\
	X(NONE, "none")					\
	X(IDLE, "idle")					\
	X(FOREIGN, "foreign")				\
	X(SIBLING, "sibling")				\
	X(SIBLING_RIGHT, "sibling-right")		\
	X(NO_METHOD, "no-method")			\
	X(NO_MEMORY, "no-memory")			\
	X(METHOD_FAILED, "method-failed")		\
	X(NO_ANSWER, "no-answer")			\
	X(DISTURBED, "disturbed")			\
	X(STOPPED, "stopped")				\
	X(LEFT, "left")					\
	X(NOT_RESET, "not-reset")			\
	X(OTHER_IDS, "other-ids")			\
	X(OTHER_CLASS, "other-class")			\
	X(BARS_LOST, "bars-lost")			\
	X(FATAL_ERROR, "fatal-error")			\
	X(NO_SIGN_OF_LIFE, "no-sign-of-life")		\
	X(NO_REGISTERS, "no-registers")			\
	X(BRIDGE_NO_ANSWER, "bridge-no-answer")		\
	X(LINK_STAYS_DOWN, "link-stays-down")		\
	X(LINK_STAYS_UP, "link-stays-up")		\
	X(NO_VBIOS, "no-vbios")				\
	X(CONFIG_LOST, "config-lost")			\
	X(REGISTERS_LOST, "registers-lost")		\
	X(IGNORED, "ignored")				\
	X(NO_EVIDENCE, "no-evidence")			\
	X(MEMSIZE_UNREADABLE, "memsize-unreadable")	\
	X(SMC_NOT_STOPPED, "smc-not-stopped")		\
	X(SMC_NOT_RESET, "smc-not-reset")		\
	X(SMC_NO_ANSWER, "smc-no-answer")		\
	X(SMU_BUSY, "smu-busy")				\
	X(SMU_NO_ANSWER, "smu-no-answer")		\
	X(SMU_REFUSES, "smu-refuses")			\
	X(PSP_NO_COMMAND, "psp-no-command")		\
	X(PSP_NO_ACK, "psp-no-ack")			\
	X(PSP_UNREADABLE, "psp-unreadable")		\
	X(PSP_NOT_RESET, "psp-not-reset")		\
	X(PSP_NOT_READY, "psp-not-ready")		\
	X(BIF_NO_ANSWER, "bif-no-answer")		\
	X(POWER_STAYS_ON, "power-stays-on")		\
	X(POWER_STAYS_OFF, "power-stays-off")		\
	X(BACO_UNREADABLE, "baco-unreadable")		\
	X(BOOT0_UNREADABLE, "boot0-unreadable")		\
	X(BOOT0_NO_CHIP, "boot0-no-chip")		\
	X(NOT_POSTED, "not-posted")			\
	X(FORCEWAKE_UNREADABLE, "forcewake-unreadable")

/*
 * last_reset, after "ok": the link came back as less than it was.  Two words
 * follow each: what it is now, what it was.
 */
#define VGAPT_TOKEN_LINK_NARROWER	"link-narrower"
#define VGAPT_TOKEN_LINK_SLOWER		"link-slower"

/* state: VGAPT_STATE_* */
#define VGAPT_STATE_TOKENS(X)				\
	X(NONE, "none")					\
	X(DEAD, "dead")

/* model: who serves the function to its guest */
#define VGAPT_TOKEN_MODEL_NONE		"none"
#define VGAPT_TOKEN_MODEL_QEMU		"qemu"
#define VGAPT_TOKEN_MODEL_VGAPT		"vgapt"

/* rom_source: VGAPT_ROM_* of <xen/xen_vgapt.h> */
#define VGAPT_SOURCE_TOKENS(X)				\
	X(NONE, "none")					\
	X(ROMBAR, "rombar")				\
	X(SHADOW, "shadow")				\
	X(EFI, "efi")					\
	X(PLATFORM, "platform")				\
	X(VFCT, "vfct")					\
	X(ATRM, "atrm")					\
	X(ACPI_ROM, "acpi_rom")				\
	X(PROM, "prom")					\
	X(PRAMIN, "pramin")				\
	X(SMC, "smc")					\
	X(VRAM, "vram")					\
	X(USER, "user")

/* rom_images: VGAPT_ROM_CODE_*; whatever else is written there is "unknown" */
#define VGAPT_CODE_TOKENS(X)				\
	X(X86, "x86")					\
	X(OFW, "ofw")					\
	X(HPPA, "hppa")					\
	X(EFI, "efi")					\
	X(NBSI, "nbsi")

/* rom_status: enum vgapt_rom_status */
#define VGAPT_STATUS_TOKENS(X)				\
	X(ABSENT, "absent")				\
	X(INVALID, "invalid")				\
	X(UNVERIFIED, "unverified")			\
	X(MODIFIED, "modified")				\
	X(PRISTINE, "pristine")

/* rom_mode: enum vgapt_rom_mode */
#define VGAPT_ROM_MODE_TOKENS(X)			\
	X(COPY, "copy")					\
	X(FLASH, "flash")				\
	X(NONE, "none")

/* rom_served: enum vgapt_rom_served */
#define VGAPT_ROM_SERVED_TOKENS(X)			\
	X(NONE, "none")					\
	X(COPY, "copy")					\
	X(FLASH, "flash")				\
	X(SHADOW, "shadow")

/* rom_flash: enum vgapt_rom_flash */
#define VGAPT_ROM_FLASH_TOKENS(X)			\
	X(UNKNOWN, "unknown")				\
	X(SAME, "same")					\
	X(CHANGED, "changed")

/*
 * fdinfo of a capability: what each line begins with.  The first has a number, the
 * second an SBDF, the third a domid; then tokens of the lists below.
 */
#define VGAPT_FDINFO_ID		"xen-vgapt-id"
#define VGAPT_FDINFO_FUNCTION	"xen-vgapt-function"
#define VGAPT_FDINFO_DOMAIN	"xen-vgapt-domain"
#define VGAPT_FDINFO_RIGHTS	"xen-vgapt-rights"
#define VGAPT_FDINFO_STATE	"xen-vgapt-state"

/* xen-vgapt-rights: VGAPT_RIGHT_* of <xen/xen_vgapt.h> */
#define VGAPT_RIGHT_TOKENS(X)				\
	X(ROM, "rom")					\
	X(LEGACY, "legacy")				\
	X(RESET, "reset")				\
	X(RESET_OTHERS, "reset-others")			\
	X(ADDRESSES, "addresses")			\
	X(HOLD, "hold")					\
	X(MODEL, "model")

/* In place of a list of rights, where one is given */
#define VGAPT_TOKEN_ALL_RIGHTS	"all"

/* xen-vgapt-state: VGAPT_CAPABILITY_*, as many as there are, or "live" */
#define VGAPT_CAPABILITY_TOKENS(X)			\
	X(EXCLUSIVE, "exclusive")			\
	X(REVOKED, "revoked")				\
	X(DOMAIN_GONE, "domain-gone")			\
	X(UNPLUGGED, "unplugged")			\
	X(RESETTING, "resetting")			\
	X(TAKEN, "taken")

#define VGAPT_TOKEN_LIVE	"live"

/* The kernel's log, and the command: enum vgapt_rom_fault */
#define VGAPT_FAULT_TOKENS(X)				\
	X(GOOD, "good")					\
	X(EMPTY, "empty")				\
	X(NO_SIGNATURE, "no-signature")			\
	X(NO_PCIR, "no-pcir")				\
	X(PCIR_OUTSIDE, "pcir-outside")			\
	X(ZERO_LENGTH, "zero-length")			\
	X(TOO_LONG, "too-long")				\
	X(TOO_MANY_IMAGES, "too-many-images")		\
	X(WRONG_IDS, "wrong-ids")			\
	X(BAD_CHECKSUM, "bad-checksum")

#endif /* XEN_VGAPT_PURE_TOKENS_H */
