# SPDX-License-Identifier: GPL-2.0-only
#
# xen-vgapt.  "make help" tells what can be made.

# Debian's "su" leaves root without these; dkms, depmod and update-initramfs are there.
export PATH := $(PATH):/usr/local/sbin:/usr/sbin:/sbin

# Some of it is used in other folders.
ifneq ($(DESTDIR),)
override DESTDIR := $(abspath $(DESTDIR))
endif

NAME	:= xen-vgapt
VERSION	:= $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
KVER	?= $(shell uname -r)
KDIR	?= /lib/modules/$(KVER)/build
PREFIX	?= /usr
W	?=

DKMS_SRC	:= $(DESTDIR)/usr/src/$(NAME)-$(VERSION)
DKMS_FILES	:= Kbuild Makefile dkms.conf COPYING drivers include tools/boot/refresh
MODPROBE_D	:= $(DESTDIR)/etc/modprobe.d
UAPI_DIR	:= $(DESTDIR)$(PREFIX)/include/xen

# What acts at boot. Where initramfs-tools and dracut look does not depend on PREFIX, nor is a udev rule below
# another prefix found before that is mounted.
SBINDIR		?= $(PREFIX)/sbin
INITRAMFS_TOOLS	:= $(DESTDIR)/usr/share/initramfs-tools
DRACUT_MODULE	:= $(DESTDIR)/usr/lib/dracut/modules.d/90xen-vgapt
UDEV_RULES	:= $(DESTDIR)/usr/lib/udev/rules.d
SYSTEMD_UNITS	:= $(DESTDIR)/usr/lib/systemd/system

# Outside Xen a stranger wants the tools first: KDIR without headers is told of,
# not an error, unless the module was asked for.
.PHONY: all
all: tools
	@if [ -e "$(KDIR)/Makefile" ]; then \
		$(MAKE) --no-print-directory module; \
	else \
		echo "No kernel headers in $(KDIR): module not built. Give KDIR=DIR, or install linux-headers-$(KVER)."; \
	fi

.PHONY: module
module:
	@test -e "$(KDIR)/Makefile" || { \
		echo "$(KDIR) has no kernel headers: give KDIR=DIR, or install linux-headers-$(KVER)" >&2; exit 1; }
	$(MAKE) -C "$(KDIR)" M="$(CURDIR)" $(if $(W),W=$(W)) $(if $(C),C=$(C)) modules

.PHONY: module-clean
module-clean:
	$(MAKE) -C "$(KDIR)" M="$(CURDIR)" clean

.PHONY: tools
tools:
	$(MAKE) -C tools/vgapt
	$(MAKE) -C tools/vgaptd
	$(MAKE) -C tools/vgapt-dm

.PHONY: unit
unit:
	$(MAKE) -C tests/unit check
	$(MAKE) -C tests/vgaptd check
	$(MAKE) -C tests/dm check

.PHONY: check
check:
	tests/check

# Real firmware that the user has fetched; Documentation/rom.rst tells from where.
.PHONY: check-corpus
check-corpus:
	$(MAKE) -s -C tests/corpus check CORPUS="$(if $(CORPUS),$(abspath $(CORPUS)))"

.PHONY: check-long
check-long:
	tests/check --long

# Needs about 3 GB more in the lab's cache.
.PHONY: debug-kernel
debug-kernel:
	tests/lab/lab setup xen420-linux612-debug

.PHONY: check-debug
check-debug:
	tests/check-debug

.PHONY: lint
lint:
	tests/lint/run

.PHONY: lint-long
lint-long:
	tests/lint/run --long

.PHONY: demo
demo:
	tests/lab/demo

.PHONY: bench
bench:
	tests/bench/run

# udevd sees new rules by itself; systemd wants to be told of units, where it runs.
RELOAD := -if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi

.PHONY: install-common
install-common: tools
	$(MAKE) -C tools/vgapt install DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)"
	$(MAKE) -C tools/vgaptd install DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)"
	$(MAKE) -C tools/vgapt-dm install DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)"
	install -D -m 644 include/uapi/xen/xen_vgapt.h "$(UAPI_DIR)/xen_vgapt.h"
	install -D -m 644 tools/boot/modprobe.conf "$(MODPROBE_D)/xen-vgapt.conf"
	install -D -m 755 tools/boot/initramfs-tools/hook "$(INITRAMFS_TOOLS)/hooks/xen-vgapt"
	install -D -m 755 tools/boot/initramfs-tools/init-top "$(INITRAMFS_TOOLS)/scripts/init-top/00-xen-vgapt"
	install -D -m 755 -t "$(DRACUT_MODULE)" tools/boot/dracut/module-setup.sh tools/boot/dracut/xen-vgapt-load.sh
	install -d "$(UDEV_RULES)" "$(SYSTEMD_UNITS)"
	sed 's|@SBINDIR@|$(SBINDIR)|g' tools/boot/udev/60-xen-vgapt.rules > "$(UDEV_RULES)/60-xen-vgapt.rules"
	sed 's|@SBINDIR@|$(SBINDIR)|g' tools/boot/udev/xen-vgapt-store.service > "$(SYSTEMD_UNITS)/xen-vgapt-store.service"
	chmod 644 "$(UDEV_RULES)/60-xen-vgapt.rules" "$(SYSTEMD_UNITS)/xen-vgapt-store.service"
	$(if $(DESTDIR),,$(RELOAD))

# Which kernel KDIR is for, whatever runs here. (Debian 12's "make kernelrelease" tells another name.)
KDIR_RELEASE = $(shell sed -n 's/^.define UTS_RELEASE "\(.*\)"/\1/p' "$(KDIR)/include/generated/utsrelease.h" 2>/dev/null)
# What the headers have no key for is not signed. With one, as for a kernel that was built here, it is.
UNSIGNED = $(if $(wildcard $(KDIR)/certs/signing_key.pem),,CONFIG_MODULE_SIG_ALL=)

