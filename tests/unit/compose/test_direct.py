"""Scripts that are written directly come out as the interpreter writes them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.compose import language
from mailer_gui.compose.direct import LONGEST, Direct
from mailer_gui.compose.scripts import values_for

_CONDITIONS = st.sampled_from(
    [
        "a == 'x'",
        'a == "<&>"',
        "a != b",
        "a",
        "b == ''",
        "a == blank or b == empty",
        "a and a != ''",
        "a == nil or a == ''",
        "a contains 'x' and b != 'x'",
        "b == 1",
        "a == true",
        "missing",
        "missing == 'x'",
        "a < 'x'",
        "now == 'x'",
    ]
)
_LEAVES = st.sampled_from(
    [
        "text",
        " <b>&amp;</b> ",
        " \n ",
        "",
        "{{ a }}",
        "{{ b | upcase }}",
        "{{ a | strip | capitalize }}",
        "{{ b | downcase | lstrip | rstrip | upcase }}",
        "{{ a | default: 'y' }}",
        "{{ missing }}",
        "{{ a.b }}",
        "{{ now | date: '%Y' }}",
        "{{ a | escape }}",
        "{% assign a = 'z' %}",
    ]
)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = st.tuples(_CONDITIONS, inner).map(lambda it: f"{{% if {it[0]} %}}{it[1]}{{% endif %}}")
    two = st.tuples(_CONDITIONS, inner, inner).map(
        lambda it: f"{{% if {it[0]} %}}{it[1]}{{% else %}}{it[2]}{{% endif %}}"
    )
    more = st.tuples(_CONDITIONS, inner, _CONDITIONS, inner).map(
        lambda it: f"{{% if {it[0]} %}}{it[1]}{{% elsif {it[2]} %}}{it[3]}{{% endif %}}"
    )
    return st.one_of(one, two, more, st.lists(inner, max_size=3).map("".join))


_SOURCES = st.recursive(_LEAVES, _nested, max_leaves=6)
_VALUES = st.one_of(
    st.text(max_size=10),
    st.sampled_from(["x", "", " x ", "<&>", "ß ΐ", "a\r\nb", "\r", "\ud800", "x" * (LONGEST + 1), "'\""]),
)


def _scripts(source: str) -> list[int]:
    found = language.segments(source, html=True)
    return [segment.node for segment in found if isinstance(segment, language.Script)]


@given(source=_SOURCES, html=st.booleans(), fields=st.dictionaries(st.sampled_from("ab"), _VALUES))
def test_directly_or_not_the_text_is_the_same(source: str, html: bool, fields: Mapping[str, str]) -> None:
    template, nodes = language.parse(source, html), _scripts(source)
    values = values_for(fields, {"email": "a@example.org"}, 1_700_000_000.0)
    texts = Direct(template, nodes).run(values)
    if texts is not None:
        assert texts == language.run(template, nodes, values)


@pytest.mark.parametrize("html", [True, False])
def test_what_is_usual_is_written_directly(html: bool) -> None:
    source = "{% if a == 'x' %}Dear {{ b | upcase }}{% elsif a != '' %}no{% else %}Hi{% endif %}, {{ b | capitalize }}"
    template, nodes = language.parse(source, html), _scripts(source)
    direct = Direct(template, nodes)
    assert direct.run({"a": "x", "b": "zoë"}) == ["Dear ZOË", "Zoë"]
    assert direct.run({"a": "", "b": "zoë"}) == ["Hi", "Zoë"]
    assert direct.run({"a": "x"}) is None
