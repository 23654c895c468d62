; SPDX-License-Identifier: GPL-2.0-only
; A guest that is only a boot sector and a few more: tries what a BIOS, a boot loader or DOS would do with a VGA card,
; and tells on COM1 what it found. Nothing here waits for the card: a dead one gives an answer too.
;
; Assemble: nasm -f bin -DVARIANT=n [-DPAUSE=seconds] bios.asm
;   1 text    text mode and stop
;   2 vbe     text mode, pause, a picture in a VBE mode, stop
;   3 reboot  text mode, pause, reboot itself
;   4 crash   text mode, pause, triple fault
;   5 loop    text mode, then measures legacy accesses for ever
;   6 probe   text mode, then tells again and again whether the card still answers
;   7 scribble  text mode, then writes all over the card's ROM
;   8 model   text mode, then measures accesses that a device model serves, and some that none does
;   9 trap    the same for a port and a page that vgapt-dm traps, or QEMU's VGA has
;  10 watch   text mode, then tells again and again what it sees of the card: its configuration space, and what of the legacy
;             ranges comes back

%ifndef VARIANT
%define VARIANT 1
%endif
%ifndef PAUSE
%define PAUSE 3
%endif

SECTORS		equ 16			; of this program, first one included
VBE_MODE	equ 111h		; 640x480, 16 bits a pixel: 5 red, 6 green, 5 blue
WIDTH		equ 640
HEIGHT		equ 480

%include "boot.inc"

start:
	boot_begin
	boot_read SECTORS
	jnc main
	mov si, msg_disk
	call serial
	jmp halt

%include "serial.inc"

halt:
	cli
	hlt
	jmp halt

msg_disk	db "VGAPT disk=fail", 13, 10, 0

	times 510 - ($ - $$) db 0
	dw 0AA55h

; --- the rest --------------------------------------------------------------------------------------------------------

; result "name", flag: "VGAPT name=ok" or "=fail", from the byte at flag.
%macro result 2
	mov si, %%name
	mov al, [%2]
	call serial_result
	jmp %%over
%%name	db %1, 0
%%over:
%endmacro

%macro say 1+
	mov si, %%text
	call serial
	jmp %%over
%%text	db %1, 0
%%over:
%endmacro

main:
	mov word [8 * 4], tick
	mov word [8 * 4 + 2], 0
	serial_open

	say 13, 10, "VGAPT start", 13, 10

	call test_int10
	call test_text
	call test_crtc
	call test_b8000
	call test_dac
	result "text", text_ok
	result "crtc", crtc_ok
	result "b8000", b8000_ok
	result "dac", dac_ok

%if VARIANT == 1
	say "VGAPT done", 13, 10
	jmp idle

%elif VARIANT == 2
	say "VGAPT pause", 13, 10
	call pause_seconds
	call test_a0000
	call test_vbe
	say "VGAPT done", 13, 10
	jmp idle

%elif VARIANT == 3
	mov si, line_reboot
	call print
	say "VGAPT pause", 13, 10
	call pause_seconds
	say "VGAPT reboot", 13, 10
	mov al, 0FEh			; keyboard controller
	out 64h, al
	call short_wait
	mov dx, 0CF9h			; chipset
	mov al, 06h
	out dx, al
	call short_wait
	jmp triple_fault

%elif VARIANT == 4
	say "VGAPT pause", 13, 10
	call pause_seconds
	say "VGAPT crash", 13, 10
	jmp triple_fault

%elif VARIANT == 5
	jmp bench

%elif VARIANT == 7
	call scribble
	say "VGAPT done", 13, 10
	jmp idle

%elif VARIANT == 10
	jmp watch

%elif VARIANT >= 8
	call accesses
	say "VGAPT done", 13, 10
	jmp idle

%elif VARIANT == 6
.probe:
	mov byte [crtc_ok], 0
	mov byte [b8000_ok], 0
	call test_crtc
	call test_b8000
	mov al, [crtc_ok]
	mov ah, [b8000_ok]
	cmp ax, 0101h
	je .alive
	test ax, ax
	jz .dead
	say "VGAPT probe=half", 13, 10
	jmp .again
.alive:
	say "VGAPT probe=alive", 13, 10
	jmp .again
.dead:
	say "VGAPT probe=dead", 13, 10
.again:
	call eject
	; A quarter of a second, asleep: the one processor is dom0's as well.
	mov cx, 5
