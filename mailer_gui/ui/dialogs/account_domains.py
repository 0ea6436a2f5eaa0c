"""Limits for single recipient domains: a small table that is typed into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from mailer_gui.model.accounts import EVERY_DOMAIN, DomainLimit
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, column, icon_button, label, row, scrolled
from mailer_gui.ui.widgets.inputs import number_box

MOST = 1_000_000
MOST_AT_ONCE = 50
_WIDTH = 92


class DomainsTab(QWidget):
    """One line for each domain that has a limit."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[DomainLine] = []
        about = label(
            tr("Some providers take only so much at once from a new sender. Most accounts need nothing here."),
            "muted",
            wrap=True,
        )
        self._heads = QWidget()
        heads = row(label(tr("Domain"), "small"), spacing=t.S)
        heads.setStretch(0, 1)
        for words in (tr("A minute"), tr("An hour"), tr("At once")):
            head = label(words, "small")
            head.setFixedWidth(_WIDTH)
            heads.addWidget(head)
        heads.addSpacing(30)
        self._heads.setLayout(heads)
        self._rows = column(spacing=t.XS)
        self.add = button(
            tr("Add a domain"), "plain", lambda: self._add(DomainLimit("")).domain.setFocus(), icon="plus"
        )
        self.every = button(tr("Add every other domain"), "link", lambda: self._add(DomainLimit(EVERY_DOMAIN)))
        self._note = label(tr("* stands for each domain that has no line of its own."), "small", wrap=True)
        inner = QWidget()
        inner.setLayout(
            column(
                about,
                self._heads,
                self._rows,
                row(self.add, self.every, None),
                self._note,
                None,
                spacing=t.S,
                margins=(0, t.L, t.S, 0),
            )
        )
        self.setLayout(column(scrolled(inner)))
        self._tell()

    def fill(self, domain_limits: Sequence[DomainLimit]) -> None:
        """Show these limits."""
        for line in list(self.lines):
            self._remove(line)
        for one in domain_limits:
            self._add(one)

    def limits(self) -> tuple[DomainLimit, ...]:
        """Give the limits as they are typed; lines in which nothing was typed are left out."""
        return tuple(limit for line in self.lines if (limit := line.limit()) != DomainLimit(""))

    def _add_empty(self) -> None:
        self._add(DomainLimit("")).domain.setFocus()

    def _add(self, limit: DomainLimit) -> DomainLine:
        line = DomainLine(limit)
        line.removed.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._rows.addWidget(line)
        self._tell()
        return line

    def _remove(self, line: DomainLine) -> None:
        self.lines.remove(line)
        line.hide()
        line.setParent(None)
        line.deleteLater()
        self._tell()
        self.add.setFocus()

    def _tell(self) -> None:
        self._heads.setVisible(bool(self.lines))
        has_every = any(line.domain.text().strip() == EVERY_DOMAIN for line in self.lines)
        self.every.setVisible(not has_every)
        self._note.setVisible(has_every)


class DomainLine(QWidget):
    """One domain: messages a minute, an hour, and how many at once."""

    removed = Signal()

    def __init__(self, limit: DomainLimit) -> None:
        super().__init__()
        self._known = limit
        self.domain = QLineEdit(limit.domain, placeholderText="example.org")
        self.domain.setAccessibleName(tr("Domain"))
        self.per_minute = _box(limit.limits.per_minute, MOST, tr("Messages a minute"))
        self.per_hour = _box(limit.limits.per_hour, MOST, tr("Messages an hour"))
        self.at_once = _box(limit.connections, MOST_AT_ONCE, tr("Messages at once"))
        remove = icon_button("close", tr("Remove this limit"), self.removed.emit)
        whole = row(self.domain, self.per_minute, self.per_hour, self.at_once, remove)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def limit(self) -> DomainLimit:
        """Give the limit as it is typed; limits per second and day, set elsewhere, stay."""
        limits = replace(self._known.limits, per_minute=self.per_minute.value(), per_hour=self.per_hour.value())
        return DomainLimit(self.domain.text().strip(), limits, self.at_once.value())


def _box(value: int, most: int, name: str) -> QSpinBox:
    box = number_box(0, most, value)
    box.setSpecialValueText(tr("no limit"))
    box.setAccessibleName(name)
    box.setFixedWidth(_WIDTH)
    return box
