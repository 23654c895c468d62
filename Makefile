# SPDX-License-Identifier: GPL-2.0-only
#
# xen-vgapt.  "make help" tells what can be made.

NAME	:= xen-vgapt
VERSION	:= $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
KVER	?= $(shell uname -r)
KDIR	?= /lib/modules/$(KVER)/build
PREFIX	?= /usr
W	?=

DKMS_SRC	:= $(DESTDIR)/usr/src/$(NAME)-$(VERSION)
DKMS_FILES	:= Kbuild Makefile dkms.conf COPYING drivers include
MODPROBE_D	:= $(DESTDIR)/etc/modprobe.d
UAPI_DIR	:= $(DESTDIR)$(PREFIX)/include/xen

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

.PHONY: unit
unit:
	$(MAKE) -C tests/unit check

.PHONY: check
check:
	tests/check

.PHONY: lint
lint:
	tests/lint/run

.PHONY: demo
demo:
	tests/lab/demo

.PHONY: bench
bench:
	tests/bench/run

.PHONY: install-common
install-common: tools
	$(MAKE) -C tools/vgapt install DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)"
	install -D -m 644 include/uapi/xen/xen_vgapt.h "$(UAPI_DIR)/xen_vgapt.h"
	install -D -m 644 drivers/xen/xen-vgapt/modprobe.conf "$(MODPROBE_D)/xen-vgapt.conf"

.PHONY: install
install: module install-common
	$(MAKE) -C "$(KDIR)" M="$(CURDIR)" INSTALL_MOD_DIR=updates \
		$(if $(DESTDIR),INSTALL_MOD_PATH="$(DESTDIR)") modules_install

.PHONY: dkms-install
dkms-install: install-common
	@command -v dkms >/dev/null || { echo "dkms is not installed: apt-get install dkms linux-headers-amd64" >&2; exit 1; }
	install -d "$(DKMS_SRC)"
	cp -r $(DKMS_FILES) "$(DKMS_SRC)/"
	find "$(DKMS_SRC)" \( -name '*.o' -o -name '*.ko' -o -name '*.mod*' -o -name '.*.cmd' \) -delete
	dkms install --force $(NAME)/$(VERSION) $(if $(filter command environment,$(origin KVER)),-k $(KVER))

.PHONY: uninstall
uninstall:
	-if command -v dkms >/dev/null && dkms status $(NAME)/$(VERSION) 2>/dev/null | grep -q .; then \
		dkms remove $(NAME)/$(VERSION) --all; fi
	rm -rf "$(DKMS_SRC)"
	rm -f "$(DESTDIR)"/lib/modules/*/updates/drivers/xen/xen-vgapt/xen_vgapt.ko*
	rm -f "$(UAPI_DIR)/xen_vgapt.h" "$(MODPROBE_D)/xen-vgapt.conf"
	$(MAKE) -C tools/vgapt uninstall DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)"
	-if [ -z "$(DESTDIR)" ]; then depmod; fi

.PHONY: clean
clean:
	-if [ -e "$(KDIR)/Makefile" ]; then $(MAKE) module-clean; fi
	$(MAKE) -C tools/vgapt clean
	$(MAKE) -C tests/unit clean
	rm -rf build

.PHONY: help
help:
	@echo 'make                 the module (against this kernel) and the vgapt command'
	@echo 'make module KDIR=DIR the module against the kernel headers in DIR'
	@echo 'make tools           the vgapt command'
	@echo 'make demo            the main job in an emulated Xen host, before and after, with pictures'
	@echo 'make check           every test, in an emulated Xen host'
	@echo 'make bench           the measurements'
	@echo 'make unit            only the unit tests of the pure parts'
	@echo 'make lint            checkpatch, sparse, shellcheck'
	@echo 'make dkms-install    install: module by DKMS, command, man page, modprobe.d'
	@echo 'make install         install the module built here instead'
	@echo 'make uninstall       undo either'
	@echo 'make clean           remove what was built'
	@echo 'DESTDIR, PREFIX, KDIR, KVER are honoured.'