.wait:
	call doze
	loop .wait
	jmp .probe
%endif

; Nothing more to do but what an operating system does when a card is to be taken away: say yes.
idle:
	call doze
	call eject
	jmp idle

; Asleep until the timer ticks.
doze:
	mov al, 0FEh
	out 21h, al
	sti
	hlt
	mov al, 0FFh
	out 21h, al
	ret

; The tick is ours, not the BIOS's: the lab's processor may deliver an interrupt twice (lab.rst), which the BIOS's stack does not
; survive. This may interrupt itself.
tick:
	push ax
	mov al, 20h			; end of interrupt
	out 20h, al
	pop ax
	iret

; QEMU's ACPI hotplug registers: slots to be emptied at AE04h, emptied by writing them to AE08h. Without an answer xl
; waits ten seconds.
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

; SI name, AL flag
serial_result:
	push si
	push ax
	mov si, msg_prefix
	call serial
	pop ax
	pop si
	call serial
	mov si, msg_fail
	test al, al
	jz .tell
	mov si, msg_ok
.tell:
	jmp serial

msg_prefix	db "VGAPT ", 0
msg_ok		db "=ok", 13, 10, 0
msg_fail	db "=fail", 13, 10, 0

; Is there a video BIOS? With none behind it, int 10h returns with AX as it was.
test_int10:
	mov ax, 0003h
	int 10h
	mov ax, 0FEEh
	mov bx, 0EEEEh
	int 10h
	cmp ax, 0FEEh
	je .dead
	mov byte [int10_ok], 1
	say "VGAPT int10=ok vector="
	jmp .vector
.dead:
	say "VGAPT int10=dead vector="
.vector:
	mov ax, [10h * 4 + 2]
	call serial_hex
	mov al, ':'
	call putc
	mov ax, [10h * 4]
	call serial_hex
	say " rom="
	push es				; first word at C0000: 55AA when an option ROM is there
	mov ax, 0C000h
	mov es, ax
	mov ax, [es:0]
	pop es
	xchg al, ah
	call serial_hex
	say 13, 10
	ret

; The text at SI to the screen, colour in BL (graphics modes only).
print:
	push bp
.next:
	lodsb
	test al, al
	jz .end
	mov ah, 0Eh
	mov bh, 0
	push si
	int 10h
	pop si
	jmp .next
.end:
	pop bp
	ret

; Mode 3 by int 10h, its parameters read back, and text whose trace is in the cursor and in the buffer.
test_text:
	mov ax, 0003h
	int 10h
	mov ax, 0F00h
	int 10h
	and al, 7Fh
	cmp ax, 5003h			; 80 columns, mode 3
	jne .end
	mov si, lines
	call print
	mov ah, 03h			; where is the cursor?
	mov bh, 0
	mov dx, 0FFFFh
	int 10h
	cmp dx, LINES * 256
	jne .end
	mov ax, 0B800h
	mov es, ax
	cmp byte [es:0], 'V'
	jne .out
	cmp byte [es:2], 'G'
	jne .out
	mov byte [text_ok], 1
	call colours
.out:
	push ds
	pop es
.end:
	push ds
	pop es
	ret

; A line of colours straight into the buffer, so that the picture of a text screen is easy to tell from others.
colours:
	mov di, 160 * (LINES + 2)
	mov cx, 80
	xor ax, ax
.cell:
	mov al, cl
	and al, 0Fh
	shl al, 4
	mov ah, al
	mov al, ' '
	mov [es:di], ax
	mov [es:di + 160], ax
	add di, 2
	loop .cell
	ret

; CRTC: the cursor's address registers hold what is written.
test_crtc:
	mov dx, 3D4h
	mov al, 0Eh
	out dx, al
	inc dx
	in al, dx
	mov ah, al			; as it was
	mov al, 2Ah
	out dx, al
	in al, dx
	cmp al, 2Ah
	jne .restore
	mov al, 15h
	out dx, al
	in al, dx
	cmp al, 15h
	jne .restore
	mov byte [crtc_ok], 1
.restore:
	mov al, ah
	out dx, al
	ret

; The text buffer holds what is written, in its last visible words. Not the same thing as text: needs no BIOS.
test_b8000:
	mov ax, 0B800h
	mov es, ax
	mov di, 160 * 24 + 2 * 60
	mov cx, 16
	mov ax, 1E41h			; A.. in yellow on blue
