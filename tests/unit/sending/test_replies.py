"""Replies: any portions of bytes give the same replies, and nothing a server writes breaks the reader."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from mailer_gui.sending.replies import MAX_LINE, MAX_REPLY, MAX_TEXT, Reply, ReplyReader, reply

_words = st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"]), max_size=40)
_codes = st.integers(200, 599)


@st.composite
def _replies(draw: st.DrawFn) -> tuple[int, bytes]:
    code, lines = draw(_codes), draw(st.lists(_words, min_size=1, max_size=4))
    marks = ["-"] * (len(lines) - 1) + [" "]
    end = draw(st.sampled_from(["\r\n", "\n"]))
    return code, "".join(f"{code}{mark}{line}{end}" for mark, line in zip(marks, lines, strict=True)).encode()


def read_in_pieces(data: bytes, cuts: list[int]) -> list[Reply]:
    reader, out, start = ReplyReader(), [], 0
    for cut in sorted(cuts):
        out += reader.feed(data[start:cut])
        start = max(start, cut)
    return out + reader.feed(data[start:])


@given(st.lists(_replies(), max_size=6), st.lists(st.integers(0, 600), max_size=20))
def test_any_portions_give_the_same_replies(replies: list[tuple[int, bytes]], cuts: list[int]) -> None:
    data = b"".join(wire for _, wire in replies)
    found = read_in_pieces(data, cuts)
    assert [one.code for one in found] == [code for code, _ in replies]
    assert [(one.code, one.lines) for one in found] == [(one.code, one.lines) for one in ReplyReader().feed(data)]


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=10))
@example(b"250-first\r\n550 second\r\n", [])
@example(b"\x00\xff\r\n250 ok\r\n", [3])
def test_garbage_is_one_reply_with_code_zero_and_then_silence(data: bytes, cuts: list[int]) -> None:
    found = read_in_pieces(data, cuts)
    assert all(one.code for one in found[:-1])
    for one in found:
        assert one.text.isprintable()
        assert len(one.text) <= MAX_TEXT
        assert one.enhanced.count(".") in (0, 2)
    assert [(one.code, one.text) for one in found] == [(one.code, one.text) for one in ReplyReader().feed(data)]


def test_an_endless_line_ends() -> None:
    reader = ReplyReader()
    found = [one for _ in range(20) for one in reader.feed(b"2" * 500)]
    assert [one.code for one in found] == [0]
    assert len(reader._left) <= MAX_LINE


def test_an_endless_reply_ends() -> None:
    reader = ReplyReader()
    found = [one for _ in range(MAX_REPLY // 50) for one in reader.feed(b"250-" + b"x" * 60 + b"\r\n")]
    assert [one.code for one in found] == [0]


def test_codes_that_change_within_a_reply_are_garbage() -> None:
    assert [one.code for one in ReplyReader().feed(b"250-yes\r\n550 no\r\n")] == [0]


def test_a_long_reply_reads_as_one_line() -> None:
    found = reply("550-5.7.1 Our system has detected\n550 5.7.1 something \x07odd")
    assert found.text == "550 5.7.1 Our system has detected 5.7.1 something  odd"
    assert found.enhanced == "5.7.1"
    assert found.is_permanent


def test_a_reply_without_words() -> None:
    (found,) = ReplyReader().feed(b"250\r\n")
    assert (found.code, found.text, found.enhanced) == (250, "250", "")
