"""What campaigns sign in a hurry is what the signer that knows nothing beforehand would have signed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple
from functools import cache
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from mailer_gui.compose.dkim import DkimKey, Signer
from mailer_gui.compose.render import Renderer
from mailer_gui.compose.signing import CampaignSigner
from mailer_gui.model.messages import FILES_FIELD, Message, PersonalFile
from tests.unit.compose.making import KEY, STORED, attached, compiled, person, unstuffed

WHEN = 1_700_000_000


@cache
def ed_key() -> DkimKey:
    return DkimKey("shop.example", "s2", Ed25519PrivateKey.from_private_bytes(b"7" * 32))


def expected(message: bytes) -> bytes:
    return Signer([ed_key()]).sign(message, WHEN) + message


_TAGS = ("{{ a }}", "{{ b }}", "{{ c | default: ' x ' }}", "{{ a | upcase }}", "{% if b == 'x' %} y {% endif %}")
_WORDS = ("word ", "  two  spaces  ", " \n", "\n\n", ".dot\n", "a\tb\t\n", "=", "100 % ", "Привет мир ", "ü", "\n")
_LONG = "A long line with many words to fill it, and some more, so that it has to be broken. "
_PIECES = st.lists(st.sampled_from([*_TAGS, *_WORDS, _LONG]), max_size=12).map("".join)
_VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["x", " ", "  a  b  ", "\t", "a\n\n", ".", "\r\n", "Müller & Co", "long " * 30, "я" * 90, "a\n "]),
)
_CUSTOM = st.lists(
    st.sampled_from([("List-Id", "<a.b>"), ("Precedence", "bulk"), ("X-A", "b   c"), ("Feedback-ID", "1:2")]),
    max_size=3,
)


@given(
    subject=_PIECES.map(lambda text: text.replace("\n", " ")),
    text=_PIECES,
    html=st.one_of(st.just(""), _PIECES.map(lambda text: f"<p>{text}</p>")),
    values=st.tuples(_VALUES, _VALUES, _VALUES, _VALUES),
    headers=_CUSTOM,
    attachment=st.sampled_from([None, b"", b"%PDF" * 50]),
    personal=st.sampled_from([None, (), ("b  c.pdf",), ("ü.txt", "a.pdf")]),
)
def test_signatures_are_those_of_the_signer_alone(
    subject: str,
    text: str,
    html: str,
    values: Sequence[str],
    headers: Sequence[tuple[str, str]],
    attachment: bytes | None,
    personal: Sequence[str] | None,
) -> None:
    message = Message(
        subject,
        html,
        text,
        reply_to="help@shop.example" if len(values[0]) % 2 else "",
        headers=tuple(headers),
        attachments=() if attachment is None else (attached("a  b.pdf", attachment),),
        personal=() if personal is None else (PersonalFile("{{ a }}.pdf", "/files"),),
    )
    files = [attached(name, b"data " * 30) for name in personal or ()]
    fields = dict(zip(("a", "b", "c", "name"), values, strict=True))
    fields[FILES_FIELD] = json.dumps([astuple(file) for file in files]) if files else ""
    made = compiled(message)
    ours = Renderer(made, KEY, [ed_key()], STORED.__getitem__)
    recipient = person(fields=fields)
    plain = Renderer(made, KEY, (), STORED.__getitem__).render(recipient)
    assert ours.render(recipient) == expected(plain)
    assert unstuffed(ours.wire(recipient)) == expected(plain)


_BITS = st.lists(st.sampled_from(["a", " ", "\t", "\r\n", "=\r\n", "\r", "\n", ".", "%", "b c"]), max_size=5)
_FIXED = _BITS.map(lambda bits: "".join(bits).encode())


@given(
    pieces=st.lists(st.one_of(_FIXED, st.integers(1, 3)), max_size=8),
    values=st.tuples(_FIXED, _FIXED, _FIXED),
    subject=st.lists(st.sampled_from(["a", " ", "\t", "\r\n ", "\r\n\t"]), max_size=6).map("".join),
    tail=st.sampled_from([b"", b"--x\r\n", b"\r\n--x  y\r\n\r\n"]),
)
@example([b"a\r\n", 1], (b"x\r\n", b"", b""), "s", b"")
@example([b"a\r\n", 1], (b"\r\n\r\n", b"", b""), "s", b"")
@example([1], (b"", b"", b""), "s", b"")
@example([1, b"=\r\n", 2, b"\r\n"], (b" ", b"  ", b""), "s", b"--x\r\n")
@example([b"fixed  \r\n\r\n"], (b"", b"", b""), "s", b"")
@example([b"fixed"], (b"", b"", b""), "s", b"--x\r\n")
def test_any_pieces_and_any_values(
    pieces: Sequence[bytes | int], values: Sequence[bytes], subject: str, tail: bytes
) -> None:
    given = [f"Subject:{subject}\r\n".encode(), *values]
    body = b"".join([given[piece] if isinstance(piece, int) else piece for piece in pieces])
    head = b"From: a@shop.example\r\n" + given[0] + b"X-A: b\r\n\r\n" + body
    ours = CampaignSigner(
        [ed_key()], [b"From: a@shop.example\r\n", 0, b"X-A: b\r\n\r\n", *pieces], {0: b"Subject"}, tail
    )
    assert ours.sign(given, WHEN) == Signer([ed_key()], tail).sign(head, WHEN)


@pytest.mark.parametrize(
    "message",
    [
        Message("News for {{ name }}", "<p>Hi {{ name }}</p>\n", "Hi {{ name }}\n  two  spaces \n"),
        Message("News", text="Nothing changes\n"),
        Message("Новости", text="Сегодня у нас новости для вас, {{ name }}\n" * 3),
        Message("News", text="{{ name | upcase }}", attachments=(attached("a.pdf", b"%PDF"),)),
    ],
)
def test_messages_are_not_made_canonical_one_by_one(message: Message) -> None:
    renderer = Renderer(compiled(message), KEY, [ed_key()])
    with patch.object(Signer, "sign", side_effect=AssertionError):
        assert renderer.wire(person(name="Zoë Müller")).startswith(b"DKIM-Signature:")
