"""The short ways give the same bytes as the long ones."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailer_gui.compose.compiled import Op
from mailer_gui.compose.fields import Fields, begins_with_dot, in_html, in_text
from mailer_gui.compose.token import Tokens, unsubscribe_token
from mailer_gui.model.errors import MissingFieldError

_STEPS = [
    Op("value", "first", "text"),
    Op("value", "city", "text", "friend"),
    Op("value", "first", "html"),
    Op("value", "code", "html"),
]
_pieces = st.sampled_from([*"aZ1 .=_&<>\"'\t\r\nüЖ漢", "\r\n", ".", "x" * 30, "&" * 20, "ü" * 12])
_values = st.lists(_pieces, max_size=6).map("".join)


@given(st.fixed_dictionaries({"first": _values, "code": _values}, optional={"city": _values}))
@example({"first": "x" * 72 + " ", "city": "y", "code": "z"})
@example({"first": "x" * 75, "city": "y" * 76, "code": "&" * 16})
@example({"first": ".", "city": ".y", "code": "a\n.b"})
def test_values_written_together_are_those_written_one_by_one(fields: dict[str, str]) -> None:
    values, has_dots = Fields(_STEPS).written(fields)
    one_by_one = [
        in_text(fields["first"]),
        in_text(fields.get("city") or "friend"),
        in_html(fields["first"]),
        in_html(fields["code"]),
    ]
    assert list(values) == one_by_one
    assert has_dots or not begins_with_dot(one_by_one)


def test_one_step_and_none_at_all() -> None:
    assert Fields([]).written({"first": "x"}) == ((), False)
    assert list(Fields(_STEPS[:1]).written({"first": "Zoë"})[0]) == [b"Zo=C3=AB"]


def test_a_missing_field_is_named() -> None:
    with pytest.raises(MissingFieldError, match="code"):
        Fields(_STEPS).written({"first": "x"})


@given(st.binary(max_size=100), st.integers(0, 1 << 60), st.integers(0, 1 << 60), st.text(max_size=40))
def test_tokens_made_in_a_row_are_the_same(key: bytes, campaign: int, contact: int, address: str) -> None:
    assert Tokens(key, campaign).of(contact, address) == unsubscribe_token(key, campaign, contact, address)


def test_ids_are_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        Tokens(b"k", -1)
    with pytest.raises(ValueError, match="negative"):
        Tokens(b"k", 1).of(-1, "ana@example.org")
