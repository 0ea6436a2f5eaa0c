"""From the rules of a segment to SQL: a condition on `contacts AS c` and its values.

With `signs` rules about fields are conditions on `contact_search_content AS s` instead (`segment_texts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from mailer_gui.model.contacts import FieldType, SuppressionReason
from mailer_gui.model.deliveries import DeliveryStatus
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
)
from mailer_gui.model.verification import Verdict
from mailer_gui.store.codec import to_json
from mailer_gui.store.segment_fields import condition as field_condition
from mailer_gui.store.segment_texts import Condition

EVERYBODY: Condition = ("TRUE", [])
STATUS = {
    HistoryKind.SENT: DeliveryStatus.ACCEPTED,
    HistoryKind.NOT_SENT: DeliveryStatus.ACCEPTED,
    HistoryKind.BOUNCED: DeliveryStatus.ACCEPTED,
    HistoryKind.REJECTED: DeliveryStatus.REJECTED,
    HistoryKind.UNCERTAIN: DeliveryStatus.UNCERTAIN,
}
"""What the delivery must have come to, of a contact to whom something happened."""
_OPERATORS = {
    When.BEFORE: Operator.LESS,
    When.AFTER: Operator.MORE,
    When.BETWEEN: Operator.BETWEEN,
    When.LAST_DAYS: Operator.BETWEEN,
    When.NOT_LAST_DAYS: Operator.BETWEEN,
}
_DAY = 86_400.0


def condition(rules: Group, now: float, signs: Mapping[str, str] | None = None) -> Condition:
    """Give the condition for being in a segment at this time."""
    parts = [
        condition(rule, now, signs) if isinstance(rule, Group) else _condition(rule, now, signs) for rule in rules.rules
    ]
    if not parts:
        return EVERYBODY
    return (
        f"({' AND '.join(sql for sql, _ in parts)})" if rules.every else f"({' OR '.join(sql for sql, _ in parts)})",
        [value for _, values in parts for value in values],
    )


def _condition(rule: Rule, now: float, signs: Mapping[str, str] | None) -> Condition:
    if isinstance(rule, FieldRule):
        return field_condition(rule, signs)
    if isinstance(rule, DateRule):
        today = datetime.fromtimestamp(now).date()
        return _custom_date(rule, today, signs) if rule.custom else _date(rule, today)
    if isinstance(rule, ListRule):
        inside = "IN" if rule.member else "NOT IN"
        members = "SELECT contact_id FROM list_members WHERE list_id = (SELECT id FROM lists WHERE id = ?)"
        return f"c.id {inside} ({members})", [rule.list_id]
    if isinstance(rule, HistoryRule):
        return _history(rule, now)
    return _verdict(rule)


def _date(rule: DateRule, today: date) -> Condition:
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


def _custom_date(rule: DateRule, today: date, signs: Mapping[str, str] | None) -> Condition:
    operator, value, value2 = _OPERATORS[rule.when], rule.value, rule.value2
    if rule.when in (When.LAST_DAYS, When.NOT_LAST_DAYS):
        value, value2 = str(today - timedelta(days=min(rule.days, today.toordinal() - 1))), str(today)
    inside, values = field_condition(FieldRule(rule.date, operator, value, value2, FieldType.DATE), signs)
    return (f"NOT {inside}" if rule.when is When.NOT_LAST_DAYS else inside), values


def _midnight(day: date) -> float:
    return datetime.combine(day, time()).timestamp()


def happened(rule: HistoryRule, now: float) -> Condition:
    """Give the condition on `deliveries AS d` that a history rule speaks of."""
    terms: list[str] = ["d.contact_id IS NOT NULL", "d.status = ?"]
    values: list[Any] = [int(STATUS[rule.kind])]
    if rule.campaign_id is not None:
        terms.append("d.campaign_id = ?")
        values.append(rule.campaign_id)
    if rule.days is not None:
        terms.append("d.at >= ?")
        values.append(now - rule.days * _DAY)
    return " AND ".join(terms), values


def _history(rule: HistoryRule, now: float) -> Condition:
    terms, values = happened(rule, now)
    met = f"(SELECT d.contact_id FROM deliveries AS d WHERE {terms})"  # noqa: S608 - constants
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
