; SPDX-License-Identifier: GPL-2.0-only
; A guest that is only a boot sector: takes a thousand timer interrupts a second, and tells on COM1 how many there were and how many
; found interrupts off. No processor delivers one then.

COM1		equ 3F8h
HZ		equ 1000
WORK		equ 60000
TELL		equ 1000		; ticks from one line to the next

	cpu 586
	bits 16
	org 7C00h

start:
	cli
	xor ax, ax
	mov ds, ax
	mov es, ax
	mov ss, ax
	mov sp, 7C00h
	jmp 0:.here
.here:
	mov word [8 * 4], tick
	mov [8 * 4 + 2], ax
	mov dx, COM1 + 1		; 115200, 8n1, no interrupts
	out dx, al
	mov dx, COM1 + 3
	mov al, 80h
	out dx, al
	mov dx, COM1
	mov al, 1
	out dx, al
	inc dx
	xor al, al
	out dx, al
	mov dx, COM1 + 3
	mov al, 3
	out dx, al
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
	call text
	mov eax, [ticks]
	call number
	mov si, msg_twice
	call text
	mov eax, [twice]
	call number
	mov si, msg_end
	call text
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

; AL to COM1. The wait is bounded.
char:
	push cx
	push dx
	push ax
	mov cx, 2000
	mov dx, COM1 + 5
.wait:
	in al, dx
	test al, 20h
	jnz .send
	loop .wait
.send:
	pop ax
	mov dx, COM1
	out dx, al
	pop dx
	pop cx
	ret

text:
	lodsb
	test al, al
	jz .end
	call char
	jmp text
.end:
	ret

number:
	xor cx, cx
	mov ebx, 10
.split:
	xor edx, edx
	div ebx
	push dx
	inc cx
	test eax, eax
	jnz .split
.digit:
	pop ax
	add al, '0'
	call char
	loop .digit
	ret

ticks		dd 0
twice		dd 0
msg_ticks	db "VGAPT ticks=", 0
msg_twice	db " twice=", 0
msg_end		db 13, 10, 0

	times 510 - ($ - $$) db 0
	dw 0AA55h
