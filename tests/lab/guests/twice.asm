; SPDX-License-Identifier: GPL-2.0-only
; A guest that is only a boot sector: takes a thousand timer interrupts a second, and tells on COM1 how many there were and how many
; found interrupts off. No processor delivers one then.

HZ		equ 1000
WORK		equ 60000
TELL		equ 1000		; ticks from one line to the next

%include "boot.inc"

start:
	boot_begin
	jmp 0:begin

%include "serial.inc"

begin:
	mov word [8 * 4], tick
	mov [8 * 4 + 2], ax
	serial_open
	mov al, 34h			; counter 0, rate generator
	out 43h, al
	mov al, (1193182 / HZ) & 0FFh
	out 40h, al
	mov al, (1193182 / HZ) >> 8
	out 40h, al
	mov al, 0FEh			; the timer's interrupt alone
	out 21h, al
	mov al, 0FFh
	out 0A1h, al
	mov eax, TELL
	sti
.next:
	hlt
	cmp [ticks], eax
	jb .next
	cli
	push eax
	mov si, msg_ticks
	call serial
	mov eax, [ticks]
	call serial_dec
	mov si, msg_twice
	call serial
	mov eax, [twice]
	call serial_dec
	mov si, msg_end
	call serial
	pop eax
	add eax, TELL
	sti
	jmp .next

; As a BIOS does: some work, end of interrupt, back. Nothing here up to the end of interrupt leaves the guest.
tick:
	push bp
	mov bp, sp
	push cx
	test word [bp + 6], 1 << 9	; flags of what was interrupted
	jnz .once
	inc dword [twice]
.once:
	inc dword [ticks]
	mov cx, WORK
	loop $
	push ax
	mov al, 20h
	out 20h, al
	pop ax
	pop cx
	pop bp
	iret

ticks		dd 0
twice		dd 0
msg_ticks	db "VGAPT ticks=", 0
msg_twice	db " twice=", 0
msg_end		db 13, 10, 0

	times 510 - ($ - $$) db 0
	dw 0AA55h
