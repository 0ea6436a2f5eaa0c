"""What happened with one person, one thing below the other: when, in which campaign, and what the server said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.model.history import Happening, HistoryEntry
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import moment, tr, when
from mailer_gui.ui.widgets.basics import button, clear, column, flush, label, row
from mailer_gui.ui.widgets.pills import Pill

SHOWN = 100
"""So many entries are shown, the newest; each is several widgets."""


def happening_pill(kind: Happening) -> tuple[str, str]:
    """Give (word, meaning) of what happened."""
    return {
        Happening.CAME: (tr("Came"), "neutral"),
        Happening.CHANGED: (tr("Changed"), "neutral"),
        Happening.MERGED: (tr("Merged"), "neutral"),
        Happening.MOVED: (tr("New address"), "neutral"),
        Happening.SENT: (tr("Sent"), "good"),
        Happening.REJECTED: (tr("Rejected"), "bad"),
        Happening.UNCERTAIN: (tr("Uncertain"), "warning"),
        Happening.SKIPPED: (tr("Skipped"), "neutral"),
        Happening.WAITING: (tr("Waiting"), "info"),
        Happening.SUPPRESSED: (tr("Never mailed"), "warning"),
        Happening.CHECKED: (tr("Checked"), "info"),
    }[kind]


class HistoryView(QWidget):
    """The entries; `campaign_wanted(id)` opens the campaign of one."""

    campaign_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._places = column(spacing=t.L, margins=(t.L, t.M, t.L, t.L))
        self.setLayout(self._places)
        self._shown: Sequence[HistoryEntry] = ()

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        """Show these, the newest first."""
        if entries == self._shown:
            return
        self._shown = entries
        clear(self._places)
        for entry in entries[:SHOWN]:
            self._places.addWidget(self._entry(entry))
        if len(entries) > SHOWN:
            self._places.addWidget(label(tr("Only the newest {count} are shown.").format(count=SHOWN), "small"))
        self._places.addStretch(1)

    def texts(self) -> list[str]:
        """Give the sentences that are shown."""
        return [entry.sentence for entry in self._shown[:SHOWN]]

    def _entry(self, entry: HistoryEntry) -> QWidget:
        made = QWidget()
        time = label(when(entry.at), "small")
        time.setToolTip(moment(entry.at))
        whole = column(row(Pill(*happening_pill(entry.kind)), None, time), spacing=t.XS)
        if entry.campaign_id is not None:
            number = entry.campaign_id
            opened = flush(button(entry.campaign, "link", lambda: self.campaign_wanted.emit(number)))
            opened.setAccessibleName(tr("Open the campaign {name}").format(name=entry.campaign))
            whole.addLayout(row(opened, None))
        whole.addWidget(label(entry.sentence, wrap=True, selectable=True))
        if entry.words:
            whole.addWidget(label(entry.words, "small", wrap=True, selectable=True))
        made.setLayout(whole)
        return made
