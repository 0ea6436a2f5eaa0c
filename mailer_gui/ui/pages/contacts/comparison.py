"""Several records of probably one person, side by side: which one is kept, and what it looks like afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QRadioButton, QWidget

from mailer_gui.model.contacts import Contact
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.contacts.columns import field_title
from mailer_gui.ui.pages.contacts.people_desk import MERGED_AT_ONCE
from mailer_gui.ui.pages.contacts.words import origin_words
from mailer_gui.ui.texts import day, tr
from mailer_gui.ui.widgets.basics import clear, label

MOST = MERGED_AT_ONCE
"""So many records stand side by side; a larger group is merged in several goes."""


def merged(people: Sequence[Contact], keep: Contact) -> dict[str, str]:
    """Give the fields after merging: those of the kept one, and what it lacks from the others in their order."""
    fields = {name: value for name, value in keep.fields.items() if value}
    for other in people:
        for name, value in other.fields.items():
            if value:
                fields.setdefault(name, value)
    return fields


class Comparison(QWidget):
    """A grid: a column for each record, a line for each field, and a last column with what comes out."""

    kept_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(t.L, t.M, t.L, t.M)
        self._grid.setHorizontalSpacing(t.L)
        self._grid.setVerticalSpacing(t.S)
        self._people: tuple[Contact, ...] = ()
        self.choices = QButtonGroup(self)
        self.choices.idToggled.connect(lambda _id, on: self._changed() if on else None)
        self._names: list[str] = []
        self._outcome: list[QLabel] = []

    @property
    def keep(self) -> Contact | None:
        """Give the record that is kept."""
        place = self.choices.checkedId()
        return self._people[place] if 0 <= place < len(self._people) else None

    def show_people(self, people: Sequence[Contact], keep_id: int) -> None:
        """Show records, the proposed one chosen."""
        self._people = tuple(people[:MOST])
        for old in self.choices.buttons():
            self.choices.removeButton(old)
        clear(self._grid)
        for place, one in enumerate(self._people):
            radio = QRadioButton(tr("Keep this one"))
            radio.setAccessibleName(tr("Keep {address}").format(address=one.address))
            self.choices.addButton(radio, place)
            self._grid.addWidget(radio, 0, place + 1)
        self._grid.addWidget(label(tr("Comes out"), "strong"), 0, len(self._people) + 1)
        self._lines()
        wanted = next((place for place, one in enumerate(self._people) if one.id == keep_id), 0)
        chosen = self.choices.button(wanted)
        if chosen is not None:
            chosen.setChecked(True)

    def _lines(self) -> None:
        names = list(dict.fromkeys(name for one in self._people for name, value in one.fields.items() if value))
        lines = [(tr("E-mail address"), [one.address for one in self._people])]
        lines += [(field_title(name), [one.fields.get(name, "") for one in self._people]) for name in names]
        lines.append((tr("Added"), [day(one.created_at) for one in self._people]))
        lines.append((tr("Comes from"), [origin_words(one) for one in self._people]))
        for number, (title, values) in enumerate(lines, start=1):
            self._grid.addWidget(label(title, "small"), number, 0, Qt.AlignmentFlag.AlignTop)
            differs = len({value for value in values if value}) > 1
            for place, value in enumerate(values, start=1):
                shown = label(value or "-", "" if value and differs else "muted", wrap=True, selectable=bool(value))
                self._grid.addWidget(shown, number, place, Qt.AlignmentFlag.AlignTop)
        self._names = names
        self._outcome = [label("", "strong", wrap=True) for _ in range(len(names) + 1)]
        for number, shown in enumerate(self._outcome, start=1):
            self._grid.addWidget(shown, number, len(self._people) + 1, Qt.AlignmentFlag.AlignTop)
        self._grid.setRowStretch(len(lines) + 1, 1)
        for place in range(1, len(self._people) + 2):
            self._grid.setColumnStretch(place, 1)

    def outcome(self) -> list[str]:
        """Give what comes out, line by line: the address, then the fields."""
        return [one.text() for one in self._outcome]

    def _changed(self) -> None:
        keep = self.keep
        if keep is None:
            return
        fields = merged(self._people, keep)
        for shown, text in zip(
            self._outcome, (keep.address, *(fields.get(name, "") for name in self._names)), strict=True
        ):
            shown.setText(text)
        self.kept_changed.emit()