.write:
	mov [es:di], ax
	inc al
	add di, 2
	loop .write
	mov cx, 16
	mov di, 160 * 24 + 2 * 60
	mov ax, 1E41h
.read:
	cmp [es:di], ax
	jne .end
	inc al
	add di, 2
	loop .read
	mov byte [b8000_ok], 1
.end:
	push ds
	pop es
	ret

; DAC: a colour written comes back, by the pair of index ports.
test_dac:
	mov al, 200
	mov dx, 3C8h
	out dx, al
	inc dx
	mov al, 11
	out dx, al
	mov al, 22
	out dx, al
	mov al, 33
	out dx, al
	mov dx, 3C7h
	mov al, 200
	out dx, al
	mov dx, 3C9h
	in al, dx
	cmp al, 11
	jne .end
	in al, dx
	cmp al, 22
	jne .end
	in al, dx
	cmp al, 33
	jne .end
	mov byte [dac_ok], 1
.end:
	ret

; PAUSE seconds and a bit, by the real-time clock. Not by the BIOS's ticks: Xen makes up for those that came while they
; were masked. Gives up when the clock stands still.
pause_seconds:
	mov cx, PAUSE + 1
	mov edx, 1000000
.second:
	call rtc_second
	mov bl, al
.wait:
	dec edx
	jz .end
	call rtc_second
	cmp al, bl
	je .wait
	loop .second
.end:
	ret

rtc_second:
	xor al, al
	out 70h, al
	in al, 71h
	ret

short_wait:
	mov ecx, 2000000h
.wait:
	dec ecx
	jnz .wait
	ret

triple_fault:
	cli
	lidt [no_idt]
	int3
	jmp halt

no_idt	dw 0
	dd 0

%if VARIANT == 2

; --- VBE -------------------------------------------------------------------------------------------------------------

vbe_fail:
	say "VGAPT vbe=fail at="
	mov si, [stage]
	call serial
	say 13, 10
	ret

; at "name": how far it is, told on COM1 and kept for vbe_fail.
%macro at 1
	mov word [stage], %%name
	say "VGAPT step=", %1, 13, 10
	jmp %%over
%%name	db %1, 0
%%over:
%endmacro

test_vbe:
	at "info"
	mov di, info
	mov dword [di], "VBE2"
	mov ax, 4F00h
	int 10h
	cmp ax, 004Fh
	jne vbe_fail
	cmp dword [info], "VESA"
	jne vbe_fail

	at "list"			; bounded: a list without an end is no list
	lds si, [info + 14]
	mov cx, 512
.mode:
	lodsw
	cmp ax, VBE_MODE
	je .listed
	cmp ax, 0FFFFh
	je .not_listed
	loop .mode
.not_listed:
	push es
	pop ds
	jmp vbe_fail
.listed:
	push es
	pop ds

	at "mode_info"
	mov di, mode
	mov cx, VBE_MODE
	mov ax, 4F01h
	int 10h
	cmp ax, 004Fh
	jne vbe_fail
	cmp word [mode + 18], WIDTH
	jne vbe_fail
	cmp word [mode + 20], HEIGHT
	jne vbe_fail
	cmp byte [mode + 25], 16	; bits a pixel
	jne vbe_fail
	test byte [mode], 80h		; a linear frame buffer, at an address that can be true
	jz vbe_fail
	mov eax, [mode + 40]
	test eax, eax
	jz vbe_fail
	mov [lfb], eax

	at "set"
	mov ax, 4F02h
	mov bx, VBE_MODE + 0C000h	; linear, and memory not cleared: that alone takes ten seconds in the lab
	int 10h
	cmp ax, 004Fh
	jne vbe_fail
	at "get"
	mov ax, 4F03h
	int 10h
	cmp ax, 004Fh
	jne vbe_fail
	and bx, 3FFFh
	cmp bx, VBE_MODE
	jne vbe_fail

	at "draw"
	call draw
	at "label"
	at "read_back"
	call compare
	jc vbe_fail
	say "VGAPT vbe=ok mode=0x"
	mov ax, VBE_MODE
	call serial_hex
	say " memory="
	movzx eax, word [info + 18]
	shl eax, 6
	call serial_dec
	say "K lfb=0x"
	mov ax, [lfb + 2]
	call serial_hex
	mov ax, [lfb]
	call serial_hex
	say 13, 10
	ret