.PHONY: install
install:
	@if [ -z "$(DESTDIR)" ] && tools/boot/dkms kernels | grep -qxF "$(or $(KDIR_RELEASE),-)"; then \
		echo "DKMS has installed a module for $(KDIR_RELEASE): 'make uninstall' first, or 'make dkms-install'" >&2; exit 1; fi
	$(MAKE) module install-common
	$(if $(DESTDIR),,tools/boot/dkms stray "$(KDIR_RELEASE)")
	$(MAKE) -C "$(KDIR)" M="$(CURDIR)" INSTALL_MOD_DIR=updates $(UNSIGNED) \
		$(if $(DESTDIR),INSTALL_MOD_PATH="$(DESTDIR)") modules_install
	$(if $(DESTDIR),,tools/boot/refresh "$(KDIR_RELEASE)")

# With DESTDIR only the files: a package has DKMS do its part where it is installed.
.PHONY: dkms-install
dkms-install:
	$(if $(DESTDIR),,tools/boot/dkms check "$(KVER)")
	$(MAKE) install-common
	rm -rf "$(DKMS_SRC)"
	install -d "$(DKMS_SRC)"
	cp -r --parents $(DKMS_FILES) "$(DKMS_SRC)/"
	find "$(DKMS_SRC)" \( -name '*.o' -o -name '*.ko' -o -name '*.mod*' -o -name '.*.cmd' \) -delete
ifeq ($(DESTDIR),)
	VGAPT_NO_INITRAMFS=later tools/boot/dkms install "$(VERSION)" "$(KVER)"; rc=$$?; \
		tools/boot/refresh $$(tools/boot/dkms kernels) || rc=1; exit $$rc
endif

# The kernels it is installed for, so that their images are made anew without it. Looked up before the first line of
# the recipe is run: make expands all of them first.
HAVE_IT = $(shell tools/boot/dkms have)

.PHONY: uninstall
uninstall:
	$(if $(DESTDIR),,-tools/boot/dkms remove)
	@if [ -n "$(DESTDIR)" ] || [ ! -e "/var/lib/dkms/$(NAME)/$(VERSION)" ]; then rm -rf "$(DKMS_SRC)"; fi
	$(if $(DESTDIR),rm -f "$(DESTDIR)"/lib/modules/*/updates/drivers/xen/xen-vgapt/xen_vgapt.ko*)
	rm -f "$(UAPI_DIR)/xen_vgapt.h" "$(MODPROBE_D)/xen-vgapt.conf"
	rm -f "$(INITRAMFS_TOOLS)/hooks/xen-vgapt" "$(INITRAMFS_TOOLS)/scripts/init-top/00-xen-vgapt"
	rm -rf "$(DRACUT_MODULE)"
	rm -f "$(UDEV_RULES)/60-xen-vgapt.rules" "$(SYSTEMD_UNITS)/xen-vgapt-store.service"
	$(MAKE) -C tools/vgapt uninstall DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)"
	$(MAKE) -C tools/vgaptd uninstall DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)"
	$(MAKE) -C tools/vgapt-dm uninstall DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)"
	$(if $(DESTDIR),,$(RELOAD))
	$(if $(DESTDIR),,-tools/boot/refresh $(HAVE_IT))
	@if [ -d "$(DESTDIR)/var/lib/xen-vgapt" ]; then echo "/var/lib/xen-vgapt with the cards' ROM images is left as it is"; fi

.PHONY: clean
clean:
	-if [ -e "$(KDIR)/Makefile" ]; then $(MAKE) module-clean; fi
	$(MAKE) -C tools/vgapt clean
	$(MAKE) -C tools/vgaptd clean
	$(MAKE) -C tools/vgapt-dm clean
	$(MAKE) -C tests/unit clean
	$(MAKE) -C tests/vgaptd clean
	$(MAKE) -C tests/dm clean
	rm -rf build

.PHONY: help
help:
	@echo 'make                 the module (against this kernel), vgapt, vgaptd, vgapt-dm'
	@echo 'make module KDIR=DIR the module against the kernel headers in DIR'
	@echo 'make tools           the vgapt command, the daemon vgaptd, its vgapt-dm'
	@echo 'make demo            the main job in an emulated Xen host, before and after, with pictures'
	@echo 'make check           every test, in an emulated Xen host'
	@echo 'make check-long      and those that take long'
	@echo 'make check-debug     the tests in the lab on a kernel that looks for mistakes, and hostile ones'
	@echo 'make debug-kernel    only builds that kernel'
	@echo 'make bench           the measurements'
	@echo 'make check-corpus CORPUS=DIR  the parsers over real firmware in DIR (VFCT, VBIOS, GOP, VBT)'
	@echo 'make unit            only the unit tests of the pure parts'
	@echo 'make lint            checkpatch, kernel-doc, sparse, Coccinelle, cppcheck, gcc and clang analysers, shellcheck'
	@echo 'make lint-long       the same, with the rules that take minutes'
	@echo 'make dkms-install    install: module by DKMS, command, daemon, man pages, modprobe.d, initramfs hooks, udev rule'
	@echo 'make install         install the module built here instead'
	@echo 'make uninstall       undo either'
	@echo 'make clean           remove what was built'
	@echo 'DESTDIR, PREFIX, KDIR, KVER are honoured. Without DESTDIR install, dkms-install and uninstall make the'
	@echo 'initramfs of the kernel anew, unless VGAPT_NO_INITRAMFS=1.'
