"""What the import says about itself: on its button, and at the end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mailer_gui.model.imports import FORMATS, FilePreview, ImportResult
from mailer_gui.ui.texts import counted, size, tr


def list_name(path: Path) -> str:
    """Propose a name for the list of a file."""
    return " ".join(path.stem.replace("_", " ").replace("-", " ").split())[:60].strip().capitalize()


def delimiters() -> dict[str, str]:
    """Give the delimiters a person can choose, with their names."""
    return {",": tr("Commas"), ";": tr("Semicolons"), "\t": tr("Tabs"), "|": tr("Vertical bars")}


def as_read(path: Path, preview: FilePreview, encodings: Mapping[str, str]) -> str:
    """Say in a line how a file was read."""
    options = preview.options
    encoding, delimiter = options.encoding or "", options.delimiter or ""
    headed = {True: tr("first row is the header"), False: tr("no header"), None: ""}[options.has_header]
    pasted = preview.format == "clipboard"
    parts = (
        tr("From the clipboard") if pasted else f"{path.name} ({size(preview.size)})",
        tr(FORMATS[preview.format]) if preview.format not in ("csv", "clipboard") else "",
        tr("sheet “{name}”").format(name=options.sheet) if options.sheet else "",
        "" if pasted else encodings.get(encoding, encoding),
        delimiters().get(delimiter, delimiter).lower() if delimiter else "",
        headed,
    )
    return " · ".join(part for part in parts if part)


def people(plan: ImportResult) -> int:
    """Count the people that an import brings or finds."""
    return plan.new + plan.changed + plan.unchanged


def import_words(plan: ImportResult | None) -> str:
    """Say on the button what it will do."""
    if plan is None:
        return tr("Import")
    if not people(plan):
        return tr("Nobody to import")
    return counted(people(plan), "Import %Ln person", "Import %Ln people")


def summary(result: ImportResult) -> str:
    """Say what an import did."""
    words = counted(people(result), "%Ln person imported", "%Ln people imported")
    if result.list_name:
        words = tr("{people} and put on “{name}”").format(people=words, name=result.list_name)
    if result.invalid:
        return f"{words}, {counted(result.invalid, '%Ln row left out', '%Ln rows left out')}"
    return words
