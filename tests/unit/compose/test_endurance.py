"""The same properties with many more examples; run by `make endurance`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.unit.compose import test_bytes

MANY = settings(max_examples=100_000, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.endurance
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    "prop",
    [
        test_bytes.test_no_value_makes_a_header_or_a_recipient,
        test_bytes.test_text_comes_back_as_it_was_meant,
        test_bytes.test_fast_way_and_interpreter_give_the_same_message,
    ],
    ids=lambda prop: prop.__name__,
)
def test_properties_hold_for_many_examples(prop: object) -> None:
    MANY(prop)()  # type: ignore[operator]  # hypothesis gives back what it is given, now with these settings
