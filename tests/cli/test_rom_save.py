# SPDX-License-Identifier: GPL-2.0-only
"""vgapt rom save, whose name may be left out"""
import errno
import os
import pty
import stat

import pytest

CARD = "0000:01:00.0"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "saved"


@pytest.mark.parametrize("words", [("rom",), ("rom", "save")], ids=" ".join)
def test_saves_to_a_file(vgapt, tree, file, words):
    vgapt(*words, CARD, "-o", file, out="")
    assert file.read_bytes() == tree.rom(CARD)


def test_gives_a_new_file_the_usual_mode(vgapt, file):
    mask = os.umask(0)
    os.umask(mask)
    vgapt("rom", CARD, "-o", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~mask


def test_saves_to_standard_output(vgapt, tree):
    assert vgapt("rom", "-o", "-", CARD).stdout == tree.rom(CARD)


def test_replaces_a_file(vgapt, tree, file):
    file.write_text("something older")
    vgapt("rom", f"--output={file}", CARD, out="")
    assert file.read_bytes() == tree.rom(CARD)


def test_follows_a_link(vgapt, tree, file, tmp_path):
    link = tmp_path / "link"
    link.symlink_to("saved")
    file.write_text("something older")
    vgapt("rom", "-o", link, CARD, out="")
    assert os.readlink(link) == "saved"
    assert file.read_bytes() == tree.rom(CARD)


@pytest.mark.parametrize("words", [("rom",), ("rom", "save")], ids=" ".join)
def test_needs_a_place(vgapt, words):
    vgapt.misused(*words, CARD, err=r"missing -o FILE")


def test_saves_one_card_only(vgapt):
    vgapt.misused("rom", "save", "01:00.0", "02:00.0", "-o", "-", err=r"one SBDF")


def test_does_not_replace_a_device(vgapt):
    vgapt.fails("rom", "-o", "/dev/null", CARD, err=r"not an ordinary file")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o604, 0o755], ids=oct)
def test_a_file_that_was_there_keeps_its_mode(vgapt, file, mode):
    file.touch()
    file.chmod(mode)
    vgapt("rom", "-o", file, CARD, out="")
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert file.read_bytes() == vgapt.tree.rom(CARD)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_that_was_there_keeps_its_owner(vgapt, file):
    file.touch()
    os.chown(file, 1234, 2345)
    vgapt("rom", "-o", file, CARD, out="")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 2345)


def test_does_not_replace_a_link_to_nothing(vgapt, file, tmp_path):
    file.symlink_to(tmp_path / "nothing")
    vgapt.fails("rom", "-o", file, CARD, err=rf"{file} is a symbolic link to what is not there"
                ).says(r"what to do: give the name of the file itself")
    assert file.is_symlink()
    assert not (tmp_path / "nothing").exists()


def test_needs_a_folder(vgapt, tmp_path):
    vgapt.fails("rom", "-o", tmp_path / "none/a", CARD, err=r"cannot write to the folder")


def test_warns_of_a_shadow(vgapt, file):
    vgapt("rom", "-o", file, "00:02.0", out="", err=r"firmware's copy at C0000h")


def test_leaves_nothing_of_a_rom_that_is_not_what_the_module_has_seen(vgapt, tree, tmp_path):
    folder = tmp_path / "to"
    folder.mkdir()
    tree.set(CARD, rom_sha256="0" * 64)
    vgapt.fails("rom", "-o", folder / "c", CARD, err=r"is not what the module")
    assert not list(folder.iterdir())


def test_fails_where_there_is_no_rom(vgapt, file):
    vgapt.fails("rom", "-o", file, "02:00.0", err=r"modprobe|no ROM|No such")


def test_does_not_write_to_a_terminal(vgapt):
    try:
        master, slave = pty.openpty()
    except OSError:
        pytest.skip("no pseudo-terminals here")
    pid = os.fork()
    if not pid:
        os.dup2(slave, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.environ["VGAPT_ROOT"] = str(vgapt.tree.root)
        os.execv(vgapt.program, ["vgapt", "rom", "-o", "-", CARD])
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2
    os.close(master)
    os.close(slave)


def test_fails_without_the_module(vgapt, tree, file):
    tree.remove_module()
    vgapt.fails("rom", "-o", file, CARD, err=r"modprobe xen_vgapt")


@pytest.mark.parametrize("error, why", [
    (errno.ENODATA, rf"no ROM was found for {CARD}"),
    (errno.EACCES, r"run it as root"),
], ids=["ENODATA", "EACCES"])
def test_cannot_read_the_rom(vgapt, device, file, error, why):
    device.set(read=error)
    vgapt.fails("rom", "-o", file, CARD, err=why)


def test_fails_for_an_ordinary_user(vgapt, tree, ordinary_user):
    tree.close_to_others()
    vgapt.fails("rom", CARD, "-o", "-", err=r"Permission denied")
