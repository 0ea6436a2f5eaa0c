"""What was on the clipboard, kept in a private file for as long as its import takes."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from mailer_gui.intake.writing import not_written
from mailer_gui.model.errors import InputError

NAME = "clipboard"
"""The name of such a file; so a contact's origin says where it came from."""
_FOLDER = "pasted-"
_OLD = 24 * 3600


def keep(folder: Path, text: str, html: str = "") -> Path:
    """Write what was pasted where only this person can read it; an HTML table is better than its plain text."""
    content = html if "<table" in html.lower() or not text.strip() else text
    if not content.strip():
        raise InputError(
            "The clipboard holds no text.",
            title="Nothing to paste",
            hint="Copy the rows in the spreadsheet, or the addresses, then paste again.",
        )
    _forget_old(folder)
    try:
        place = Path(tempfile.mkdtemp(prefix=_FOLDER, dir=folder)) / NAME
        place.write_text(content, encoding="utf-8", errors="replace", newline="")  # mkdtemp's folder is private
    except OSError as problem:
        raise not_written(folder, problem) from problem
    return place


def is_pasted(path: Path) -> bool:
    """Say whether a file is what `keep` wrote."""
    return path.name == NAME and path.parent.name.startswith(_FOLDER)


def forget(path: Path) -> None:
    """Remove a file of `keep` after its import; any other file stays."""
    if is_pasted(path):
        shutil.rmtree(path.parent, ignore_errors=True)


def _forget_old(folder: Path) -> None:
    """Remove what a crash left behind."""
    for place in folder.glob(f"{_FOLDER}*/{NAME}"):
        try:
            if time.time() - place.stat().st_mtime > _OLD:
                forget(place)
        except OSError:  # it is gone already
            continue
