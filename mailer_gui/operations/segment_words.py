"""Rules of segments in words, as people type them: `city is Porto`, `not sent in the last 30 days`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.errors import InputError
from mailer_gui.model.field_types import normalised
from mailer_gui.model.segments import (
    DateRule,
    FieldRule,
    Group,
    HistoryKind,
    HistoryRule,
    ListRule,
    Operator,
    Rule,
    VerdictRule,
    When,
    checked,
)
from mailer_gui.model.verification import Verdict

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

GRAMMAR = (
    "FIELD is|is not|contains|does not contain|begins with|ends with|less than|more than VALUE",
    "FIELD between VALUE and VALUE; FIELD is empty; FIELD is filled",
    "added|changed|FIELD before|after DATE, between DATE and DATE, in|not in the last N days",
    "on list NAME; not on list NAME",
    "sent|not sent|rejected|bounced|uncertain [in CAMPAIGN] [in the last N days]",
    "address was VERDICT",
)
_LIST = re.compile(r"(?P<off>not )?on list (?P<name>.+)", re.I)
_LAST = r"in the last (?P<days>\d{1,6}) days?"
_HISTORY = re.compile(rf"(?P<kind>{'|'.join(HistoryKind)})(?: in (?P<campaign>(?!the last \d).+?))?(?: {_LAST})?", re.I)
_DAYS = re.compile(rf"(?P<what>.+?) (?P<off>not )?{_LAST}", re.I)
_SIDE = re.compile(r"(?P<what>.+?) (?P<side>before|after) (?P<day>\d{4}-\d\d-\d\d)", re.I)
_SPAN = re.compile(r"(?P<what>.+?) between (?P<day>\d{4}-\d\d-\d\d) and (?P<other>\d{4}-\d\d-\d\d)", re.I)
_VERDICT = re.compile(rf"address was (?P<verdict>{'|'.join(Verdict)})", re.I)
_EMPTY = re.compile(r"(?P<field>.+?) is (?P<operator>empty|filled)", re.I)
_BETWEEN = re.compile(r"(?P<field>.+?) between (?P<value>.+?) and (?P<other>.+)", re.I)
_COMPARED = (
    Operator.CONTAINS_NOT,
    Operator.CONTAINS,
    Operator.BEGINS,
    Operator.ENDS,
    Operator.LESS,
    Operator.MORE,
    Operator.IS_NOT,
    Operator.IS,
)
_FIELD = re.compile(rf"(?P<field>.+?) (?P<operator>{'|'.join(_COMPARED)}) (?P<value>.+)", re.I)


def rules_of(ws: Workspace, sentences: list[str], *, every: bool = True) -> Group:
    """Read rules, of which every one must hold, or any one. InputError says what cannot be understood."""
    return Group(every, tuple(_rule(ws, " ".join(sentence.split())) for sentence in sentences))


def _rule(ws: Workspace, text: str) -> Rule:
    if found := _LIST.fullmatch(text):
        return ListRule(ws.lists.by_name(found["name"]).id, member=not found["off"])
    if found := _HISTORY.fullmatch(text):
        days = int(found["days"]) if found["days"] else None
        return HistoryRule(HistoryKind(found["kind"].lower()), _campaign(ws, found["campaign"]), days)
    if found := _VERDICT.fullmatch(text):
        return VerdictRule((Verdict(found["verdict"].lower()),))
    if found := _DAYS.fullmatch(text):
        when = When.NOT_LAST_DAYS if found["off"] else When.LAST_DAYS
        return _date(ws, found["what"], when, days=int(found["days"]))
    if found := _SIDE.fullmatch(text):
        return _date(ws, found["what"], When(found["side"].lower()), found["day"])
    if found := _SPAN.fullmatch(text):
        return _date(ws, found["what"], When.BETWEEN, found["day"], found["other"])
    return _compared(ws, text)


def _compared(ws: Workspace, text: str) -> Rule:
    if found := _EMPTY.fullmatch(text):
        return FieldRule(_field(ws, found["field"]), Operator(f"is {found['operator'].lower()}"))
    if found := _BETWEEN.fullmatch(text):
        return _typed(ws, _field(ws, found["field"]), Operator.BETWEEN, found["value"], found["other"])
    if found := _FIELD.fullmatch(text):
        return _typed(ws, _field(ws, found["field"]), Operator(found["operator"].lower()), found["value"])
    raise InputError(f"“{text}” is no rule.", hint=f"Rules are: {'; '.join(GRAMMAR)}.")


def _typed(ws: Workspace, field: str, operator: Operator, value: str, other: str = "") -> Rule:
    from mailer_gui.store.field_types import known

    kind = known(ws.settings).get(field, FieldType.TEXT)
    if kind is FieldType.TEXT and operator in (Operator.LESS, Operator.MORE, Operator.BETWEEN):
        kind = FieldType.NUMBER
    stored = [normalised(one, kind) for one in (value, other)]
    if None in stored and operator in (Operator.LESS, Operator.MORE, Operator.BETWEEN):
        raise InputError(f"“{value}” is no {kind}, so “{field}” cannot be compared with it.")
    return FieldRule(field, operator, stored[0] or value, stored[1] or other, kind)


def _date(ws: Workspace, what: str, when: When, value: str = "", value2: str = "", days: int = 0) -> Rule:
    own = what.lower() in ("added", "changed")
    name = what.lower() if own else _field(ws, what)
    return checked(DateRule(name, when, value, value2, days, custom=not own))


def _field(ws: Workspace, name: str) -> str:
    if name.lower() == "address":
        return "address"
    known = ws.contacts.field_names()
    found = next((one for one in known if one.casefold() == name.casefold()), None)
    if found is None:
        raise InputError(f"No contact has a field “{name}”.", hint=f"There are: {', '.join(known) or 'none yet'}.")
    return found


def _campaign(ws: Workspace, name: str | None) -> int | None:
    if name is None:
        return None
    wanted = name.casefold()
    found = [one.id for one in ws.campaigns.all() if wanted in (str(one.id), one.name.casefold())]
    if len(found) != 1:
        raise InputError(
            f"There is no campaign “{name}”." if not found else f"Several campaigns are called “{name}”.",
            hint="Name it by its number; see campaigns list.",
        )
    return found[0]
