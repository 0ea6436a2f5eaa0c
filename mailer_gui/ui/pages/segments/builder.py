"""The rule builder: rows of rules in a group, and groups inside it, each with "all" or "any"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, FieldType
from mailer_gui.model.segments import (
    ADDRESS,
    DateRule,
    FieldRule,
    Group,
    HistoryRule,
    ListRule,
    Rule,
    VerdictRule,
)
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.segments.details import (
    DateDetail,
    Detail,
    FieldDetail,
    HistoryDetail,
    ListDetail,
    VerdictDetail,
    choice,
    plain,
)
from mailer_gui.ui.pages.segments.reading import Known
from mailer_gui.ui.pages.segments.words import field_words
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, column, icon_button, label, row

Subject = tuple[str, str]
"""What a rule is about: (kind, name of the field or of the date)."""
_NAMES = (FIRST_NAME, LAST_NAME, FULL_NAME)
DEEPEST = 2
"""Groups can be added so deep; deeper ones that the command line made are shown all the same."""


def subjects(known: Known) -> list[tuple[str, Subject | None]]:
    """Give everything that a rule can be about."""
    own = [name for name in known.fields if name not in _NAMES]
    fields = [(field_words(name), ("field", name)) for name in (ADDRESS, *_NAMES, *own)]
    rest: list[tuple[str, Subject | None]] = [
        ("", None),
        (tr("List"), ("list", "")),
        (tr("Campaigns"), ("history", "")),
        (tr("Check of the address"), ("verdict", "")),
        ("", None),
        (tr("Added"), ("date", "added")),
        (tr("Changed"), ("date", "changed")),
    ]
    return [*fields, *rest]


def subject_of(rule: Rule) -> Subject:
    """Say what a rule is about."""
    if isinstance(rule, FieldRule):
        return "field", rule.field
    if isinstance(rule, DateRule):
        return "field" if rule.custom else "date", rule.date
    return {ListRule: "list", HistoryRule: "history", VerdictRule: "verdict"}[type(rule)], ""


def detail_of(subject: Subject, known: Known, rule: Rule | None) -> Detail:
    """Make the right side of a rule."""
    kind, name = subject
    if kind == "list":
        return ListDetail(known, rule if isinstance(rule, ListRule) else None)
    if kind == "history":
        return HistoryDetail(known, rule if isinstance(rule, HistoryRule) else None)
    if kind == "verdict":
        return VerdictDetail(rule if isinstance(rule, VerdictRule) else None)
    if kind == "date":
        return DateDetail(name, rule if isinstance(rule, DateRule) else None)
    return FieldDetail(
        name, known.fields.get(name, FieldType.TEXT), rule if isinstance(rule, FieldRule | DateRule) else None
    )


class RuleRow(QWidget):
    """One rule: what it is about, how it is compared, and a button to take it away."""

    changed = Signal()
    removed = Signal()

    def __init__(self, known: Known, rule: Rule | None = None) -> None:
        super().__init__()
        self._known = known
        entries = subjects(known)
        subject = subject_of(rule) if rule is not None else ("field", ADDRESS)
        if subject not in [one for _, one in entries]:
            entries.insert(0, (field_words(subject[1]), subject))
        self.subject = choice(tr("Rule about"), entries, subject, 136)
        self.subject.setMaxVisibleItems(16)
        self.detail = detail_of(subject, known, rule)
        self._remove = icon_button("close", tr("Remove this rule"), self.removed.emit)
        self._line = row(self.subject, self.detail, self._remove)
        self._line.setStretch(1, 1)
        self.setLayout(self._line)
        self.subject.activated.connect(self._about)
        self.detail.changed.connect(self.changed.emit)

    def about(self, subject: Subject) -> None:
        """Make it a rule about something else."""
        place = next(i for i in range(self.subject.count()) if plain(self.subject.itemData(i)) == subject)
        self.subject.setCurrentIndex(place)
        self._about()

    def _about(self) -> None:
        fresh = detail_of(plain(self.subject.currentData()), self._known, None)
        self._line.replaceWidget(self.detail, fresh)
        self.detail.hide()
        self.detail.deleteLater()
        self.detail = fresh
        self._line.setStretch(1, 1)
        QWidget.setTabOrder(self.subject, fresh)
        fresh.changed.connect(self.changed.emit)
        self.changed.emit()

    def rule(self) -> Rule | None:
        """Give the rule; None while it is not complete."""
        return self.detail.rule()


class GroupBox(QFrame):
    """Rules of which all, or any, must hold. `changed` comes with every change in it."""

    changed = Signal()
    removed = Signal()

    def __init__(self, known: Known, group: Group, depth: int = 0) -> None:
        super().__init__()
        self._known, self._depth = known, depth
        self.parts: list[RuleRow | GroupBox] = []
        words = tr("People for whom") if depth == 0 else tr("for whom")
        self.every = choice(
            tr("How many rules must hold"),
            [(tr("all of these hold"), True), (tr("any of these holds"), False)],
            group.every,
            190,
        )
        self.every.activated.connect(lambda _: self.changed.emit())
        head = row(label(words, "muted"), self.every, None)
        if depth:
            self.setProperty("role", "group")
            head.addWidget(icon_button("close", tr("Remove this group"), self.removed.emit))
        self._rows = column(spacing=t.S)
        more = row(button(tr("Add a rule"), "link", lambda: self.add_rule(), icon="plus"), spacing=t.L)
        if depth < DEEPEST - 1:
            more.addWidget(button(tr("Add a group"), "link", self.add_group, icon="plus"))
        more.addStretch(1)
        margins = (t.M, t.S, t.S, t.S) if depth else (0, 0, 0, 0)
        self.setLayout(column(head, self._rows, more, spacing=t.S, margins=margins))
        for one in group.rules:
            self._add(GroupBox(known, one, depth + 1) if isinstance(one, Group) else RuleRow(known, one))

    def add_rule(self, subject: Subject | None = None) -> RuleRow:
        """Add a rule at the end."""
        made = RuleRow(self._known)
        self._add(made)
        if subject is not None:
            made.about(subject)
        made.subject.setFocus()
        self.changed.emit()
        return made

    def add_group(self) -> GroupBox:
        """Add a group at the end, with the other word and one rule in it."""
        made = GroupBox(self._known, Group(every=not self.every.currentData()), self._depth + 1)
        self._add(made)
        made.add_rule()
        return made

    def _add(self, part: RuleRow | GroupBox) -> None:
        self.parts.append(part)
        self._rows.addWidget(part)
        part.changed.connect(self.changed.emit)
        part.removed.connect(_bound(self._take, part))

    def _take(self, part: RuleRow | GroupBox) -> None:
        self.parts.remove(part)
        self._rows.removeWidget(part)
        part.hide()
        part.deleteLater()
        self.every.setFocus()
        self.changed.emit()

    def group(self) -> Group:
        """Give the rules that are complete; groups in which nothing is complete are left out."""
        found: list[Any] = []
        for part in self.parts:
            if isinstance(part, RuleRow):
                rule = part.rule()
                found += [rule] if rule is not None else []
            elif (inner := part.group()).rules:
                found.append(inner)
        return Group(bool(self.every.currentData()), tuple(found))

    def incomplete(self) -> int:
        """Count the rules that are not complete, and the groups without any."""
        count = 0
        for part in self.parts:
            if isinstance(part, RuleRow):
                count += part.rule() is None
            else:
                count += part.incomplete() if part.parts else 1
        return count


def _bound(call: Callable[[Any], object], part: Any) -> Callable[[], object]:
    return lambda: call(part)
