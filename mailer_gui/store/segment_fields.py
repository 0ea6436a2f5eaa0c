"""From rules about fields to SQL: on the fields themselves (`contacts AS c`), or on what the search index has of them.

A value is compared folded: capital letters, accents and wide digits do not matter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.segments import ADDRESS, FieldRule, Operator
from mailer_gui.store.folding import fold
from mailer_gui.store.segment_texts import Condition, Indexed

NOBODY: Condition = ("FALSE", [])
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_ORDERED = (Operator.LESS, Operator.MORE, Operator.BETWEEN)
_OPPOSITES = {
    Operator.FILLED: Operator.EMPTY,
    Operator.IS_NOT: Operator.IS,
    Operator.CONTAINS_NOT: Operator.CONTAINS,
}
_SIGNS = {
    Operator.LESS: "{} < ?",
    Operator.MORE: "{} > ?",
    Operator.BETWEEN: "{} BETWEEN ? AND ?",
    Operator.IS: "{} = ?",
}
_TEXTS: dict[Operator, str] = {
    Operator.IS: "{} = ?",
    Operator.CONTAINS: "instr({}, ?) > 0",
    Operator.BEGINS: "instr({}, ?) = 1",
}


class Stored:
    """A field as the contact has it."""

    def __init__(self, field: str) -> None:
        self._raw: Condition = ("coalesce(json_extract(c.fields, ?), '')", [json_path(field)])
        if field == ADDRESS:
            self._raw = ("c.key", [])
        self.value: Condition = (f"folded({self._raw[0]})", self._raw[1])
        self.number: Condition = (f"{self.value[0]} + 0.0", self.value[1])
        self.day = self.value

    def is_empty(self) -> Condition:
        """Say that nothing stands there."""
        return f"{self._raw[0]} = ''", self._raw[1]

    def is_number(self) -> Condition:
        """Say that a number stands there: what begins like one and is JSON."""
        value, its = self.value
        return f"{value} GLOB '[0-9-]*' AND json_valid({value})", [*its, *its]

    def is_day(self) -> Condition:
        """Say that a date stands there."""
        return f"{self.value[0]} GLOB ?", [*self.value[1], _DAY]

    def text(self, operator: Operator, wanted: str) -> Condition:
        """Compare it with a folded text that is not empty."""
        value, its = self.value
        if operator is Operator.ENDS:
            return f"substr({value}, ?) = ?", [*its, -len(wanted), wanted]
        return _TEXTS[operator].format(value), [*its, wanted]


def json_path(field: str) -> str:
    """Give the path of a field inside the JSON of a contact."""
    return '$."' + field.replace('"', '""') + '"'


def condition(rule: FieldRule, signs: Mapping[str, str] | None) -> Condition:
    """Give the condition of a rule about a field; with `signs` on the search index (`contact_search_content AS s`)."""
    if rule.operator in _OPPOSITES:
        turned = FieldRule(rule.field, _OPPOSITES[rule.operator], rule.value, rule.value2, rule.type)
        sql, values = condition(turned, signs)
        return f"NOT ({sql})", values
    place = Stored(rule.field) if signs is None else Indexed(rule.field, signs)
    if rule.operator is Operator.EMPTY:
        return place.is_empty()
    if rule.type is FieldType.NUMBER and rule.operator in (*_ORDERED, Operator.IS):
        return _compared(rule, place.number, place.is_number(), _finite)
    if rule.operator in _ORDERED:
        if rule.type is FieldType.DATE:
            return _compared(rule, place.day, place.is_day(), fold)
        return _compared(rule, place.value, ("TRUE", []), fold)
    wanted = fold(rule.value)
    if wanted:
        return place.text(rule.operator, wanted)
    return (f"{place.value[0]} = ''", place.value[1]) if rule.operator is Operator.IS else ("TRUE", [])


def _compared(rule: FieldRule, value: Condition, shape: Condition, read: Callable[[str], Any]) -> Condition:
    """Compare first, which is cheap, and look at the shape of those only that fit."""
    try:
        wanted = [read(rule.value), read(rule.value2)] if rule.operator is Operator.BETWEEN else [read(rule.value)]
    except ValueError:
        return NOBODY
    return f"({_SIGNS[rule.operator].format(value[0])} AND {shape[0]})", [*value[1], *wanted, *shape[1]]


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
