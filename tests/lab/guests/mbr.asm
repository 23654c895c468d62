; SPDX-License-Identifier: GPL-2.0-only
;
; Master boot record of the Linux guest: starts the boot record of the first partition, with all interrupts masked.
;
; In the lab's nested emulation an interrupt during a BIOS call now and then spoils the BIOS's own stack: SeaBIOS returns
; into its data, and that ends in INT 5 for ever (xen: guest_loglvl=all). Seen in a third of all VBE mode changes of Linux's
; boot code, never with interrupts masked. Linux sets up the interrupt controller anew.

		bits 16
		org 0x600
		cpu 586

LOADED		equ 0x7c00

start:		xor ax, ax
		mov ds, ax
		mov es, ax
		mov ss, ax
		mov sp, LOADED
		; Out of the way of the boot record, which belongs where we are.
		mov si, LOADED
		mov di, 0x600
		mov cx, 256
		cld
		rep movsw
		jmp 0:moved

moved:		mov al, 0xff			; interrupt mask register: none, the keyboard's neither
		out 0x21, al
		mov si, packet
		mov ah, 0x42			; extended read; DL is the disk, from the BIOS
		int 0x13
		jc stop
		; The boot record finds its partition's entry at DS:SI.
		mov si, 0x600 + 0x1be
		jmp 0:LOADED

stop:		hlt
		jmp stop

		align 4
packet:		db 16, 0
		dw 1				; sectors
		dw LOADED, 0			; to
		dq 2048				; from: where the first partition begins (lib/guests.sh)

		times 440 - ($ - $$) db 0
