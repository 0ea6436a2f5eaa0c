"""The same properties with many more examples; run by `make endurance`."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.unit.compose import test_bytes, test_injection

EXAMPLES = 100_000
MANY = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.endurance
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    "prop",
    [
        test_bytes.test_no_value_makes_a_header_or_a_recipient,
        test_bytes.test_text_comes_back_as_it_was_meant,
        test_bytes.test_fast_way_and_interpreter_give_the_same_message,
        test_injection.test_no_word_anywhere_makes_a_header,
        test_injection.test_addresses_and_ids_are_refused_or_harmless,
    ],
    ids=lambda prop: prop.__name__,
)
def test_properties_hold_for_many_examples(prop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0

    @functools.wraps(prop.hypothesis.inner_test)
    def counted(*words: Any, **more: Any) -> None:
        nonlocal count
        prop_itself(*words, **more)
        count += 1

    prop_itself = prop.hypothesis.inner_test
    monkeypatch.setattr(prop.hypothesis, "inner_test", counted)
    # What `MANY(prop)` sets, but only for this test.
    monkeypatch.setattr(prop, "_hypothesis_internal_use_settings", MANY, raising=False)
    prop()
    print(f"\n{prop.__name__}: {count:,} examples")
    assert count >= EXAMPLES
