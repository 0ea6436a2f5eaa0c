"""Builds the program that starts with a double click, and puts it in this person's menu.

Usage: .venv/bin/python packaging/package.py [build] [install] [uninstall] [--again]
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "dist" / "Mailer"
PROGRAM = FOLDER / ("mailer-gui.exe" if sys.platform == "win32" else "mailer-gui")
STAMP = FOLDER / "built-from"
ENTRY = "mailer-gui.desktop"
ICON = ROOT / "resources" / "icons" / "mailer.svg"


def main(arguments: list[str]) -> int:
    """Do the named steps in the order they are given."""
    steps = {"build": build, "install": install, "uninstall": uninstall}
    wanted = [word for word in arguments if word != "--again"]
    if not wanted or not set(wanted) <= steps.keys():
        print(__doc__, file=sys.stderr)
        return 2
    if "--again" in arguments:
        STAMP.unlink(missing_ok=True)
    for word in wanted:
        steps[word]()
    return 0


def build() -> Path:
    """Build dist/Mailer, unless it was built from exactly these sources already; gives the program."""
    sources = fingerprint()
    if STAMP.is_file() and STAMP.read_text() == sources:
        print(f"{PROGRAM} is up to date.")
        return PROGRAM
    if sys.platform != "linux":
        draw_icon(ROOT / "build" / ("mailer.ico" if sys.platform == "win32" else "mailer.icns"), 256)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += [
        "--distpath",
        str(ROOT / "dist"),
        "--workpath",
        str(ROOT / "build"),
        str(ROOT / "packaging/mailer.spec"),
    ]
    subprocess.run(command, check=True, cwd=ROOT)
    strip_symbols()
    STAMP.write_text(sources)
    size = sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file() and not file.is_symlink())
    print(f"Built {PROGRAM} ({size / 1e6:.0f} MB with everything it needs).")
    return PROGRAM


def strip_symbols() -> None:
    """Take the debugging tables out of Python's and the packages' libraries; Qt's come without."""
    if sys.platform != "linux" or not shutil.which("strip"):
        return
    libraries = [path for path in FOLDER.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    ours = [str(path) for path in libraries if "PySide6" not in path.parts]
    subprocess.run(["strip", "--strip-debug", *ours], check=False, stderr=subprocess.DEVNULL)


def fingerprint() -> str:
    """Say in a line what a build is made from: our files, Python, Qt and PyInstaller."""
    digest = hashlib.sha256(sys.version.encode())
    for package in ("PySide6", "pyinstaller", "keyring", "SQLAlchemy"):
        digest.update(importlib.metadata.version(package).encode())
    files = [path for folder in ("mailer_gui", "resources", "packaging") for path in (ROOT / folder).rglob("*")]
    for path in sorted([*files, ROOT / "pyproject.toml"]):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def install() -> None:
    """Put the built program in the menu of the person who runs this."""
    if sys.platform != "linux":
        print(f"Mailer is in {FOLDER}. Start it from there, or drag it where you keep your programs.")
        return
    if not PROGRAM.is_file():
        sys.exit(f"{PROGRAM} is not there yet; build it first.")
    share = share_folder()
    icons = share / "icons" / "hicolor"
    copy(ICON, icons / "scalable" / "apps" / "mailer-gui.svg")
    draw_icon(icons / "256x256" / "apps" / "mailer-gui.png", 256)
    entry = share / "applications" / ENTRY
    entry.parent.mkdir(parents=True, exist_ok=True)
    entry.write_text(desktop_entry(PROGRAM), encoding="utf-8")
    copy(ROOT / "packaging" / "mailer-gui.metainfo.xml", share / "metainfo" / "mailer-gui.metainfo.xml")
    refresh_menu(share)
    print(f"Mailer is in your menu now ({entry}).")


def uninstall() -> None:
    """Take it out of the menu; the built folder and all workspaces stay."""
    share = share_folder()
    for name in (
        f"applications/{ENTRY}",
        "icons/hicolor/scalable/apps/mailer-gui.svg",
        "icons/hicolor/256x256/apps/mailer-gui.png",
        "metainfo/mailer-gui.metainfo.xml",
    ):
        (share / name).unlink(missing_ok=True)
    refresh_menu(share)
    print("Mailer is no longer in your menu.")


def share_folder() -> Path:
    """Give the folder of this person's programs and icons."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def desktop_entry(program: Path) -> str:
    """Give the menu entry that starts a program by its full path, and hides itself when that is gone."""
    text = (ROOT / "packaging" / ENTRY).read_text(encoding="utf-8")
    quoted = str(program)
    for character in '\\"`$':
        quoted = quoted.replace(character, "\\" + character)
    quoted = quoted.replace("\\", "\\\\").replace("%", "%%")  # the value is unescaped once, then split as a command
    plain = str(program).replace("\\", "\\\\")
    return text.replace("Exec=mailer-gui-window\n", f'TryExec={plain}\nExec="{quoted}"\n')


def refresh_menu(share: Path) -> None:
    """Tell the desktop that its menu changed, where there is a program for it."""
    for command in (
        ["update-desktop-database", "-q", str(share / "applications")],
        ["gtk-update-icon-cache", "-q", "-t", "-f", str(share / "icons" / "hicolor")],
    ):
        if shutil.which(command[0]) and Path(command[-1]).is_dir():
            subprocess.run(command, check=False, stderr=subprocess.DEVNULL)


def draw_icon(target: Path, size: int) -> None:
    """Draw the icon at a size, as the kind of picture that the target's name says."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(ICON)).render(painter)
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(target)):
        sys.exit(f"The icon could not be written to {target}.")


def copy(source: Path, target: Path) -> None:
    """Copy a file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
