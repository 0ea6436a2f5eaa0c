"""What the import says about itself: on its button, and at the end."""

from __future__ import annotations

from pathlib import Path

from mailer_gui.model.imports import ImportResult
from mailer_gui.ui.texts import counted, number, tr


def list_name(path: Path) -> str:
    """Propose a name for the list of a file."""
    return " ".join(path.stem.replace("_", " ").replace("-", " ").split())[:60].strip().capitalize()


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
        return tr("{people}, {count} rows left out").format(people=words, count=number(result.invalid))
    return words
