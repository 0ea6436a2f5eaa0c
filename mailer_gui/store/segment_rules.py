"""From the rules of a segment to SQL: a condition on `contacts AS c` and its values."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from typing import Any

from mailer_gui.model.contacts import FieldType, SuppressionReason
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.segments import (
    ADDRESS,
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
)
from mailer_gui.model.verification import Verdict
from mailer_gui.store.codec import to_json
from mailer_gui.store.folding import fold

Condition = tuple[str, list[Any]]
NOBODY: Condition = ("FALSE", [])
EVERYBODY: Condition = ("TRUE", [])
_STATUS = {
    HistoryKind.SENT: DeliveryStatus.ACCEPTED,
    HistoryKind.NOT_SENT: DeliveryStatus.ACCEPTED,
    HistoryKind.BOUNCED: DeliveryStatus.ACCEPTED,
    HistoryKind.REJECTED: DeliveryStatus.REJECTED,
    HistoryKind.UNCERTAIN: DeliveryStatus.UNCERTAIN,
}
_DAY = 86_400.0


def condition(rules: Group, now: float) -> Condition:
    """Give the condition for being in a segment at this time."""
    parts = [condition(rule, now) if isinstance(rule, Group) else _condition(rule, now) for rule in rules.rules]
    if not parts:
        return EVERYBODY
    return (
        f"({' AND '.join(sql for sql, _ in parts)})" if rules.every else f"({' OR '.join(sql for sql, _ in parts)})",
        [value for _, values in parts for value in values],
    )


def _condition(rule: Rule, now: float) -> Condition:
    if isinstance(rule, FieldRule):
        return _field(rule)
    if isinstance(rule, DateRule):
        return _date(rule, now)
    if isinstance(rule, ListRule):
        inside = "IN" if rule.member else "NOT IN"
        members = "SELECT contact_id FROM list_members WHERE list_id = (SELECT id FROM lists WHERE id = ?)"
        return f"c.id {inside} ({members})", [rule.list_id]
    if isinstance(rule, HistoryRule):
        return _history(rule, now)
    return _verdict(rule)


def json_path(field: str) -> str:
    """Give the path of a field inside the JSON of a contact."""
    return '$."' + field.replace('"', '""') + '"'


def _value(field: str) -> Condition:
    if field == ADDRESS:
        return "c.key", []
    return "coalesce(json_extract(c.fields, ?), '')", [json_path(field)]


_TEXT: dict[Operator, str] = {
    Operator.IS: "folded({}) = ?",
    Operator.IS_NOT: "folded({}) <> ?",
    Operator.CONTAINS: "instr(folded({}), ?) > 0",
    Operator.CONTAINS_NOT: "instr(folded({}), ?) = 0",
    Operator.LESS: "folded({}) < ?",
    Operator.MORE: "folded({}) > ?",
}


def _field(rule: FieldRule) -> Condition:
    value, path = _value(rule.field)
    if rule.operator is Operator.EMPTY:
        return f"{value} = ''", path
    if rule.operator is Operator.FILLED:
        return f"{value} <> ''", path
    if rule.type is FieldType.NUMBER:
        return _number(rule, value, path)
    if rule.type is FieldType.DATE and rule.operator in (Operator.LESS, Operator.MORE, Operator.BETWEEN):
        return _compared(rule.operator, value, _IS_DATE, value, path, rule)
    wanted = fold(rule.value)
    if rule.operator is Operator.BETWEEN:
        return f"folded({value}) BETWEEN ? AND ?", [*path, wanted, fold(rule.value2)]
    if rule.operator is Operator.BEGINS:
        found: Condition = f"substr(folded({value}), 1, ?) = ?", [*path, len(wanted), wanted]
    elif rule.operator is Operator.ENDS:
        found = f"(? = '' OR substr(folded({value}), ?) = ?)", [wanted, *path, -len(wanted), wanted]
    else:
        found = _TEXT[rule.operator].format(value), [*path, wanted]
    return _sifted(rule, wanted, found)


_SIFTABLE = frozenset((Operator.IS, Operator.CONTAINS, Operator.BEGINS, Operator.ENDS))


def _sifted(rule: FieldRule, wanted: str, found: Condition) -> Condition:
    """Let SQLite pass over people whose fields cannot hold the text: four times as fast as asking each of them.

    Only where that is sure: the fields are ASCII, and so is the text, without a sign that JSON writes otherwise.
    """
    is_plain = wanted.isascii() and wanted.isprintable() and not {'"', "\\"}.intersection(wanted)
    if rule.field == ADDRESS or rule.operator not in _SIFTABLE or not wanted or not is_plain:
        return found
    pattern = "%" + wanted.replace("%", "\\%").replace("_", "\\_") + "%"
    may_hold = "(c.fields LIKE ? ESCAPE '\\' OR length(CAST(c.fields AS BLOB)) <> length(c.fields))"
    statement, values = found
    return f"({may_hold} AND {statement})", [pattern, *values]


_IS_DATE = "{} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
_IS_NUMBER = "{} GLOB '[0-9-]*' AND json_valid({})"  # what begins so and is JSON is a number


def _number(rule: FieldRule, value: str, path: list[Any]) -> Condition:
    if rule.operator in (Operator.IS, Operator.IS_NOT):
        same = _compared(Operator.IS, f"{value} + 0.0", _IS_NUMBER, value, path, rule)
        return same if rule.operator is Operator.IS else (f"NOT {same[0]}", same[1])
    if rule.operator in (Operator.LESS, Operator.MORE, Operator.BETWEEN):
        return _compared(rule.operator, f"{value} + 0.0", _IS_NUMBER, value, path, rule)
    return _field(FieldRule(rule.field, rule.operator, rule.value, rule.value2))


def _compared(
    operator: Operator, value: str, shape: str, raw: str, path: list[Any], rule: FieldRule | DateRule
) -> Condition:
    """Compare first, which is cheap, and look at the shape of those only that fit."""
    kind = _finite if shape is _IS_NUMBER else str
    try:
        first = kind(rule.value)
        second = kind(rule.value2) if operator is Operator.BETWEEN else None
    except ValueError:
        return NOBODY
    shaped, more = shape.replace("{}", raw), path * shape.count("{}")
    if operator is Operator.BETWEEN:
        return f"({value} BETWEEN ? AND ? AND {shaped})", [*path, first, second, *more]
    sign = {Operator.LESS: "<", Operator.MORE: ">", Operator.IS: "="}[operator]
    return f"({value} {sign} ? AND {shaped})", [*path, first, *more]


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _date(rule: DateRule, now: float) -> Condition:
    today = datetime.fromtimestamp(now).date()
    if rule.custom:
        return _custom_date(rule, today)
    column = {"added": "c.created_at", "changed": "c.changed_at"}[rule.date]
    if rule.when is When.LAST_DAYS:
        return f"{column} >= ?", [_midnight(today) - rule.days * _DAY]
    if rule.when is When.NOT_LAST_DAYS:
        return f"{column} < ?", [_midnight(today) - rule.days * _DAY]
    first = date.fromisoformat(rule.value)
    if rule.when is When.BEFORE:
        return f"{column} < ?", [_midnight(first)]
    if rule.when is When.AFTER:
        return f"{column} >= ?", [_midnight(first + timedelta(days=1))]
    last = date.fromisoformat(rule.value2)
    return f"({column} >= ? AND {column} < ?)", [_midnight(first), _midnight(last + timedelta(days=1))]


def _custom_date(rule: DateRule, today: date) -> Condition:
    value, path = _value(rule.date)
    if rule.when in (When.LAST_DAYS, When.NOT_LAST_DAYS):
        first = today - timedelta(days=min(rule.days, today.toordinal() - 1))
        span = FieldRule(rule.date, Operator.BETWEEN, first.isoformat(), today.isoformat())
        inside, values = _compared(Operator.BETWEEN, value, _IS_DATE, value, path, span)
        return inside if rule.when is When.LAST_DAYS else f"NOT {inside}", values
    operator = {When.BEFORE: Operator.LESS, When.AFTER: Operator.MORE, When.BETWEEN: Operator.BETWEEN}[rule.when]
    return _compared(operator, value, _IS_DATE, value, path, rule)


def _midnight(day: date) -> float:
    return datetime.combine(day, time()).timestamp()


def _history(rule: HistoryRule, now: float) -> Condition:
    terms: list[str] = ["d.contact_id IS NOT NULL", "d.status = ?"]
    values: list[Any] = [int(_STATUS[rule.kind])]
    if rule.campaign_id is not None:
        terms.append("d.campaign_id = ?")
        values.append(rule.campaign_id)
    if rule.days is not None:
        terms.append("d.at >= ?")
        values.append(now - rule.days * _DAY)
    met = f"(SELECT d.contact_id FROM deliveries AS d WHERE {' AND '.join(terms)})"  # noqa: S608 - constants
    if rule.kind is HistoryKind.NOT_SENT:
        return f"c.id NOT IN {met}", values
    if rule.kind is HistoryKind.BOUNCED:
        bounced = "SELECT key FROM suppressions WHERE reason = ?"
        return f"(c.key IN ({bounced}) AND c.id IN {met})", [SuppressionReason.BOUNCED.value, *values]
    return f"c.id IN {met}", values


def _verdict(rule: VerdictRule) -> Condition:
    wanted = ["" if one is Verdict.NOT_CHECKED else one.value for one in rule.verdicts]
    wanted += [Verdict.NOT_CHECKED.value] if "" in wanted else []
    return "c.verdict IN (SELECT value FROM json_each(?))", [to_json(wanted)]
