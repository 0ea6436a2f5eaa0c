"""Who is found, while the rules are still being built: a number that follows every change, and the first people."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.model.contacts import Contact
from mailer_gui.model.errors import MailerError
from mailer_gui.model.segments import Group
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.segments.reading import PEEK, Match, first, match
from mailer_gui.ui.texts import counted, number, sentence, tr, when
from mailer_gui.ui.widgets.basics import column, label, row
from mailer_gui.ui.widgets.cards import EmptyState
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.table import DataTable, TableCard

PAUSE_MS = 250
"""So long nothing is counted after a change: another one may follow."""


class Counting(QWidget):
    """Counts the people whom rules find, away from the window's thread and one count at a time."""

    counted = Signal(int)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._rules = Group()
        self._busy = False
        self._again = False
        self.match: Match | None = None
        self._wait = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._wait.timeout.connect(self._count)
        self.number = label("", "section")
        self._note = label("", "muted", wrap=True)
        head = QWidget()
        head.setMinimumHeight(48)
        words = row(self.number, self._note, spacing=t.M, margins=(t.L, t.S, t.L, t.S))
        words.setStretch(1, 1)
        head.setLayout(words)
        self.model: RowsModel[Contact] = RowsModel(_columns(), key=lambda one: one.id, parent=self)
        self.table = DataTable(self.model, tr("People found"))
        nobody = EmptyState(
            "search", tr("Nobody is found"), tr("No rule is wrong; there is only nobody like this yet.")
        )
        self.card = TableCard(self.table, nobody, head)
        layout = column(self.card)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def show_rules(self, rules: Group, incomplete: int = 0, *, at_once: bool = False) -> None:
        """Count other rules in a moment, or at once."""
        self._rules, self._again = rules, self._busy
        self._note.setText(
            counted(
                incomplete,
                "%Ln rule is not complete and does not count yet.",
                "%Ln rules are not complete and do not count yet.",
            )
            if incomplete
            else ""
        )
        if at_once:
            self.match = None
            self.number.setText(tr("Counting…"))
            self.model.set_rows([])
            self._count()
        else:
            self._wait.start()

    def _count(self) -> None:
        self._wait.stop()
        if self._busy:
            return  # what was asked before comes first, and then this
        self._busy, self._again = True, False
        rules = self._rules
        self._context.tasks.read(self, lambda ws: match(ws, rules), self._show, self._failed)

    def _next(self) -> bool:
        """Count again when the rules were changed meanwhile."""
        self._busy = False
        if self._again:
            self._count()
        return self._busy

    def _show(self, found: Match) -> None:
        """Show the number at once; the people follow, which takes longer among very many."""
        if self._again:
            self._next()
            return
        self.match = found
        words = counted(found.count, "%Ln person", "%Ln people")
        self.number.setText(tr("{people} of {total}").format(people=words, total=number(found.total)))
        if not self._note.text() and found.count > PEEK:
            self._note.setText(tr("The first {count} are shown.").format(count=number(PEEK)))
        rules = self._rules
        self._context.tasks.read(self, lambda ws: first(ws, rules), self._show_people, self._failed)
        self.counted.emit(found.count)

    def _show_people(self, people: list[Contact]) -> None:
        if not self._next():
            self.model.set_rows(people)
            self.card.show_empty(not people)

    def _failed(self, problem: MailerError) -> None:
        if not self._next():
            self.number.setText(sentence(problem.message))


def _columns() -> list[Column[Contact]]:
    return [
        Column("name", tr("Name"), lambda x: Cell(x.name, strong=True, tip=x.name), width=160, share=0.25),
        Column("address", tr("E-mail address"), lambda x: Cell(x.address, tip=x.address)),
        Column("added", tr("Added"), lambda x: Cell(when(x.created_at), muted=True, sort=x.created_at), width=100),
    ]
