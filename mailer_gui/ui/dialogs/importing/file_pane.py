"""The first pane of the import: the file as we read it, with its first rows. How it is read can be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from mailer_gui.model.imports import FilePreview, ReadOptions
from mailer_gui.ui import tokens as t
from mailer_gui.ui.dialogs.importing.words import delimiters
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import clear, column, label, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.inputs import Field, long_list
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.table import DataTable

_Row = tuple[str, ...]
MOST_COLUMNS = 60


class FilePane(QWidget):
    """Shows a preview; `changed` asks to read the file again with other options."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._options = ReadOptions()
        self.encoding = QComboBox()
        long_list(self.encoding)
        self.delimiter = QComboBox()
        for value, name in delimiters().items():
            self.delimiter.addItem(name, value)
        self.header = QCheckBox(tr("The first row holds the names of the columns"))
        self._note = label("", "small", wrap=True)
        self._places: QVBoxLayout = column(spacing=0)
        self.sheet = QComboBox()
        long_list(self.sheet)
        self.encoding.setMinimumWidth(280)
        self.delimiter.setMinimumWidth(150)
        self.sheet.setMinimumWidth(280)
        self._encoding_field = Field(tr("Encoding"), self.encoding)
        self._delimiter_field = Field(tr("Columns are separated by"), self.delimiter)
        self._sheet_field = Field(tr("Sheet"), self.sheet)
        choices = row(self._sheet_field, self._encoding_field, self._delimiter_field, None, spacing=t.M)
        card = Card(margin=1, spacing=0)
        card.content.addLayout(self._places)
        hints = row(self.header, self._note, spacing=t.L)
        hints.setStretch(1, 1)
        self._note.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        whole = column(choices, hints, card, spacing=t.M)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.encoding.activated.connect(lambda: self.wish(encoding=self.encoding.currentData()))
        self.delimiter.activated.connect(lambda: self.wish(delimiter=self.delimiter.currentData()))
        self.sheet.activated.connect(lambda: self.wish(sheet=self.sheet.currentText(), has_header=None))
        self.header.clicked.connect(lambda on: self.wish(has_header=bool(on)))

    def offer(self, encodings: Mapping[str, str]) -> None:
        """Fill in the encodings that can be chosen."""
        self.encoding.clear()
        for value, name in encodings.items():
            self.encoding.addItem(name, value)

    def show_preview(self, preview: FilePreview) -> None:
        """Show the options in force and the first rows; what does not matter for this kind of file is left out."""
        options = preview.options
        self._encoding_field.setVisible(options.encoding is not None)
        self._delimiter_field.setVisible(options.delimiter is not None)
        self._sheet_field.setVisible(len(preview.sheets) > 1)
        self.header.setVisible(options.has_header is not None)
        self.sheet.clear()
        self.sheet.addItems(preview.sheets)
        self.sheet.setCurrentText(options.sheet or "")
        hint = tr("If letters look wrong below, choose another encoding.") if options.encoding is not None else ""
        self._note.setText(" ".join(preview.notes) or hint)
        for box, value in ((self.encoding, options.encoding), (self.delimiter, options.delimiter)):
            if value is not None and box.findData(value) < 0:
                box.addItem(value, value)
            box.setCurrentIndex(box.findData(value))
        self.header.setChecked(bool(options.has_header))
        self._show_rows(preview)

    def _show_rows(self, preview: FilePreview) -> None:
        names = preview.columns[:MOST_COLUMNS]
        columns = [_text_column(place, name, _width(place, name, preview.rows)) for place, name in enumerate(names)]
        model: RowsModel[_Row] = RowsModel(columns)
        model.set_rows(preview.rows)
        table = DataTable(model, tr("The first rows of the file"), many=False)
        model.setParent(table)
        table.horizontalHeader().setStretchLastSection(True)
        clear(self._places)
        self._places.addWidget(table)
        self.table = table

    def wish(self, **changes: object) -> None:
        """Ask for the file to be read in another way; what was wished before stays."""
        self._options = replace(self._options, **changes)  # type: ignore[arg-type]  # names of options
        self.changed.emit(self._options)

    def begin(self) -> None:
        """Another file comes: nothing is wished yet."""
        self._options = ReadOptions()


def _width(place: int, name: str, rows: Sequence[_Row]) -> int:
    """Guess how wide a column must be to show most of its cells."""
    longest = max((len(cells[place]) for cells in rows if place < len(cells)), default=0)
    return min(280, max(90, 8 * max(longest, len(name)) + 32))


def _text_column(place: int, name: str, width: int) -> Column[_Row]:
    def cell(values: _Row) -> Cell:
        text = values[place] if place < len(values) else ""
        flat = " ".join(text.split())
        return Cell(flat[:300], tip=text[:2000] if len(flat) > 24 else "")

    return Column(str(place), name, cell, width=width, sortable=False)
