from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.errors import InputError
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
    from_json,
    to_json,
)
from mailer_gui.model.verification import Verdict

DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31)).map(date.isoformat)
RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(FieldRule, st.text(), st.sampled_from(Operator), st.text(), st.text(), st.sampled_from(FieldType)),
    st.builds(DateRule, st.sampled_from(["added", "changed"]), st.sampled_from(When), DAYS, DAYS, st.integers(0, 9999)),
    st.builds(ListRule, st.integers(1), st.booleans()),
    st.builds(HistoryRule, st.sampled_from(HistoryKind), st.none() | st.integers(1), st.none() | st.integers(0, 9999)),
    st.builds(VerdictRule, st.lists(st.sampled_from(Verdict), unique=True).map(tuple)),
)
GROUPS = st.recursive(
    st.builds(Group, st.booleans(), st.lists(RULES, max_size=3).map(tuple)),
    lambda inner: st.builds(Group, st.booleans(), st.lists(RULES | inner, max_size=3).map(tuple)),
    max_leaves=5,
)


@given(GROUPS)
def test_rules_survive_being_written(rules: Group) -> None:
    assert from_json(to_json(rules)) == rules


def test_one_rule_alone_is_a_group() -> None:
    assert from_json('{"rule": "list", "list_id": 3}') == Group(rules=(ListRule(3),))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "table"),
        ({"rule": "moon"}, "no rule “moon”"),
        ({"rule": ["moon"]}, "no rule"),
        ({"rule": "field", "field": "city", "colour": "red"}, "knows no “colour”"),
        ({"rule": "field", "field": "city"}, "not complete"),
        ({"rule": "field", "field": "city", "operator": "sounds like"}, "no “sounds like”"),
        ({"rule": "list", "list_id": "1"}, "“list_id” cannot be"),
        ({"rule": "list", "list_id": True}, "“list_id” cannot be"),
        ({"rule": "date", "date": "added", "when": "before", "value": "yesterday"}, "no date"),
        ({"rule": "date", "date": "born", "when": "before", "value": "2026-01-01"}, "no date “born”"),
        ({"rule": "history", "kind": "sent", "days": -1}, "below 0"),
        ({"rule": "verdict", "verdicts": "ok"}, "list of words"),
        ({"every": 1, "rules": []}, "A group has"),
    ],
)
def test_what_is_wrong_is_said(raw: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        from_json(raw if isinstance(raw, str) else json.dumps(raw))


def test_groups_are_not_endless() -> None:
    deep: dict[str, object] = {"rules": []}
    for _ in range(20):
        deep = {"rules": [deep]}
    with pytest.raises(InputError, match="deep"):
        from_json(json.dumps(deep))