; The colour of the picture at column BX, line BP, in AX: frame, sixteen bars, two ramps.
pixel:
	mov ax, 0FFFFh
	cmp bx, 8
	jb .end
	cmp bx, WIDTH - 8
	jae .end
	cmp bp, 8
	jb .end
	cmp bp, HEIGHT - 8
	jae .end
	push cx
	push dx
	push si
	xor dx, dx
	mov ax, bx
	mov cx, 40			; 16 bars of 40 columns
	cmp bp, 280
	jb .bar
	mov cx, 10			; 64 steps of 10 columns
	div cx
	mov si, ax
	mov cx, ax			; SI green, CX red and blue: grey
	cmp bp, 380
	jb .mix
	mov cx, 63			; from red to blue
	sub cx, ax
	shr si, 2
.mix:
	mov dx, cx
	shr dx, 1
	shl dx, 11
	shl si, 5
	shr ax, 1
	or ax, si
	or ax, dx
	jmp .got
.bar:
	div cx
	mov si, ax
	add si, si
	mov ax, [bars + si]
.got:
	pop si
	pop dx
	pop cx
.end:
	ret

bars	dw 0000h, 0015h, 0540h, 0555h, 0A800h, 0A815h, 0AAA0h, 0AD55h
	dw 52AAh, 52BFh, 57EAh, 57FFh, 0FAAAh, 0FABFh, 0FFEAh, 0FFFFh

; The whole picture, pixel by pixel.
; Most lines are the one above again: those are copied.
draw:
	call flat
	mov edi, [lfb]
	xor bp, bp
.line:
	mov si, new_lines
.look:
	lodsw
	cmp ax, bp
	je .compute
	cmp si, new_lines_end
	jb .look
	lea esi, [edi - WIDTH * 2]
	mov ecx, WIDTH / 2
	a32 fs rep movsd
	jmp .next
.compute:
	xor bx, bx
.column:
	call pixel
	mov [fs:edi], ax
	add edi, 2
	inc bx
	cmp bx, WIDTH
	jb .column
.next:
	inc bp
	cmp bp, HEIGHT
	jb .line
	ret

new_lines dw 0, 8, 280, 380, HEIGHT - 8
new_lines_end:

; Some points of the picture read back; carry when one is wrong.
compare:
	call flat
	xor bp, bp
.line:
	xor bx, bx
.column:
	movzx edi, bp
	imul edi, edi, WIDTH * 2
	movzx eax, bx
	lea edi, [edi + eax * 2]
	add edi, [lfb]
	call pixel
	cmp [fs:edi], ax
	jne .wrong
	add bx, 13
	cmp bx, WIDTH
	jb .column
	add bp, 20
	cmp bp, HEIGHT
	jb .line
	clc
	ret
.wrong:
	stc
	ret

; Mode 13h, 256 colours in a linear window at A0000: the window holds what is written.
test_a0000:
	mov ax, 0013h
	int 10h
	mov ax, 0F00h
	int 10h
	and al, 7Fh
	cmp ax, 2813h
	jne .end
	mov ax, 0A000h
	mov es, ax
	xor di, di
.write:
	mov ax, di
	add al, ah
	mov [es:di], al
	inc di
	cmp di, 64000
	jb .write
	xor di, di
.read:
	mov ax, di
	add al, ah
	cmp [es:di], al
	jne .end
	add di, 7
	cmp di, 64000 - 7
	jb .read
	mov byte [a0000_ok], 1
.end:
	push ds
	pop es
	result "a0000", a0000_ok
	ret

stage		dw 0
lfb		dd 0
%endif

%if VARIANT == 2 || VARIANT >= 7

; Lets FS and ES reach all 4 GiB: a descriptor's limit stays behind when protected mode is left.
flat:
	cli
	lgdt [gdt_ptr]
	mov eax, cr0
	or al, 1
	mov cr0, eax
	jmp .protected
.protected:
	mov bx, 8
	mov fs, bx
	mov es, bx
	and al, 0FEh
	mov cr0, eax
	jmp .real
.real:
	xor ax, ax
	mov fs, ax
	mov es, ax
	sti
	ret

	align 8
gdt	dq 0
	dq 00CF93000000FFFFh
gdt_ptr	dw 15
	dd gdt
%endif

%if VARIANT == 7

; --- the ROM that the guest was given --------------------------------------------------------------------------------

; Reads it once, and tells how many cycles that took; then writes all over it, by its BAR, and tells what came of it:
; "VGAPT scribble=ok" if what was written is there, "same" if nothing has changed, "absent" if there is no ROM BAR.
scribble:
	mov ebx, 80000008h		; bus 0, revision and class
