"""Segments: people who are found by rules, as they stand at that moment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.errors import InputError
from mailer_gui.model.verification import Verdict

ADDRESS = "address"
"""As the field of a rule: the address itself. (No field of a contact can have this name.)"""
DEEPEST = 10
"""So deep groups can be nested."""


class Operator(StrEnum):
    """How a field is compared. Capital letters do not matter."""

    IS = "is"
    IS_NOT = "is not"
    CONTAINS = "contains"
    CONTAINS_NOT = "does not contain"
    BEGINS = "begins with"
    ENDS = "ends with"
    LESS = "less than"
    MORE = "more than"
    BETWEEN = "between"
    EMPTY = "is empty"
    FILLED = "is filled"


class When(StrEnum):
    """How a date is compared; days are those of this computer's time zone."""

    BEFORE = "before"
    AFTER = "after"
    BETWEEN = "between"
    LAST_DAYS = "in the last days"
    NOT_LAST_DAYS = "not in the last days"


class HistoryKind(StrEnum):
    """What happened to a contact in a campaign."""

    SENT = "sent"
    NOT_SENT = "not sent"
    REJECTED = "rejected"
    BOUNCED = "bounced"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """The value of a field. As a number or a date it is compared as such; what is none is never less or more.

    LESS and MORE leave out the value itself, BETWEEN takes in both ends. Dates are ISO 8601.
    """

    field: str
    operator: Operator
    value: str = ""
    value2: str = ""
    type: FieldType = FieldType.TEXT


@dataclass(frozen=True, slots=True)
class DateRule:
    """A date of a contact: `added`, `changed`, or the name of a field that holds dates, with `custom`.

    BEFORE and AFTER leave out the day itself, BETWEEN takes in both; LAST_DAYS counts back from today.
    """

    date: str
    when: When
    value: str = ""
    value2: str = ""
    days: int = 0
    custom: bool = False


@dataclass(frozen=True, slots=True)
class ListRule:
    """Whether a contact is on a list."""

    list_id: int
    member: bool = True


@dataclass(frozen=True, slots=True)
class HistoryRule:
    """What happened in one campaign (None: in any), in the last `days` (None: ever).

    NOT_SENT is the reverse of SENT. BOUNCED: it was sent, and the address is suppressed because mail came back.
    """

    kind: HistoryKind
    campaign_id: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class VerdictRule:
    """What the last check of the address found: one of these."""

    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rules of which every one must hold, or any one. Without rules it holds for everybody."""

    every: bool = True
    rules: tuple[Rule | Group, ...] = ()

    def walk(self) -> Iterator[Rule]:
        """Give all rules, also those of the groups inside."""
        for rule in self.rules:
            if isinstance(rule, Group):
                yield from rule.walk()
            else:
                yield rule


Rule: TypeAlias = FieldRule | DateRule | ListRule | HistoryRule | VerdictRule


@dataclass(frozen=True, slots=True)
class Segment:
    """Rules with a name."""

    id: int
    name: str
    rules: Group = Group()


_KINDS: dict[str, type[Any]] = {
    "field": FieldRule,
    "date": DateRule,
    "list": ListRule,
    "history": HistoryRule,
    "verdict": VerdictRule,
    "group": Group,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_json(rules: Group) -> str:
    """Write rules; `from_json` reads them again."""
    return json.dumps(_raw(rules), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Group:
    """Read rules. InputError says what is wrong with them."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise InputError(f"These rules are no JSON: {problem}.") from None
    found = rule_of(raw)
    return found if isinstance(found, Group) else Group(rules=(found,))


def _raw(rule: Rule | Group) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for one in fields(rule):
        value = getattr(rule, one.name)
        if isinstance(rule, Group) and one.name == "rules":
            value = [_raw(inner) for inner in rule.rules]
        elif value == one.default:
            continue
        given[one.name] = list(value) if isinstance(value, tuple) else value
    return given if isinstance(rule, Group) else {"rule": _NAMES[type(rule)], **given}


def rule_of(raw: object, depth: int = 0) -> Rule | Group:
    """Make a rule or a group of what JSON or TOML says. InputError says what is wrong with it."""
    if not isinstance(raw, Mapping):
        raise InputError("A rule must be a table of names and values.")
    given = dict(raw)
    name = given.pop("rule", "group")
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise InputError(f"There is no rule “{name}”.", hint=f"There are: {', '.join(_KINDS)}.")
    if kind is Group:
        return _group_of(given, depth)
    known = {one.name: one for one in fields(kind)}
    unknown = next((key for key in given if key not in known), None)
    if unknown is not None:
        raise InputError(f"The rule “{name}” knows no “{unknown}”.", hint=f"It knows: {', '.join(known)}.")
    try:
        return checked(kind(**{key: _value(kind, key, value) for key, value in given.items()}))
    except TypeError:
        raise InputError(f"The rule “{name}” is not complete.", hint=f"It knows: {', '.join(known)}.") from None


def _group_of(given: dict[str, Any], depth: int) -> Group:
    if depth >= DEEPEST:
        raise InputError(f"Groups can be nested {DEEPEST} deep.")
    inner = given.get("rules", [])
    if (
        not isinstance(inner, list | tuple)
        or not isinstance(given.get("every", True), bool)
        or given.keys() - {"every", "rules"}
    ):
        raise InputError("A group has “every” (true or false) and “rules”.")
    return Group(given.get("every", True), tuple(rule_of(one, depth + 1) for one in inner))


_WORDS: dict[tuple[type[Any], str], type[StrEnum]] = {
    (FieldRule, "operator"): Operator,
    (FieldRule, "type"): FieldType,
    (DateRule, "when"): When,
    (HistoryRule, "kind"): HistoryKind,
}
_TYPES: dict[str, type[Any]] = {"list_id": int, "days": int, "campaign_id": int, "member": bool, "custom": bool}


def _value(kind: type[Any], key: str, value: object) -> object:
    words = _WORDS.get((kind, key))
    if words is not None:
        return _word(words, value)
    if key == "verdicts":
        if not isinstance(value, list | tuple):
            raise InputError("“verdicts” is a list of words.")
        return tuple(_word(Verdict, one) for one in value)
    wanted = _TYPES.get(key, str)
    if value is None and key in ("campaign_id", "days") and kind is HistoryRule:
        return None
    if wanted is str and isinstance(value, int | float | date) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise InputError(f"“{key}” cannot be {value!r}.")
    return value


def _word(words: type[StrEnum], value: object) -> StrEnum:
    try:
        return words(str(value))
    except ValueError:
        raise InputError(f"There is no “{value}”.", hint=f"There are: {', '.join(words)}.") from None


def checked(rule: Rule) -> Rule:
    """Give a rule of which the parts fit together, or raise InputError."""
    if isinstance(rule, DateRule):
        if rule.when in (When.BEFORE, When.AFTER, When.BETWEEN):
            for value in (rule.value, rule.value2)[: 2 if rule.when is When.BETWEEN else 1]:
                _must_be_date(value)
        elif rule.days < 0:
            raise InputError("The number of days cannot be below 0.")
        if not rule.custom and rule.date not in ("added", "changed"):
            raise InputError(f"There is no date “{rule.date}”.", hint="Write added, changed, or a field with custom.")
    if isinstance(rule, HistoryRule) and rule.days is not None and rule.days < 0:
        raise InputError("The number of days cannot be below 0.")
    return rule


def _must_be_date(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise InputError(f"“{value}” is no date.", hint="Write it as 2026-03-31.") from None
