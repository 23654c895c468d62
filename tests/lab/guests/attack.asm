; SPDX-License-Identifier: GPL-2.0-only
; A guest that means harm: for ever it writes whatever a guest can write of a VGA card - the VGA registers, all indexes,
; the memory at A0000, the card's configuration space, that of bridges - with random values, and tells on COM1 how often.
;
; Assemble: nasm -f bin [-DOVER] attack.asm
;   OVER	also its card's memory BARs over the legacy window. While a domain has the window, Xen does not permit that, and
;		crashes it: a guest for once.
;
; Lines: "VGAPT start"; "VGAPT evil card=BBDD" where the card was found (0000: nowhere); "VGAPT evil rounds=N".

SECTORS		equ 8			; of this program, first one included
CONFIG_ADDRESS	equ 0CF8h
CONFIG_DATA	equ 0CFCh
VGA_FIRST	equ 3B0h
VGA_LAST	equ 3DFh

%include "boot.inc"

start:
	boot_begin
	boot_read SECTORS
	jc stop
	jmp main

stop:
	cli
	hlt
	jmp stop

	times 510 - ($ - $$) db 0
	dw 0AA55h

%include "serial.inc"

; The next random number in EAX.
random:
	mov eax, [seed]
	mov edx, eax
	shl edx, 13
	xor eax, edx
	mov edx, eax
	shr edx, 17
	xor eax, edx
	mov edx, eax
	shl edx, 5
	xor eax, edx
	mov [seed], eax
	ret

; Configuration space of BX (bus, device << 3 | function), register DI: read EAX, write EAX.
config_address:
	push eax
	movzx eax, bx
	shl eax, 8
	push dx
	mov dx, di
	and dl, 0FCh
	mov al, dl
	or eax, 80000000h
	mov dx, CONFIG_ADDRESS
	out dx, eax
	pop dx
	pop eax
	ret

config_read:
	call config_address
	mov dx, CONFIG_DATA
	in eax, dx
	ret

config_write:
	call config_address
	mov dx, CONFIG_DATA
	out dx, eax
	ret

; A byte, at its own place in the dword.
config_write_byte:
	call config_address
	push di
	and di, 3
	mov dx, CONFIG_DATA
	add dx, di
	out dx, al
	pop di
	ret

main:
	serial_open
	mov si, msg_start
	call serial

	rdtsc
	or eax, 1
	mov [seed], eax

	; The card: class 03h. Its BARs as the BIOS has placed them are kept, to be put back now and then.
	xor bx, bx
.look:
	mov di, 8
	call config_read
	shr eax, 24
	cmp al, 3
	je .found
	inc bx
	cmp bx, 256			; bus 0
	jb .look
	xor bx, bx
	jmp .tell
.found:
	mov [card], bx
	mov di, 10h
	mov si, bars
.bar:
	call config_read
	mov [si], eax
	add si, 4
	add di, 4
	cmp di, 28h
	jb .bar
.tell:
	mov si, msg_card
	call serial
	mov ax, bx
	call serial_hex
	mov si, msg_end
	call serial

round:
	call vga_ports
	call vga_indexes
	call vga_memory
	call card_config
	; What moves a BAR has thousands of pages mapped anew: that takes longer than all the rest.
	test byte [rounds], 7
	jnz .back
	call card_over_window
	call bridges
.back:
	call bars_back
	inc dword [rounds]
	mov si, msg_rounds
	call serial
	mov eax, [rounds]
	call serial_dec
	mov si, msg_end
	call serial
	call eject
	jmp round

; Any byte to any of the ports, sometimes a word or a dword, and a read: of 3DAh above all, which changes what 3C0h means.
vga_ports:
	mov cx, 200
.again:
	call random
	mov dx, ax
	and dx, 3Fh
	cmp dx, VGA_LAST - VGA_FIRST
	ja .again
	add dx, VGA_FIRST
	shr eax, 8
	test ah, 0E0h
	jz .word
	out dx, al
	jmp .read
.word:
	cmp dx, VGA_LAST - 4
	ja .read
	out dx, ax
	out dx, eax
.read:
	in al, dx
	loop .again
	ret

; Each index of sequencer, graphics controller, both CRTCs; attribute controller and DAC have ports of their own.
vga_indexes:
	mov si, index_ports
.port:
	lodsw
	test ax, ax
	jz .attribute
	mov di, ax
	xor cx, cx
.index:
	call random
	mov dx, di
	mov ah, al
	mov al, cl
	out dx, al
	inc dx
	mov al, ah
	out dx, al
	inc cl
	jnz .index
	jmp .port
.attribute:
	mov cx, 256
.next:
	mov dx, 3DAh
	in al, dx
	call random
	mov dx, 3C0h
	mov ah, al
	mov al, cl
	out dx, al
	mov al, ah
	out dx, al
	mov dx, 3C8h
	out dx, al
	inc dx
	mov al, ah
	out dx, al
	loop .next
	ret

