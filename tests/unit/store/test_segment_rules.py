"""The SQL of every rule against the same rule in Python, over an address book in which everything occurs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.contacts import Contact, FieldType, Source, Suppression, SuppressionReason
from mailer_gui.model.messages import Message
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
from mailer_gui.store import segment_members
from mailer_gui.store.database import Store, open_store
from mailer_gui.store.folding import fold

NOW = datetime(2026, 6, 15, 12).timestamp()
DAY = 86_400.0
VALUES: tuple[str, ...] = (
    "",
    "Porto",
    "PORTO",
    "Pôrto",
    "a",
    "9",
    "12",
    "12.5",
    "-3",
    "1.2.3",
    "2-1",
    "2026-06-10",
    "2026-06-15",
)
VALUES = (*VALUES, "2020-01-31", "x%_\\", "MÜLLER", "Mu\u0308ller", "İstanbul", "ısıl", "Straße", "STRASSE", "ﬁn")
VALUES = (
    *VALUES,
    "\u0301",
    "a\nb",
    'a "b" ,',
    "[a]*?",
    "a\x1fb",
    "\ue000",
    "５",
    "5²",
    "12\u0301",
    "😀 a",
    "a" * 1_200,
)
KINDS = {HistoryKind.SENT: 2, HistoryKind.NOT_SENT: 2, HistoryKind.BOUNCED: 2, HistoryKind.REJECTED: 3}
KINDS[HistoryKind.UNCERTAIN] = 5


class World:
    """An address book, and what happened, as plain facts; the search index is finished, begun, or not there yet."""

    def __init__(self, root: Path, index: str = "") -> None:
        self.store = open_store(root, clock=lambda: NOW)
        book = self.store.contacts
        rows = [(f"p{n}@d{n % 3}.example", {"f": value, "g": VALUES[-n]}, n) for n, value in enumerate(VALUES)]
        rows += [("Ünal.İ@dörf.example", {"g": "a"}, 90), ("nobody@d1.example", {}, 91), ("gone@d1.example", {}, 92)]
        book.upsert_many(rows[:20], Source("people.csv"))
        if index == "begun":
            book.finish_import()
        book.upsert_many(rows[20:], Source("people.csv"))
        book.remove([one.id for one in book.rows(book.ids()) if one.address.startswith("gone")])
        if index == "finished":
            book.finish_import()
        self.store.bulk.set_field(book.ids()[5:9], "f", "Pôrto")
        if index == "finished":
            book.finish_import()
        self.contacts = book.rows(book.ids())
        self.lists = [self.store.lists.get_or_create(name).id for name in ("One", "Two")]
        self.members = {(self.lists[0], one.id) for one in self.contacts[::2]}
        self.store.lists.add_members(self.lists[0], [one.id for one in self.contacts[::2]])
        self.sent: list[tuple[int, int, int, float]] = []
        for number in (1, 2):
            campaign = self.store.campaigns.create(f"C{number}", Message("Hi"), Audience((self.lists[0],)))
            self.store.campaigns.launch(campaign.id, b"", campaign.message, [])
            for place, one in enumerate(self.contacts[::2]):
                status, at = (2, 3, 5, 6)[(place + number) % 4], NOW - (place + 1) * 10 * DAY
                with self.store.transaction() as connection:
                    statement = "UPDATE deliveries SET status = ?, at = ? WHERE campaign_id = ? AND contact_id = ?"
                    connection.exec_driver_sql(statement, (status, at, campaign.id, one.id))
                self.sent.append((campaign.id, one.id, status, at))
        self.bounced = {one.address for one in self.contacts[::4]}
        self.store.suppressions.add([Suppression(key, SuppressionReason.BOUNCED) for key in self.bounced])
        with self.store.transaction() as connection:
            connection.exec_driver_sql(
                "UPDATE contacts SET created_at = created_at - id * 432000, verdict = 'typo' WHERE id % 3 = 0"
            )
        self.contacts = book.rows(book.ids())

    def holds(self, rule: Rule | Group, one: Contact) -> bool:
        if isinstance(rule, Group):
            found = [self.holds(inner, one) for inner in rule.rules]
            return not found or (all(found) if rule.every else any(found))
        if isinstance(rule, ListRule):
            return ((rule.list_id, one.id) in self.members) is rule.member
        if isinstance(rule, VerdictRule):
            return one.verdict in rule.verdicts
        if isinstance(rule, HistoryRule):
            return self.happened(rule, one)
        if isinstance(rule, DateRule):
            return self.dated(rule, one)
        return compared(rule, one.address.lower() if rule.field == "address" else one.fields.get(rule.field, ""))

    def happened(self, rule: HistoryRule, one: Contact) -> bool:
        met = any(
            number == one.id
            and status == KINDS[rule.kind]
            and rule.campaign_id in (None, campaign)
            and (rule.days is None or at >= NOW - rule.days * DAY)
            for campaign, number, status, at in self.sent
        )
        if rule.kind is HistoryKind.BOUNCED:
            return met and one.address in self.bounced
        return met is not (rule.kind is HistoryKind.NOT_SENT)

    def dated(self, rule: DateRule, one: Contact) -> bool:
        if rule.custom:
            day = fold(one.fields.get(rule.date, ""))
            if not is_date(day):
                return rule.when is When.NOT_LAST_DAYS
        else:
            at = one.created_at if rule.date == "added" else one.changed_at
            day = datetime.fromtimestamp(at).date().isoformat()
        today = datetime.fromtimestamp(NOW).date()
        first = (today - timedelta(days=rule.days)).isoformat()
        return {
            When.BEFORE: day < rule.value,
            When.AFTER: day > rule.value,
            When.BETWEEN: rule.value <= day <= rule.value2,
            When.LAST_DAYS: first <= day <= today.isoformat(),
            When.NOT_LAST_DAYS: not first <= day <= today.isoformat(),
        }[rule.when]


def is_date(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None


def compared(rule: FieldRule, value: str) -> bool:
    if rule.operator in (Operator.EMPTY, Operator.FILLED):
        return (value == "") is (rule.operator is Operator.EMPTY)
    ordered = rule.operator in (Operator.LESS, Operator.MORE, Operator.BETWEEN)
    if rule.type is FieldType.NUMBER and (ordered or rule.operator in (Operator.IS, Operator.IS_NOT)):
        numbers = [as_number(fold(value)), typed(rule.value), typed(rule.value2)]
        if rule.operator in (Operator.IS, Operator.IS_NOT):
            same = None not in numbers[:2] and numbers[0] == numbers[1]
            return same is (rule.operator is Operator.IS)
        needed = numbers[: 3 if rule.operator is Operator.BETWEEN else 2]
        return None not in needed and in_order(rule.operator, *numbers)
    text, wanted = fold(value), fold(rule.value)
    if rule.type is FieldType.DATE and ordered:
        return is_date(text) and in_order(rule.operator, text, wanted, fold(rule.value2))
    if ordered:
        return in_order(rule.operator, text, wanted, fold(rule.value2))
    return {
        Operator.IS: text == wanted,
        Operator.IS_NOT: text != wanted,
        Operator.CONTAINS: wanted in text,
        Operator.CONTAINS_NOT: wanted not in text,
        Operator.BEGINS: text.startswith(wanted),
        Operator.ENDS: text.endswith(wanted),
    }[rule.operator]


def in_order(operator: Operator, one: Any, low: Any, high: Any) -> bool:
    if operator is Operator.LESS:
        return bool(one < low)
    return bool(one > low) if operator is Operator.MORE else bool(low <= one <= high)


def typed(text: str) -> float | None:
    """What a person types into a rule, who may have wide digits."""
    try:
        return float(text) if math.isfinite(float(text)) else None
    except ValueError:
        return None


def as_number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?(0|[1-9][0-9]*)([.][0-9]+)?", text) else None


@pytest.fixture(scope="module", params=["", "begun", "finished", "finished, in pieces"])
def world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[World]:
    index, _, pieces = request.param.partition(", ")
    with pytest.MonkeyPatch.context() as patched:
        if pieces:  # as if this were a large address book
            for name, size in (("PIECE", 7), ("_SAMPLE", 10), ("_FEW", 3)):
                patched.setattr(segment_members, name, size)
        yield World(tmp_path_factory.mktemp("segments") / "workspace", index)


WORDS = st.sampled_from([*VALUES, "por", "RTO", "many", "nan", "10", "muller", "I", "i", "ı", "ss", "d1", "E", "ünal"])
DATES = st.sampled_from(["2020-01-31", "2026-06-10", "2026-06-15", "2026-05-01"])
RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(
        FieldRule,
        st.sampled_from(["f", "g", "none", "address"]),
        st.sampled_from(Operator),
        WORDS,
        WORDS,
        st.sampled_from(FieldType),
    ),
    st.builds(DateRule, st.sampled_from(["added", "changed"]), st.sampled_from(When), DATES, DATES, st.integers(0, 90)),
    st.builds(DateRule, st.sampled_from("fg"), st.sampled_from(When), DATES, DATES, st.integers(0, 9), st.just(True)),
    st.builds(ListRule, st.integers(1, 3), st.booleans()),
    st.builds(HistoryRule, st.sampled_from(HistoryKind), st.none() | st.integers(1, 3), st.none() | st.integers(0, 60)),
    st.builds(VerdictRule, st.lists(st.sampled_from([Verdict.TYPO, Verdict.NOT_CHECKED, Verdict.OK])).map(tuple)),
)
GROUPS = st.recursive(
    st.builds(Group, st.booleans(), st.lists(RULES, max_size=3).map(tuple)),
    lambda inner: st.builds(Group, st.booleans(), st.lists(RULES | inner, max_size=3).map(tuple)),
    max_leaves=4,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=GROUPS)
def test_sql_finds_whom_the_rules_mean(world: World, rules: Group) -> None:
    wanted = [one.id for one in world.contacts if world.holds(rules, one)]
    assert list(world.store.segments.ids(rules)) == wanted
    assert world.store.segments.count(rules) == len(wanted)


def test_an_old_list_in_a_rule_holds_nobody(store: Store) -> None:
    store.contacts.add("ana@example.org")
    gone = store.lists.get_or_create("Gone").id
    store.lists.add_members(gone, store.contacts.ids())
    store.lists.remove(gone)
    assert store.segments.count(Group(rules=(ListRule(gone),))) == 0
    assert store.segments.count(Group(rules=(ListRule(gone, member=False),))) == 1