.slot:
	call config_read
	shr eax, 16
	cmp ax, 0300h
	je .found
	add ebx, 800h
	cmp ebx, 80010000h
	jb .slot
.absent:
	say "VGAPT scribble=absent", 13, 10
	ret
.found:
	mov bl, 30h
	call config_at			; enabled by its lowest byte alone: QEMU passes that on as it is
	mov al, 1
	out dx, al
	call config_read
	mov [rom_bar], eax
	mov ecx, 0FFFFF800h
	call config_write
	call config_read
	and eax, 0FFFFF800h
	jz .absent
	neg eax
	mov [rom_size], eax
	mov ecx, [rom_bar]
	or cl, 1
	call config_write
	call flat
	mov edi, [rom_bar]
	and edi, 0FFFFF800h
	mov ax, [fs:edi]
	mov [rom_head], ax
	rdtsc
	mov [rom_cycles], eax
	mov ecx, [rom_size]
	shr ecx, 2
.read:
	mov eax, [fs:edi]
	add edi, 4
	dec ecx
	jnz .read
	rdtsc
	sub eax, [rom_cycles]
	mov [rom_cycles], eax
	sub edi, [rom_size]
	mov ecx, [rom_size]
	shr ecx, 2
.write:
	mov dword [fs:edi], 0DEADBEEFh
	add edi, 4
	dec ecx
	jnz .write
	mov eax, [fs:edi - 4]
	sub edi, [rom_size]
	cmp dword [fs:edi], 0DEADBEEFh
	jne .same
	cmp eax, 0DEADBEEFh
	jne .same
	say "VGAPT scribble=ok size="
	jmp .size
.same:
	say "VGAPT scribble=same size="
.size:
	mov eax, [rom_size]
	call serial_dec
	say " head="
	mov ax, [rom_head]
	call serial_hex
	say " cycles="
	mov eax, [rom_cycles]
	call serial_dec
	say 13, 10
	ret

rom_bar		dd 0
rom_size	dd 0
rom_head	dw 0
rom_cycles	dd 0
%endif

%if VARIANT >= 7

; EBX: where in configuration space, as port CF8h wants it. EAX: what is there; ECX: what is to be.
config_read:
	call config_at
	in eax, dx
	ret

config_write:
	call config_at
	mov eax, ecx
	out dx, eax
	ret

config_at:
	mov dx, 0CF8h
	mov eax, ebx
	out dx, eax
	mov dx, 0CFCh
	ret
%endif

%if VARIANT == 10

; --- what it sees of the card ----------------------------------------------------------------------------------------

; A line for each round, all numbers hexadecimal:
;
;   VGAPT seen n=ROUND id=DEVICEVENDOR bad=N gap=T tick=T p3c2= p3c3= w3c2= p3c4= p3c8= maf= mb0= mb1=
;
;   bad	how many accesses to configuration space have not given what they should, since the beginning
;   gap	the longest of this round's, in units of 2^20 cycles; tick: so many are a second
;   p3c2, p3c3, w3c2	what a read of these ports gives: bytes, and a word
;   p3c4, p3c8		1: what was written there is read, 0: only ones are, 2: something else
;   maf, mb0, mb1	likewise for a byte at AF000h, B0000h, B1000h
CONFIG_READS	equ 32

watch:
	call measure_tick
	call find_display
.round:
	inc word [seen_round]
	; Never ones, and not the round before's.
	mov al, [seen_round]
	and al, 3Fh
	inc al
	mov [seen_tag], al
	call watch_config
	call plain_memory
	mov si, seen_text
.item:
	lodsw
	test ax, ax
	jz .told
	mov di, ax			; what to call
	call serial
	call skip_text
	push si
	call di
	call serial_hex
	pop si
	jmp .item
.told:
	say 13, 10
	call eject
	call doze
	jmp .round

; Functions that leave a number in AX, and what is told before it.
seen_text:
	dw get_round
	db "VGAPT seen n=", 0
	dw get_device
	db " id=", 0
	dw get_vendor
	db 0
	dw get_bad
	db " bad=", 0
	dw get_gap
	db " gap=", 0
	dw get_tick
	db " tick=", 0
	dw get_3c2
	db " p3c2=", 0
	dw get_3c3
	db " p3c3=", 0
	dw get_w3c2
	db " w3c2=", 0
	dw get_3c4
	db " p3c4=", 0
	dw get_3c8
	db " p3c8=", 0
	dw get_af
	db " maf=", 0
	dw get_b0
	db " mb0=", 0
	dw get_b1
	db " mb1=", 0
	dw 0

