"""Rules in words: how they are chosen on screen, and how a whole segment reads as a sentence."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, Qt

from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, FieldType
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
from mailer_gui.ui.pages.segments.reading import Known
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.words import verdict_pill

LONGEST = 3
"""So many rules of a group are told; the rest is counted."""


def field_words(name: str) -> str:
    """Name a field."""
    own = {
        ADDRESS: tr("E-mail address"),
        FIRST_NAME: tr("First name"),
        LAST_NAME: tr("Last name"),
        FULL_NAME: tr("Whole name"),
    }
    return own.get(name) or name.replace("_", " ").strip().capitalize() or name


def operators() -> dict[Operator, str]:
    """Name the ways to compare a text or a number."""
    return {
        Operator.IS: tr("is"),
        Operator.IS_NOT: tr("is not"),
        Operator.CONTAINS: tr("contains"),
        Operator.CONTAINS_NOT: tr("does not contain"),
        Operator.BEGINS: tr("begins with"),
        Operator.ENDS: tr("ends with"),
        Operator.LESS: tr("is less than"),
        Operator.MORE: tr("is more than"),
        Operator.BETWEEN: tr("is between"),
        Operator.EMPTY: tr("is empty"),
        Operator.FILLED: tr("is filled in"),
    }


def whens() -> dict[When, str]:
    """Name the ways to compare a date."""
    return {
        When.BEFORE: tr("before"),
        When.AFTER: tr("after"),
        When.BETWEEN: tr("between"),
        When.LAST_DAYS: tr("in the last days"),
        When.NOT_LAST_DAYS: tr("not in the last days"),
    }


def histories() -> dict[HistoryKind, str]:
    """Name what can have happened."""
    return {
        HistoryKind.SENT: tr("got"),
        HistoryKind.NOT_SENT: tr("did not get"),
        HistoryKind.REJECTED: tr("was rejected for"),
        HistoryKind.BOUNCED: tr("bounced for"),
        HistoryKind.UNCERTAIN: tr("is uncertain for"),
    }


def verdicts() -> dict[Verdict, str]:
    """Name what a check of an address can find."""
    return {one: verdict_pill(one)[0] for one in Verdict}


def in_words(rules: Group, known: Known) -> str:
    """Tell rules as one sentence."""
    if not rules.rules:
        return tr("Everybody")
    link = tr(" and ") if rules.every else tr(" or ")
    told = [
        f"({in_words(one, known)})" if isinstance(one, Group) else _rule(one, known) for one in rules.rules[:LONGEST]
    ]
    more = len(rules.rules) - LONGEST
    if more > 0:
        told.append(counted(more, "%Ln more rule", "%Ln more rules"))
    return link.join(told)


def _rule(rule: Rule, known: Known) -> str:
    if isinstance(rule, FieldRule):
        return _field(rule)
    if isinstance(rule, DateRule):
        return _date(rule)
    if isinstance(rule, ListRule):
        name = next((one.name for one in known.lists if one.id == rule.list_id), tr("a list that is gone"))
        return (tr("on “{list}”") if rule.member else tr("not on “{list}”")).format(list=name)
    if isinstance(rule, HistoryRule):
        return _history(rule, known)
    assert isinstance(rule, VerdictRule)
    return tr("check: {found}").format(found=tr(" or ").join(verdicts()[one].lower() for one in rule.verdicts))


def _field(rule: FieldRule) -> str:
    parts = [field_words(rule.field), operators()[rule.operator]]
    if rule.operator not in (Operator.EMPTY, Operator.FILLED):
        parts.append(tr("yes") if rule.type is FieldType.YES_NO and rule.value == "yes" else f"“{rule.value}”")
    if rule.operator is Operator.BETWEEN:
        parts.append(tr("and {value}").format(value=f"“{rule.value2}”"))
    return " ".join(parts)


def _date(rule: DateRule) -> str:
    own = {"added": tr("added"), "changed": tr("changed")}
    name = field_words(rule.date) if rule.custom else own[rule.date]
    if rule.when in (When.LAST_DAYS, When.NOT_LAST_DAYS):
        days = counted(rule.days, "in the last %Ln day", "in the last %Ln days")
        words = f"{name} {days}"
        return words if rule.when is When.LAST_DAYS else tr("not {what}").format(what=words)
    words = f"{name} {whens()[rule.when]} {_day(rule.value)}"
    return f"{words} {tr('and {value}').format(value=_day(rule.value2))}" if rule.when is When.BETWEEN else words


def _history(rule: HistoryRule, known: Known) -> str:
    name = next((name for number, name in known.campaigns if number == rule.campaign_id), tr("a campaign that is gone"))
    what = tr("any campaign") if rule.campaign_id is None else f"“{name}”"
    words = f"{histories()[rule.kind]} {what}"
    if rule.days is None:
        return words
    return f"{words} {counted(rule.days, 'in the last %Ln day', 'in the last %Ln days')}"


def _day(text: str) -> str:
    day = QDate.fromString(text, Qt.DateFormat.ISODate)
    return QLocale().toString(day, "d MMM yyyy") if day.isValid() else text
