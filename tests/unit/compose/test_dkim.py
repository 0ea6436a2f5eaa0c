"""Signatures, judged by dkimpy, which shares no line of code with ours."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import dkim  # type: ignore[import-untyped]  # it ships no types
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.compose.dkim import GUARDED, SIGNED, DkimKey, Signer
from mailer_gui.compose.render import Renderer
from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import Message
from tests.unit.compose.making import CAMPAIGN, IDENTITY, KEY, attached, compiled, person, unstuffed

DOMAIN = "shop.example"
MESSAGE = Message("News for {{ name }}", "<p>Hi {{ name }}</p>\n", "Hi {{ name }}\n.a dot\n  two  spaces \n\n\n")


@cache
def rsa_key() -> DkimKey:
    return DkimKey(DOMAIN, "s1", rsa.generate_private_key(65537, 2048))


@cache
def ed_key() -> DkimKey:
    return DkimKey(DOMAIN, "s2", Ed25519PrivateKey.generate())


def published(key: DkimKey) -> bytes:
    public = key.private.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        kind = b"rsa"
        data = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    else:
        kind, data = b"ed25519", public.public_bytes_raw()
    return b"v=DKIM1; k=" + kind + b"; p=" + base64.b64encode(data)


def verdicts(message: bytes) -> list[bool]:
    """Give what dkimpy says of each signature, from the top."""

    def look_up(name: bytes | str, timeout: int = 5) -> bytes | None:
        text = name.decode() if isinstance(name, bytes) else name
        return next((published(key) for key in (rsa_key(), ed_key()) if text.startswith(f"{key.selector}.")), None)

    verifier = dkim.DKIM(message)
    found = len(re.findall(rb"(?im)^dkim-signature:", message.partition(b"\r\n\r\n")[0]))
    answers: list[bool] = []
    for index in range(found):
        try:
            answers.append(bool(verifier.verify(idx=index, dnsfunc=look_up)))
        except dkim.DKIMException:
            answers.append(False)
    return answers


def signed(message: bytes, keys: Sequence[DkimKey]) -> bytes:
    return Signer(keys).sign(message, 1_700_000_000) + message


@pytest.mark.parametrize("make", [rsa_key, ed_key])
@pytest.mark.parametrize(
    "message",
    [
        MESSAGE,
        Message("s", text="x"),
        Message("", text="", html="<p>x</p>"),
        Message("Привет {{ name }}", text="Сегодня у нас новости для вас\n" * 3),
        replace(MESSAGE, attachments=(attached("a  b.pdf", b"%PDF" * 900), attached("ü.txt", b"", "text/plain"))),
        replace(MESSAGE, reply_to="Help <help@shop.example>", headers=(("Precedence", "bulk"), ("X-A", "b   c"))),
    ],
)
def test_every_kind_of_message_is_signed(make: object, message: Message) -> None:
    key = rsa_key() if make is rsa_key else ed_key()
    renderer = Renderer(compiled(message), KEY, [key])
    source = renderer.render(person(name="Zoë " + "x" * 200))
    assert verdicts(source) == [True]
    assert source.startswith(b"DKIM-Signature: v=1; ")
    assert max(map(len, source.split(b"\r\n"))) <= 200
    assert max(map(len, source.partition(b"\r\nFrom:")[0].split(b"\r\n"))) <= 78


@given(
    subject=st.text(max_size=300),
    text=st.text(max_size=500),
    html=st.sampled_from(["", "<p>{{ name }}</p>", "<p>  a\t\tb </p>\n\n\n"]),
    name=st.text(min_size=1, max_size=300),
)
def test_whatever_is_rendered_verifies_and_is_what_goes_out(subject: str, text: str, html: str, name: str) -> None:
    plain = subject.replace("{", "(").replace("}", ")")
    body = text.replace("{", "(").replace("}", ")")
    message = Message(plain, html, body + "{{ name }}")
    renderer = Renderer(compiled(message), KEY, [ed_key()])
    recipient = person(name=name)
    source = renderer.render(recipient)
    assert verdicts(source) == [True]
    assert unstuffed(renderer.wire(recipient)) == source
    assert Renderer(compiled(message), KEY, [ed_key()]).render(recipient) == source
    assert source.endswith(Renderer(compiled(message), KEY).render(recipient))


_WORDS = st.text(st.sampled_from("ab .:;=<>\t"), max_size=40)
_VALUES = st.lists(_WORDS, min_size=1, max_size=4).map("\r\n ".join)
_HEADERS = st.lists(
    st.tuples(st.sampled_from(["To", "SUBJECT", "Date", "List-Id", "sender", "X-Other", "Cc"]), _VALUES), max_size=8
)
_LINES = st.lists(st.text(st.sampled_from("ab= \t.-"), max_size=30), max_size=8)


@given(headers=_HEADERS, lines=_LINES, blank=st.integers(0, 3), key=st.sampled_from([rsa_key, ed_key]))
def test_any_headers_and_any_body_verify(
    headers: list[tuple[str, str]], lines: list[str], blank: int, key: object
) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in [("From", "a@shop.example"), *headers])
    body = "".join(f"{line}\r\n" for line in lines) + "\r\n" * blank
    chosen = rsa_key() if key is rsa_key else ed_key()
    assert verdicts(signed(f"{head}\r\n{body}".encode(), [chosen])) == [True]


@given(lines=_LINES, tail=_LINES.filter(lambda lines: any(line.strip(" \t") for line in lines)), ended=st.booleans())
def test_a_common_tail_changes_nothing(lines: list[str], tail: list[str], ended: bool) -> None:
    head = b"From: a@shop.example\r\nSubject: s\r\n\r\n" + "\r\n".join(lines).encode() + b"\r\n" * ended
    end = "".join(f"{line}\r\n" for line in tail).encode()
    assert Signer([ed_key()], end).sign(head, 5) == Signer([ed_key()]).sign(head + end, 5)


@pytest.mark.parametrize("body", [b"", b"\r\n", b"\r\n\r\n\r\n", b" \r\n", b"no end", b"space at the end "])
def test_empty_bodies_and_bodies_without_an_end(body: bytes) -> None:
    message = b"From: a@shop.example\r\nSubject: s\r\n\r\n" + body
    if body and not body.endswith(b"\r\n"):
        assert Signer([ed_key()]).sign(message, 5) == Signer([ed_key()]).sign(message + b"\r\n", 5)
    else:
        assert verdicts(signed(message, [rsa_key()])) == [True]


def test_very_long_headers() -> None:
    words = " ".join("word" * n for n in range(1, 60))
    recipients = ",\r\n\t".join(f"person{n}@shop.example" for n in range(400))
    head = f"From: a@shop.example\r\nTo: {recipients}\r\nSubject: {words}\r\nList-ID: {'x' * 900}\r\n"
    assert verdicts(signed(f"{head}\r\nx\r\n".encode(), [rsa_key(), ed_key()])) == [True, True]


def test_two_keys_make_two_signatures() -> None:
    recipient = person(name="Ana")
    both = Renderer(compiled(MESSAGE), KEY, [rsa_key(), ed_key()])
    assert verdicts(both.render(recipient)) == [True, True]
    first = Renderer(compiled(MESSAGE), KEY, [rsa_key()]).render(recipient)
    second = Renderer(compiled(MESSAGE), KEY, [ed_key()]).render(recipient)
    plain = Renderer(compiled(MESSAGE), KEY).render(recipient)
    assert both.render(recipient) == first.removesuffix(plain) + second
    assert b" t=1700000000; " in first


def _changes() -> list[tuple[str, bytes, bytes]]:
    added = [(f"another {name.decode()}", b"\r\n\r\n", b"\r\n%b: x\r\n\r\n" % name) for name in GUARDED]
    return [
        *added,
        ("another subject", b"Subject: News", b"Subject: Old"),
        ("another word", b"\r\nAna=", b"\r\nEve="),
        ("another recipient", b"To: ", b"To: Eve "),
        ("no way out", b"List-Unsubscribe:", b"X-List-Unsubscribe:"),
        ("another list", b"List-ID:", b"List-ID: x"),
        ("a line more", b"\r\nHi=20", b"\r\n\r\nHi=20"),
        ("another time", b" t=1700000000", b" t=1700000001"),
        ("another domain", b" d=shop.example", b" d=sub.shop.example"),
    ]


@pytest.mark.parametrize(("what", "old", "new"), _changes(), ids=lambda value: value if isinstance(value, str) else "")
@pytest.mark.parametrize("key", [rsa_key, ed_key])
def test_tampering_is_noticed(key: object, what: str, old: bytes, new: bytes) -> None:
    chosen = rsa_key() if key is rsa_key else ed_key()
    source = Renderer(compiled(MESSAGE), KEY, [chosen]).render(person(name="Ana"))
    assert verdicts(source) == [True]
    changed = source.replace(old, new, 1)
    assert changed != source
    assert verdicts(changed) == [False], what


@pytest.mark.parametrize(
    ("old", "new"),
    [(b" two ", b" \t two   "), (b"Subject: News for", b"SUBJECT:\r\n  News  for"), (b"--\r\n", b"--\r\n\r\n\r\n")],
)
def test_what_mail_servers_do_to_spaces_does_no_harm(old: bytes, new: bytes) -> None:
    source = Renderer(compiled(MESSAGE), KEY, [rsa_key()]).render(person(name="Ana"))
    parts = source.rpartition(old) if old.startswith(b"--") else source.partition(old)
    assert verdicts(parts[0] + new + parts[2]) == [True]


def test_all_that_we_write_about_the_message_is_signed() -> None:
    facts = replace(CAMPAIGN, unsubscribe_url="https://shop.example/u/{token}")
    message = replace(MESSAGE, reply_to="help@shop.example")
    source = Renderer(compiled(message, IDENTITY, facts), KEY).render(person(name="Ana"))
    names = re.findall(rb"(?m)^([A-Za-z-]+):", source.partition(b"\r\n\r\n")[0])
    assert {name.lower() for name in names} <= {*GUARDED, *SIGNED}


def test_keys_that_nobody_would_accept_are_refused() -> None:
    short = rsa.generate_private_key(65537, 1024)
    assert DkimKey("shop.example", "k1", short)
    with pytest.raises(InputError):
        DkimKey("shop.example; x=1", "k1", short)
    with pytest.raises(InputError):
        DkimKey("shop.example", "", short)
    with pytest.raises(InputError):
        DkimKey("shop.example", "k\r\nX", short)