skip_text:
	lodsb
	test al, al
	jnz skip_text
	ret

get_round:
	mov ax, [seen_round]
	ret

get_device:
	mov ax, [seen_id + 2]
	ret

get_vendor:
	mov ax, [seen_id]
	ret

get_bad:
	mov ax, [seen_bad]
	ret

get_gap:
	mov ax, [seen_gap]
	ret

get_tick:
	mov ax, [seen_tick]
	ret

get_3c2:
	mov dx, 3C2h
	jmp get_byte
get_3c3:
	mov dx, 3C3h
get_byte:
	xor ah, ah
	in al, dx
	ret

get_w3c2:
	mov dx, 3C2h
	in ax, dx
	ret

get_3c4:
	mov dx, 3C4h			; three bits of an index
	mov bl, 7
	jmp get_port
get_3c8:
	mov dx, 3C8h
	mov bl, 0FFh
get_port:
	mov al, [seen_tag]
	and al, bl
	mov ah, al
	out dx, al
	in al, dx
	jmp get_verdict

get_af:
	mov dx, 0AF00h
	jmp get_memory
get_b0:
	mov dx, 0B000h
	jmp get_memory
get_b1:
	mov dx, 0B100h
get_memory:
	mov es, dx
	mov al, [seen_tag]
	mov ah, al
	mov [es:0], al
	mov al, [es:0]
	push ds
	pop es

; AH was written, AL read.
get_verdict:
	cmp al, ah
	mov dx, ax
	mov ax, 1
	je .end
	mov ax, 0
	cmp dl, 0FFh
	je .end
	mov ax, 2
.end:
	ret

; All planes, and A0000h to BFFFFh as they lie: as attack.asm has it.
plain_memory:
	mov si, .list
.next:
	lodsw
	test ax, ax
	jz .end
	mov dx, ax
	lodsw
	out dx, ax
	jmp .next
.end:
	ret
.list	dw 3C4h, 0F02h, 3C4h, 0604h, 3CEh, 0004h, 3CEh, 0005h, 3CEh, 0106h, 3CEh, 0FF08h, 0

; The card's id again and again, and a note of ours in its interrupt line. Each access has its time taken.
watch_config:
	mov word [seen_gap], 0
	mov cx, CONFIG_READS
.again:
	push cx
	xor bl, bl
	call timed_read
	cmp eax, [seen_id]
	je .note
	inc word [seen_bad]
.note:
	mov bl, 3Ch
	call timed_read
	mov al, [seen_tag]
	pop cx
	push cx
	xor al, cl
	mov ecx, eax
	call config_write
	mov esi, ecx
	call timed_read
	cmp eax, esi
	je .next
	inc word [seen_bad]
.next:
	pop cx
	loop .again
	ret

; As config_read, and what it took goes into the round's longest. ECX, EDX, EDI are lost.
timed_read:
	rdtsc
	mov ecx, eax
	mov edi, edx
	call config_read
	push eax
	rdtsc
	sub eax, ecx
	sbb edx, edi
	shrd eax, edx, 20
	cmp eax, 0FFFFh
	jbe .fits
	mov eax, 0FFFFh
.fits:
	cmp ax, [seen_gap]
	jbe .end
	mov [seen_gap], ax
.end:
	pop eax
	ret

; How many units a second has, by the real-time clock. Gives up when that stands still.
measure_tick:
	mov ebp, 2000000
	call rtc_second
	mov bl, al
	call next_second
	rdtsc
	mov ecx, eax
	mov edi, edx
	call next_second
	rdtsc
	sub eax, ecx
	sbb edx, edi
	shrd eax, edx, 20
	mov [seen_tick], ax
	ret

next_second:
	dec ebp
	jz .end
	call rtc_second
	cmp al, bl
	je next_second
	mov bl, al
.end:
	ret

; The first display of bus 0, whose id is kept; EBX stays where it is in configuration space.
find_display:
	mov ebx, 80000008h
.slot:
	call config_read
	shr eax, 24
	cmp al, 3
	je .found
	add ebx, 100h
	cmp ebx, 80010000h
	jb .slot
.found:
	xor bl, bl
	call config_read
	mov [seen_id], eax
	ret

	align 4
