"""Dates that can be read in two ways: the person says which, shown with a date of the file itself."""

from __future__ import annotations

import re

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton

from mailer_gui.model.imports import FilePreview
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import label, row

_DATE = re.compile(r"\b(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})\b")


def example(preview: FilePreview) -> tuple[str, str, QDate, QDate] | None:
    """Find a date of the file that says two things: (column, as written, day first, month first)."""
    for name in preview.doubtful_dates:
        place = preview.columns.index(name) if name in preview.columns else -1
        for cells in preview.rows:
            found = _DATE.search(cells[place]) if 0 <= place < len(cells) else None
            if found is None:
                continue
            first, second, year = (int(part) for part in found.groups())
            whole_year = year if year > 99 else 2000 + year if year < 70 else 1900 + year
            day_first, month_first = QDate(whole_year, second, first), QDate(whole_year, first, second)
            if day_first.isValid() and month_first.isValid() and day_first != month_first:
                return name, found.group(), day_first, month_first
    return None


def written(date: QDate) -> str:
    """Write a date so that nobody can mistake it: 4 March 2026."""
    return QLocale().toString(date, "d MMMM yyyy")


class DateOrder(QFrame):
    """Asks what a doubtful date means; hidden when there is no doubt. `chosen` has True for the day first."""

    chosen = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("kind", "warning")
        self._words = label("", "strong")
        self.day_first = QRadioButton(tr("The day comes first"))
        self.month_first = QRadioButton(tr("The month comes first"))
        group = QButtonGroup(self)
        for one in (self.day_first, self.month_first):
            group.addButton(one)
        self.day_first.clicked.connect(lambda: self.chosen.emit(True))
        self.month_first.clicked.connect(lambda: self.chosen.emit(False))
        self.setLayout(
            row(self._words, self.day_first, self.month_first, None, spacing=t.L, margins=(t.L, t.XS, t.L, t.XS))
        )
        self.hide()

    def show_doubt(self, preview: FilePreview) -> None:
        """Ask about a file, with one of its own dates and what is guessed."""
        self.setVisible(bool(preview.doubtful_dates))
        if not preview.doubtful_dates:
            return
        usual = (preview.doubtful_dates[0], "04/03/2026", QDate(2026, 3, 4), QDate(2026, 4, 3))
        name, text, day_first, month_first = example(preview) or usual
        self._words.setText(tr("“{column}”: {date} means").format(column=name, date=text))
        self.day_first.setText(written(day_first))
        self.month_first.setText(written(month_first))
        wanted = preview.options.day_first is not False
        (self.day_first if wanted else self.month_first).setChecked(True)
