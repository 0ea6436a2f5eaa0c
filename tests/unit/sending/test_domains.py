"""Limits per recipient domain: no window of any domain ever sees more, and nobody waits for somebody else's domain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.model.accounts import DomainLimit, Limits
from mailer_gui.sending.domains import DomainTurns, domain_of, longest_window


def test_a_domain_has_its_own_turns_and_the_others_the_star() -> None:
    turns = DomainTurns([DomainLimit("big.example", Limits(per_minute=2)), DomainLimit("*", Limits(per_minute=1))], 0.0)
    for name, count in (("big.example", 2), ("small.example", 1), ("other.example", 1)):
        for _ in range(count):
            assert turns.waits_until(name, 0.0) is None
            turns.begin(name, 0.0)
            turns.end(name, 0.0)
        assert turns.waits_until(name, 0.0) == 60.0
    assert turns.sentence("big.example", 1.0) == "The limit of 2 messages per minute to big.example is reached."


def test_domains_without_a_limit_are_free() -> None:
    turns = DomainTurns([DomainLimit("big.example", Limits(per_minute=1), 1)], 0.0)
    turns.begin("small.example", 0.0)
    assert turns.waits_until("small.example", 0.0) is None
    assert not turns.is_busy("small.example", 0.0)


def test_only_so_many_at_once() -> None:
    turns = DomainTurns([DomainLimit("big.example", connections=2)], 0.0)
    turns.begin("big.example", 0.0)
    assert not turns.is_busy("big.example", 0.0)
    turns.begin("big.example", 0.0)
    assert turns.is_busy("big.example", 0.0)
    turns.take_back("big.example", 0.0)
    turns.end("big.example", 0.0)
    assert not turns.is_busy("big.example", 0.0)


def test_those_without_a_turn_come_again_one_turn_after_the_other() -> None:
    turns = DomainTurns([DomainLimit("big.example", Limits(per_minute=2))], 100.0)
    for _ in range(2):
        turns.begin("big.example", 100.0)
        turns.end("big.example", 100.0)
    assert [turns.book("big.example", 100.0) for _ in range(5)] == [160.0, 160.0, 220.0, 220.0, 280.0]


def test_a_restart_knows_what_was_used() -> None:
    limits = [DomainLimit("big.example", Limits(per_hour=2)), DomainLimit("*", Limits(per_minute=1))]
    turns = DomainTurns(limits, 50.0, {"big.example": [100.0, 3000.0], "small.example": [30.0]})
    assert turns.waits_until("big.example", 50.0) == 650.0
    assert turns.waits_until("small.example", 50.0) == 80.0
    assert longest_window(limits) == 3600.0
    assert longest_window([DomainLimit("big.example", connections=1)]) == 0.0


def test_the_domain_of_an_address() -> None:
    assert domain_of('"a@b"@big.example') == "big.example"


@given(
    st.integers(1, 3),
    st.integers(1, 2),
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 20), st.floats(0, 30)), max_size=80),
)
def test_no_window_of_a_domain_sees_more(
    per_minute: int, connections: int, steps: list[tuple[str, float, float]]
) -> None:
    turns = DomainTurns([DomainLimit("*", Limits(per_minute=per_minute), connections)], 0.0)
    now = 0.0
    under_way: list[tuple[float, str]] = []
    spans: dict[str, list[tuple[float, float]]] = {}
    for name, wait, length in steps:
        now += wait
        for end, ended in sorted(one for one in under_way if one[0] <= now):
            turns.end(ended, end)
            under_way.remove((end, ended))
        if turns.waits_until(name, now) is None and not turns.is_busy(name, now):
            turns.begin(name, now)
            under_way.append((now + length, name))
            spans.setdefault(name, []).append((now, now + length))
    for its_spans in spans.values():
        for place in range(len(its_spans) - per_minute):
            *before, last = its_spans[place : place + per_minute + 1]
            assert last[0] - min(end for _, end in before) >= 60.0 - 1e-9
        for begun, _ in its_spans:
            assert sum(1 for other, end in its_spans if other <= begun < end) <= connections