seen_id		dd 0
seen_round	dw 0
seen_bad	dw 0
seen_gap	dw 0
seen_tick	dw 0
seen_tag	db 0
%endif

%if VARIANT == 8 || VARIANT == 9

; --- measuring what a device model serves ----------------------------------------------------------------------------

ROUNDS		equ 5
TRAPPED		equ 500			; accesses that leave the guest for dom0, at a time
PORTS		equ 1000		; that only Xen sees
DIRECT		equ 50000		; that nobody does

; timed "name", N, DX: cycles for N times what follows up to timed_end. EAX is then the word at value.
%macro timed 3
	say "VGAPT bench ", %1, " n="
	mov eax, %2
	call serial_dec
	say " cycles="
	mov cx, %2
	rdtsc
	mov [tsc], eax
	mov [tsc + 4], edx
	mov dx, %3
	mov eax, [value]
%%again:
%define TIMED %%again
%endmacro

%macro timed_end 0
	dec cx
	jnz TIMED
	rdtsc
	call tell_cycles
%endmacro

; EDX:EAX less what it was; more than 32 bits are not told.
tell_cycles:
	sub eax, [tsc]
	sbb edx, [tsc + 4]
	jnz .more
	call serial_dec
	jmp .end
.more:
	say "overflow"
.end:
	say 13, 10
	ret

; The first display on bus 0: EBX, its configuration space, and AX, its vendor. Carry if there is none.
find_display:
	mov ebx, 80000008h		; revision and class
.slot:
	call config_read
	shr eax, 16
	cmp ax, 0300h
	je .found
	add ebx, 800h
	cmp ebx, 80010000h
	jb .slot
	stc
	ret
.found:
	mov bl, 0
	call config_read
	clc
	ret

; All 4 GiB by FS, as flat does it; EBX stays.
reach:
	push ebx
	call flat
	pop ebx
	ret

accesses:
	call find_display
	jnc .found
	say "VGAPT display=absent", 13, 10
	ret
.found:
	call look
	mov ax, 0013h			; a linear window at A0000
	int 10h
	call reach			; after the last BIOS call, which would undo it
.round:
	call measure
	inc dword [round]
	say "VGAPT bench round="
	mov eax, [round]
	call serial_dec
	say 13, 10
	cmp dword [round], ROUNDS
	jb .round
	ret

tsc	dq 0
value	dd 0
round	dd 0
%endif

%if VARIANT == 8

; A card like QEMU's ati-vga: memory behind BAR 0, ports behind BAR 1, and a ROM.
look:
	call reach
	mov bl, 10h
	call config_read
	and eax, 0FFFFFFF0h
	mov [bar], eax
	mov edi, eax
	add edi, 80000h
	mov dword [fs:edi], 1234ABCDh
	cmp dword [fs:edi], 1234ABCDh
	jne .bar_tell
	cmp edi, 0C0000000h		; where this guest has no memory of its own
	jb .bar_tell
	mov byte [bar_ok], 1
.bar_tell:
	mov bl, 14h
	call config_read
	mov cx, ax
	and ax, 0FFFCh
	mov [port], ax
	test cl, 1
	jz .port_tell
	cmp ax, 1000h
	jb .port_tell
	mov byte [port_ok], 1
.port_tell:
	mov bl, 30h
	call config_at			; by its lowest byte alone: see scribble
	mov al, 1
	out dx, al
	call config_read
	and eax, 0FFFFF800h
	mov [rom], eax
	mov edi, eax
	mov ax, [fs:edi]
	mov [rom_head], ax
	mov bl, 3Ch
	call config_read
	mov [line], eax
	result "bar", bar_ok
	result "port", port_ok
	say "VGAPT head="
	mov ax, [rom_head]
	call serial_hex
	say 13, 10
	ret

