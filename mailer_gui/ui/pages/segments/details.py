"""The right side of a rule: how a field, a date, a list, the history or the check of an address is compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QMenu, QWidget

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.segments import (
    DateRule,
    FieldRule,
    HistoryKind,
    HistoryRule,
    ListRule,
    Operator,
    Rule,
    VerdictRule,
    When,
)
from mailer_gui.model.verification import Verdict
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.segments.reading import Known
from mailer_gui.ui.pages.segments.values import Mode, Values
from mailer_gui.ui.pages.segments.words import histories, operators, verdicts, whens
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, row
from mailer_gui.ui.widgets.inputs import long_list

_WHEN_MODES = {
    When.BEFORE: Mode.DAY,
    When.AFTER: Mode.DAY,
    When.BETWEEN: Mode.TWO_DAYS,
    When.LAST_DAYS: Mode.DAYS,
    When.NOT_LAST_DAYS: Mode.DAYS,
}
_TEXTS = (
    Operator.IS,
    Operator.IS_NOT,
    Operator.CONTAINS,
    Operator.CONTAINS_NOT,
    Operator.BEGINS,
    Operator.ENDS,
)
_NUMBERS = (Operator.IS, Operator.IS_NOT, Operator.LESS, Operator.MORE, Operator.BETWEEN)


class Detail(QWidget):
    """What all kinds of rules share: `changed`, and the rule as it stands (None while it is not complete)."""

    changed = Signal()

    def rule(self) -> Rule | None:
        """Give the rule as it stands."""
        raise NotImplementedError


def choice(name: str, entries: Iterable[tuple[str, Any]], chosen: Any, width: int = 130) -> QComboBox:
    """Make a box to choose from; an entry without a name is a line between others."""
    box = QComboBox()
    long_list(box)
    box.setAccessibleName(name)
    box.setMinimumWidth(width)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    for words, value in entries:
        if words:
            box.addItem(words, value)
        else:
            box.insertSeparator(box.count())
    box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + t.XL)  # the list is as narrow as the box otherwise
    place = next((i for i in range(box.count()) if box.itemText(i) and plain(box.itemData(i)) == chosen), -1)
    box.setCurrentIndex(max(0, place))
    return box


def plain(data: Any) -> Any:
    """Give what an entry holds: Qt gives tuples back as lists."""
    return tuple(data) if isinstance(data, list) else data


Way = tuple[str, str]
"""How a field is compared: (as what, with which operator)."""


def ways(kind: FieldType) -> list[tuple[str, Way | None]]:
    """Give all ways to compare a field, those that suit its type first."""
    texts = [(operators()[one], ("text", one.value)) for one in _TEXTS]
    numbers = [(operators()[one], ("number", one.value)) for one in _NUMBERS]
    dates = [(tr("is {when}").format(when=words), ("date", one.value)) for one, words in whens().items()]
    yes_no = [(tr("is yes"), ("yes/no", "yes")), (tr("is no"), ("yes/no", "no"))]
    filled = [(operators()[one], ("text", one.value)) for one in (Operator.FILLED, Operator.EMPTY)]
    first: list[tuple[str, Way]] = {
        FieldType.TEXT: texts,
        FieldType.NUMBER: numbers,
        FieldType.DATE: dates,
        FieldType.YES_NO: yes_no,
    }[kind]
    if kind is FieldType.TEXT:
        others = [(tr("{way} (number)").format(way=words), way) for words, way in numbers[2:]] + dates
    else:
        others = list(texts)
    return [*first, *filled, ("", None), *others]


class FieldDetail(Detail):
    """Compares a field as a text, a number, a date, or yes and no."""

    def __init__(self, field: str, kind: FieldType, rule: FieldRule | DateRule | None) -> None:
        super().__init__()
        self._field = field
        self.way = choice(tr("Comparison"), ways(kind), _way_of(rule))
        self.values = Values()
        if isinstance(rule, FieldRule):
            self.values.show_values(rule.value, rule.value2)
        elif rule is not None:
            self.values.show_values(rule.value, rule.value2, rule.days)
        whole = row(self.way, self.values)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.values.ask(self._mode())
        self.way.activated.connect(self._chosen)
        self.values.changed.connect(self.changed.emit)

    def _mode(self) -> Mode:
        kind, name = self.way.currentData()
        if kind == "yes/no" or name in (Operator.EMPTY, Operator.FILLED):
            return Mode.NOTHING
        if kind == "date":
            return _WHEN_MODES[When(name)]
        if kind == "number":
            return Mode.NUMBERS if name == Operator.BETWEEN else Mode.NUMBER
        return Mode.TEXT

    def _chosen(self) -> None:
        self.values.ask(self._mode())
        self.changed.emit()

    def rule(self) -> Rule | None:
        """Give the rule as it stands."""
        kind, name = self.way.currentData()
        written = self.values.values()
        if written is None:
            return None
        first, second = written
        if kind == "yes/no":
            return FieldRule(self._field, Operator.IS, name, type=FieldType.YES_NO)
        if kind == "date":
            days = self.values.days.value() if self.values.mode is Mode.DAYS else 0
            return DateRule(self._field, When(name), first, second, days, custom=True)
        return FieldRule(self._field, Operator(name), first, second, FieldType(kind))


def _way_of(rule: FieldRule | DateRule | None) -> Way | None:
    if rule is None:
        return None
    if isinstance(rule, DateRule):
        return "date", rule.when.value
    if rule.type is FieldType.YES_NO:
        return "yes/no", rule.value
    compared = rule.operator in (Operator.LESS, Operator.MORE, Operator.BETWEEN) or rule.type is FieldType.NUMBER
    whole = rule.operator in (Operator.EMPTY, Operator.FILLED)
    return "number" if compared and not whole else "text", rule.operator.value


class DateDetail(Detail):
    """Compares the day on which a contact was added or changed."""

    def __init__(self, name: str, rule: DateRule | None) -> None:
        super().__init__()
        self._name = name
        entries = [(words, one.value) for one, words in whens().items()]
        chosen = rule.when if rule is not None else When.LAST_DAYS
        self.way = choice(tr("Comparison"), entries, chosen.value)
        self.values = Values()
        if rule is not None:
            self.values.show_values(rule.value, rule.value2, rule.days)
        whole = row(self.way, self.values)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.values.ask(_WHEN_MODES[chosen])
        self.way.activated.connect(self._chosen)
        self.values.changed.connect(self.changed.emit)

    def _chosen(self) -> None:
        self.values.ask(_WHEN_MODES[When(self.way.currentData())])
        self.changed.emit()

    def rule(self) -> Rule | None:
        """Give the rule as it stands."""
        first, second = self.values.values() or ("", "")
        days = self.values.days.value() if self.values.mode is Mode.DAYS else 0
        return DateRule(self._name, When(self.way.currentData()), first, second, days)


class ListDetail(Detail):
    """Asks whether somebody is on a list."""

    def __init__(self, known: Known, rule: ListRule | None) -> None:
        super().__init__()
        self.member = choice(
            tr("Comparison"), [(tr("is on"), True), (tr("is not on"), False)], rule.member if rule else True, 130
        )
        entries = [(one.name, one.id) for one in known.lists]
        if rule is not None and all(one.id != rule.list_id for one in known.lists):
            entries.append((tr("a list that is gone"), rule.list_id))
        self.list = choice(tr("List"), entries, rule.list_id if rule else None, 200)
        self.setLayout(row(self.member, self.list, None))
        for box in (self.member, self.list):
            box.activated.connect(lambda _: self.changed.emit())

    def rule(self) -> Rule | None:
        """Give the rule as it stands."""
        list_id = self.list.currentData()
        return ListRule(int(list_id), bool(self.member.currentData())) if list_id is not None else None


class HistoryDetail(Detail):
    """Asks what happened in a campaign, or in any, lately or ever."""

    def __init__(self, known: Known, rule: HistoryRule | None) -> None:
        super().__init__()
        kinds = [(words, kind.value) for kind, words in histories().items()]
        self.kind = choice(tr("What happened"), kinds, rule.kind.value if rule else HistoryKind.SENT.value, 120)
        campaigns: list[tuple[str, int | None]] = [(tr("any"), None)]
        campaigns += [(name, number) for number, name in known.campaigns]
        if rule is not None and rule.campaign_id not in [number for _, number in campaigns]:
            campaigns.append((tr("a campaign that is gone"), rule.campaign_id))
        self.campaign = choice(tr("Campaign"), campaigns, rule.campaign_id if rule else None, 110)
        lately = rule is not None and rule.days is not None
        self.time = choice(tr("When"), [(tr("ever"), False), (tr("in the last"), True)], lately, 100)
        self.values = Values()
        self.values.show_values("", days=(rule.days or 0) if rule else 0)
        whole = row(self.kind, self.campaign, self.time, self.values)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._show_days()
        for box in (self.kind, self.campaign):
            box.activated.connect(lambda _: self.changed.emit())
        self.time.activated.connect(self._chosen)
        self.values.changed.connect(self.changed.emit)

    def _show_days(self) -> None:
        self.values.ask(Mode.DAYS if self.time.currentData() else Mode.NOTHING)

    def _chosen(self) -> None:
        self._show_days()
        self.changed.emit()

    def rule(self) -> Rule | None:
        """Give the rule as it stands."""
        days = self.values.days.value() if self.time.currentData() else None
        return HistoryRule(HistoryKind(self.kind.currentData()), self.campaign.currentData(), days)


class VerdictDetail(Detail):
    """Asks what the last check of the address found; several findings can be ticked."""

    def __init__(self, rule: VerdictRule | None) -> None:
        super().__init__()
        self.found = button("", "plain")
        menu = QMenu(self)
        self.actions_of = {}
        for verdict, words in verdicts().items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(verdict in rule.verdicts if rule else verdict is Verdict.TYPO)
            action.toggled.connect(lambda _: self._ticked())
            self.actions_of[verdict] = action
        self.found.setMenu(menu)
        self.found.setMinimumWidth(220)
        self.setLayout(row(self.found, None))
        self._show()

    def _show(self) -> None:
        ticked = [words for verdict, words in verdicts().items() if self.actions_of[verdict].isChecked()]
        text = tr(" or ").join(ticked) or tr("Choose what it found")
        self.found.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, 360))
        self.found.setAccessibleName(tr("The check found: {words}").format(words=text))

    def _ticked(self) -> None:
        self._show()
        self.changed.emit()

    def rule(self) -> Rule | None:
        """Give the rule as it stands."""
        ticked = tuple(verdict for verdict, action in self.actions_of.items() if action.isChecked())
        return VerdictRule(ticked) if ticked else None