index_ports	dw 3C4h, 3CEh, 3D4h, 3B4h, 0

; A mode in which the memory is plainly there - mode 13h's map of A0000 - and any word to any place of all 128 KiB.
vga_memory:
	call random
	mov si, plain
	test al, 1
	jz .write
.set:
	lodsw
	test ax, ax
	jz .write
	mov dx, ax
	lodsw
	out dx, ax
	jmp .set
.write:
	mov cx, 400
.again:
	call random
	mov di, ax
	rol eax, 16
	mov dx, 0A000h
	test al, 1
	jz .low
	mov dx, 0B000h
.low:
	mov es, dx
	mov [es:di], ax
	mov dx, [es:di]
	loop .again
	; And the beginning of each page, so that each round leaves a trace where somebody looks (vram in attack.sh).
	call random
	mov dx, 0A000h
.fill:
	mov es, dx
	xor di, di
	mov cx, 40h
	rep stosd
	add dx, 100h
	cmp dx, 0C000h
	jb .fill
	xor ax, ax
	mov es, ax
	ret

; Ports and what to write there: no chain of planes but all of them; A0000 to BFFFF.
plain	dw 3C4h, 0F02h, 3C4h, 0604h, 3CEh, 0005h, 3CEh, 0106h, 3CEh, 0FF08h, 0

; The card's own configuration space: BARs and ROM anywhere but over this program's memory, COMMAND, and any other byte.
card_config:
	mov bx, [card]
	test bx, bx
	jz .end
	mov cx, 2
.again:
	call random
	mov esi, eax
	and ax, 7
	cmp al, 6
	jb .bar
	je .command
	mov di, 30h			; the ROM, on or off
	jmp .place
.bar:
	mov di, ax
	shl di, 2
	add di, 10h
.place:
	mov eax, esi
	or eax, 80000000h		; above this guest's memory
	call config_write
	jmp .other
.command:
	mov di, 4
	mov eax, esi
	shr eax, 16
	and eax, 0FFFFh
	call config_write
.other:
	call random
	movzx di, al
	mov al, ah
	; Power management, MSI and the rest; BARs as bytes would be anywhere.
	cmp di, 10h
	jb .next
	cmp di, 34h
	jb .next
	call config_write_byte
.next:
	loop .again
.end:
	ret

; The card's ports over the legacy ones, and off again; and see OVER.
card_over_window:
	mov bx, [card]
	test bx, bx
	jz .end
	call random
	mov esi, eax
	mov di, 14h
.bar:
	mov eax, 0FFFFFFFFh
	call config_write
	call config_read
	test al, 1			; ports
	jnz .port
	test eax, eax
	jz .next
%ifdef OVER
	cmp eax, 0FFFE0000h		; more than 128 KiB?
	jb .restore
	mov eax, 0A0000h
	call config_write
	jmp .next
%else
	jmp .restore
%endif
.port:
	mov eax, 3B1h			; the legacy ports
	call config_write
	jmp .next
.restore:
	push si
	mov si, di
	mov eax, [bars + si - 10h]
	pop si
	call config_write
.next:
	add di, 4
	cmp di, 28h
	jb .bar
	; All on, a few accesses, most of the time off again.
	mov di, 4
	mov eax, 7
	call config_write
	mov ax, 0A000h
	mov es, ax
	mov word [es:0], 0DEADh
	mov ax, [es:1000h]
	xor ax, ax
	mov es, ax
.end:
	ret

; Bridge Control of each bridge there is, and what it forwards.
bridges:
	xor bx, bx
.look:
	mov di, 0Ch
	call config_read
	shr eax, 16
	and al, 7Fh
	cmp al, 1
	jne .next
	mov di, 3Ch
	call random
	or eax, 80000h			; VGA Enable
	call config_write
	mov di, 1Ch
	call random
	call config_write
.next:
	inc bx
	cmp bx, 256
	jb .look
	ret

; Where the BIOS has placed them, and on: so that the next round reaches the card again.
bars_back:
	mov bx, [card]
	test bx, bx
	jz .end
	mov di, 10h
	mov si, bars
.bar:
	mov eax, [si]
	call config_write
	add si, 4
	add di, 4
	cmp di, 28h
	jb .bar
	mov di, 4
	mov eax, 7
	call config_write
.end:
	ret

; QEMU's ACPI hotplug registers, as in bios.asm: without an answer xl waits ten seconds.
eject:
	mov dx, 0AE04h
	in eax, dx
	test eax, eax
	jz .none
	cmp eax, 0FFFFFFFFh
	je .none
	mov dx, 0AE08h
	out dx, eax
.none:
	ret

msg_start	db 13, 10, "VGAPT start", 13, 10, 0
msg_card	db "VGAPT evil card=", 0
msg_rounds	db "VGAPT evil rounds=", 0
msg_end		db 13, 10, 0

	align 4
seed	dd 0
rounds	dd 0
bars	times 6 dd 0
card	dw 0

	times SECTORS * 512 - ($ - $$) db 0