; What is written to CF8h goes to QEMU, whoever serves the card: so it is written once, and not measured.
measure:
	mov bl, 10h
	call config_at
	timed "dm_confbar", TRAPPED, 0CFCh
	in eax, dx
	timed_end
	mov bl, 0
	call config_at
	timed "dm_confid", TRAPPED, 0CFCh
	in eax, dx
	timed_end
	mov eax, [line]
	mov [value], eax
	mov bl, 3Ch
	call config_at
	timed "dm_confline", TRAPPED, 0CFCh
	out dx, al
	timed_end
	mov edi, [rom]
	timed "dm_rom", TRAPPED, 0
	mov eax, [fs:edi]
	timed_end
	mov edi, [bar]
	timed "dm_bar", DIRECT, 0
	mov eax, [fs:edi]
	timed_end
	timed "dm_port", PORTS, [port]
	in eax, dx
	timed_end
	timed "dm_3cc", PORTS, 3CCh
	in al, dx
	timed_end
	mov edi, 0A0000h
	timed "dm_a0000", DIRECT, 0
	mov al, [fs:edi]
	timed_end
	timed "dm_out80", PORTS, 80h	; not the card's, and the same in both cases
	out dx, al
	timed_end
	ret

bar	dd 0
rom	dd 0
line	dd 0
port	dw 0
rom_head dw 0
bar_ok	db 0
port_ok	db 0
%endif

%if VARIANT == 9

; A card of AMD's with an I/O BAR 4 and a 64-bit BAR 2: 4000h in the latter shows configuration space, and port 3C3h the second
; byte of BAR 4. vgapt-dm traps both. Any other display: A0000h for the page.
look:
	cmp ax, 1002h
	jne .end
	call reach
	mov bl, 18h
	call config_read
	and eax, 0FFFFFFF0h
	add eax, 4000h
	mov [page], eax
	mov bl, 10h
	call config_read
	mov edi, [page]
	cmp [fs:edi + 10h], eax
	jne .page_tell
	mov byte [page_ok], 1
.page_tell:
	mov bl, 20h
	call config_read
	mov cl, ah
	mov dx, 3C3h
	in al, dx
	cmp al, cl
	jne .port_tell
	mov byte [port_ok], 1
.port_tell:
	result "page", page_ok
	result "port", port_ok
.end:
	ret

measure:
	timed "dm_trapport", TRAPPED, 3C3h
	in al, dx
	timed_end
	mov edi, [page]
	timed "dm_trappage", TRAPPED, 0
	mov al, [fs:edi + 10h]
	timed_end
	ret

page	dd 0A0000h
page_ok	db 0
port_ok	db 0
%endif

%if VARIANT == 5

; --- measuring -------------------------------------------------------------------------------------------------------

%define ROUNDS 1000

; measure "name", DX: cycles for ROUNDS times what follows up to measured.
%macro measure 2
	say "VGAPT bench ", %1, " n=1000 cycles="
	mov cx, ROUNDS
	rdtsc
	mov [tsc], eax
	mov dx, %2			; not before: rdtsc has its upper half there
%%again:
%define MEASURED %%again
%endmacro

%macro measured 0
	dec cx
	jnz MEASURED
	rdtsc
	sub eax, [tsc]
	call serial_dec
	say 13, 10
%endmacro

bench:
	mov ax, 0013h			; a linear window at A0000
	int 10h
	mov ax, 0A000h
	mov es, ax
.round:
	measure "in3da", 3DAh
	in al, dx
	measured
	measure "in3cc", 3CCh
	in al, dx
	measured
	measure "out3c8", 3C8h
	out dx, al
	measured
	measure "out80", 80h		; not the card's, and the same in both cases
	out dx, al
	measured
	xor di, di
	measure "write_a0000", 0
	mov [es:di], al
	inc di
	measured
	xor di, di
	measure "read_a0000", 0
	mov al, [es:di]
	inc di
	measured
	inc dword [round]
	say "VGAPT bench round="
	mov eax, [round]
	call serial_dec
	say 13, 10
	mov byte [mute], 0		; after 16 rounds only every 256th is told
	cmp dword [round], 16
	jb .round
	cmp byte [round], 0
	je .round
	mov byte [mute], 1
	jmp .round

tsc	dd 0
round	dd 0
%endif

LINES	equ 6
lines	db "VGA passthrough test guest", 13, 10
	db 13, 10
	db "This line went through int 10h of the card's own video BIOS.", 13, 10
	db "If you can read it, the guest owns the card from its first instruction.", 13, 10
	db "0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz", 13, 10
	db 13, 10, 0
%if VARIANT == 3
line_reboot db "Rebooting soon.", 13, 10, 0
%endif

int10_ok	db 0
text_ok		db 0
crtc_ok		db 0
b8000_ok	db 0
dac_ok		db 0
a0000_ok	db 0

	align 16
	times SECTORS * 512 - ($ - $$) db 0

; Not in the image: where VBE writes.
info	equ 6000h
mode	equ 6400h
