#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Look at the demonstration's pictures: does each show what its guest draws? And put them side by side.

Arguments: DIRECTORY KERNEL TARGET. Reads PHASE-text.png, PHASE-vbe.png and PHASE-linux.png for the phases before and
after; writes PHASE.png and the file "screens" with lines "PHASE THING shown|blank|other|missing".
"""
import os
import sys

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
WIDTH, HEIGHT, MARGIN = 480, 360, 12


def close(pixel, wanted):
    return all(abs(a - b) <= 10 for a, b in zip(pixel, wanted))


def colours(image, box):
    """The colours in a part of a picture."""
    found = image.crop(box).getcolors(1 << 20)
    return len(found) if found else 1 << 20


def shows_text(image):
    """The BIOS guest's text screen: ink in its first line, none beside it, and the line of colours in rows 8 and 9."""
    row = image.height / 25
    first = colours(image, (0, 0, image.width // 3, int(row)))
    beside = colours(image, (image.width // 2, 0, image.width, int(row)))
    bars = colours(image, (0, int(row * 8) + 2, image.width, int(row * 9)))
    return first >= 2 and beside == 1 and bars >= 8


def shows_vbe(image):
    """The picture that bios.asm draws: white frame, sixteen bars of known colours, a ramp from red to blue."""
    if image.size != (640, 480) or not close(image.getpixel((3, 240)), (255, 255, 255)):
        return False
    low = [(0x00, 0x00, 0x00), (0x00, 0x00, 0xAA), (0x00, 0xAA, 0x00), (0x00, 0xAA, 0xAA),
           (0xAA, 0x00, 0x00), (0xAA, 0x00, 0xAA), (0xAA, 0x55, 0x00), (0xAA, 0xAA, 0xAA)]
    high = [(0x55, 0x55, 0x55), (0x55, 0x55, 0xFF), (0x55, 0xFF, 0x55), (0x55, 0xFF, 0xFF),
            (0xFF, 0x55, 0x55), (0xFF, 0x55, 0xFF), (0xFF, 0xFF, 0x55), (0xFF, 0xFF, 0xFF)]
    for i, wanted in enumerate(low + high):
        if not close(image.getpixel((40 * i + 20, 200)), wanted):
            return False
    left, right = image.getpixel((12, 420)), image.getpixel((620, 420))
    return left[0] > 200 > 60 > left[2] and right[2] > 200 > 60 > right[0]


def shows_linux(image):
    """The Linux guest's console: its title on blue, and the line of eight colours."""
    if image.size != (640, 480):
        return False
    return close(image.getpixel((3, 2)), (0, 0, 170)) and colours(image, (0, 16, 640, 480)) >= 8


THINGS = [
    ("text", "BIOS text, int 10h", shows_text),
    ("vbe", "VBE graphics", shows_vbe),
    ("linux", "Linux console", shows_linux),
]


def verdict(path, shows):
    if not os.path.exists(path):
        return "missing", None
    image = Image.open(path).convert("RGB")
    if shows(image):
        return "shown", image
    return ("blank" if colours(image, (0, 0) + image.size) == 1 else "other"), image


def panel(canvas, image, x, y):
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((x - 1, y - 1, x + WIDTH, y + HEIGHT), outline=(120, 120, 120), fill=(0, 0, 0))
    if image is None:
        return
    # As a monitor shows it: 4 to 3, whatever the mode.
    canvas.paste(image.resize((WIDTH, HEIGHT), Image.LANCZOS), (x, y))


def main():
    directory, kernel, target = sys.argv[1:4]
    large, small = ImageFont.truetype(FONT, 22), ImageFont.truetype(FONT, 17)
    titles = {"before": "Stock Xen", "after": "With xen_vgapt"}
    with open(os.path.join(directory, "screens"), "w") as screens:
        for phase in ("before", "after"):
            canvas = Image.new("RGB", (3 * WIDTH + 4 * MARGIN, HEIGHT + 92), (32, 34, 38))
            draw = ImageDraw.Draw(canvas)
            draw.text((MARGIN, 10), f"{titles[phase]}: what the monitor on the passed-through card shows",
                      font=large, fill=(240, 240, 240))
            note = f"{target}, dom0 {kernel}"
            draw.text((canvas.width - MARGIN, 14), note, font=small, fill=(150, 150, 150), anchor="ra")
            for i, (thing, title, shows) in enumerate(THINGS):
                state, image = verdict(os.path.join(directory, f"{phase}-{thing}.png"), shows)
                screens.write(f"{phase} {thing} {state}\n")
                x = MARGIN + i * (WIDTH + MARGIN)
                panel(canvas, image, x, 48)
                words = {"shown": "shown", "blank": "blank screen", "other": "not the guest's picture",
                         "missing": "no picture"}[state]
                draw.text((x, 48 + HEIGHT + 10), f"{title}: {words}", font=small,
                          fill=(120, 220, 120) if state == "shown" else (235, 120, 110))
            canvas.save(os.path.join(directory, f"{phase}.png"))


main()
