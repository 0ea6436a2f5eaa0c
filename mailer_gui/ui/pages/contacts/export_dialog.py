"""Writing people to a file: whom, and what kind of file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QComboBox, QRadioButton, QWidget

from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import column, label
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field


@dataclass(frozen=True, slots=True)
class Part:
    """People who can be exported: `ids` None means everybody. `name` proposes a file name."""

    words: str
    name: str
    ids: Sequence[int] | None


def formats() -> list[tuple[str, str, str]]:
    """Give the kinds of files: words, suffix, filter of the file dialog."""
    return [
        (tr("CSV, for every program"), "csv", tr("CSV files (*.csv)")),
        (tr("Excel workbook"), "xlsx", tr("Excel workbooks (*.xlsx)")),
        (tr("vCard, for address books and phones"), "vcf", tr("vCards (*.vcf)")),
    ]


class ExportDialog(Dialog):
    """`done(part, suffix, filter)`."""

    def __init__(self, parent: QWidget | None, parts: Sequence[Part], done: Callable[[Part, str, str], object]) -> None:
        super().__init__(parent, tr("Export people"))
        self._parts, self._done = tuple(parts), done
        self.choices = QButtonGroup(self)
        boxes: list[QWidget] = []
        for place, part in enumerate(parts):
            radio = QRadioButton(part.words)
            radio.setChecked(place == 0)
            self.choices.addButton(radio, place)
            boxes.append(radio)
        self.format = QComboBox()
        for words, suffix, _ in formats():
            self.format.addItem(words, suffix)
        note = tr("Formulas in the data are made harmless. Importing the file again gives the same people.")
        self.add(column(*boxes, spacing=0), Field(tr("Kind of file"), self.format), label(note, "small", wrap=True))
        self.add_button(tr("Cancel"))
        self.add_button(tr("Choose a place…"), "primary", self.finish)
        boxes[0].setFocus()

    def finish(self) -> None:
        """Close and let the person choose the file."""
        _, suffix, pattern = formats()[self.format.currentIndex()]
        self.accept()
        self._done(self._parts[self.choices.checkedId()], suffix, pattern)
