"""Thirty messages, parsed back: what people read is what EmailMessage and Liquid make of the same words."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple

import pytest
from liquid import Environment

from mailer_gui.compose.inline import prepared_html
from mailer_gui.model.messages import Message
from tests.unit.compose.making import attached, body, parsed, person, renderer

_PLAIN, _ESCAPED = Environment(), Environment(autoescape=True)
PDF = b"%PDF-1.7\r\n" + bytes(range(256)) * 8


class Case(NamedTuple):
    """One message, and for whom it is written."""

    subject: str
    text: str
    html: str = ""
    fields: dict[str, str] = {}  # noqa: RUF012 - nobody changes it
    address: str = "ana@example.org"
    files: tuple[tuple[str, bytes, str], ...] = ()


CASES = {
    "ascii": Case("Hello", "Hello there.\n"),
    "field": Case("Hello {{ n }}", "Dear {{ n }},\nbye\n", fields={"n": "Ana"}),
    "accents": Case("Grüße an {{ n }}", "Liebe {{ n }}, schöne Grüße\n", fields={"n": "Zoë Müller"}),
    "cyrillic": Case("Привет, {{ n }}", "Здравствуйте, {{ n }}!\n", fields={"n": "Ольга"}),
    "japanese": Case("{{ n }}様 春のお知らせ", "{{ n }}様\n春です。\n", fields={"n": "山田太郎"}),
    "arabic": Case("مرحبا {{ n }}", "مرحبا {{ n }}\n", fields={"n": "ليلى"}),
    "emoji": Case("Party 🎉 {{ n }}", "See you 🎂, {{ n }} 👩‍👩‍👧\n", fields={"n": "Bo 🚀"}),
    "combining": Case("Ame\u0301lie", "Ame\u0301lie and {{ n }}\n", fields={"n": "Zoe\u0308"}),
    "empty value": Case("To {{ n }}.", "[{{ n }}]\n", fields={"n": ""}),
    "fallback": Case("Hi {{ n | default: 'friend' }}", "Hi {{ n | default: 'friend' }}\n", fields={"n": ""}),
    "condition true": Case("s", "{% if t == 'gold' %}Gold{% else %}No{% endif %}\n", fields={"t": "gold"}),
    "condition false": Case("s", "{% if t == 'gold' %}Gold{% else %}No{% endif %}\n", fields={"t": "blue"}),
    "loop": Case("s", "{% assign l = t | split: ',' %}{% for x in l %}* {{ x }}\n{% endfor %}", fields={"t": "a,b,é"}),
    "filters": Case("{{ n | upcase }}", "{{ n | capitalize }} {{ n | size }}\n", fields={"n": "ölberg"}),
    "long subject": Case("word " * 60 + "{{ n }}", "x\n", fields={"n": "end"}),
    "long subject, no spaces": Case("{{ n }}", "x\n", fields={"n": "ü" * 200}),
    "long line": Case("s", "{{ n }} " + "a" * 500 + "\n", fields={"n": "b" * 300}),
    "long line, accents": Case("s", "é" * 400 + "{{ n }}\n", fields={"n": "ß" * 100}),
    "dots": Case("s", ".\n..\n.{{ n }}\n.\n", fields={"n": ".end"}),
    "equals signs": Case("a=b", "a=b =3D =\n=20{{ n }}=\n", fields={"n": "=?utf-8?q?x?="}),
    "spaces at the end of lines": Case("s", "a  \nb\t\n{{ n }} \n", fields={"n": "c "}),
    "from line": Case("s", "From here\nFrom {{ n }}\n", fields={"n": "there"}),
    "value of several lines": Case("s", "{{ n }}\nend\n", fields={"n": "one\ntwo\n\nthree"}),
    "html": Case("s", "Hi {{ n }}\n", "<p>Hi {{ n }}</p>", {"n": "Ana"}),
    "html is escaped": Case("s {{ n }}", "{{ n }}\n", "<p title='{{ n }}'>{{ n }}</p>", {"n": "<b>&\"'</b>"}),
    "html with fallback and condition": Case(
        "s", "x\n", "<p>{{ n | default: 'du' }}</p>{% if n %}<b>é{{ n }}</b>{% endif %}", {"n": "Özil"}
    ),
    "name": Case("s", "x\n", fields={"name": 'Müller, "Zoë" (x) <y@z.example>'}),
    "international domain": Case("s", "{{ email }}\n", address="ana@bücher.example"),
    "attachment": Case("s", "x\n", "<p>x</p>", {}, files=(("Rechnung März.pdf", PDF, "application/pdf"),)),
    "two attachments": Case("s", "x\n", files=(("a.txt", b"a\r\n.\r\n", "text/plain"), ("b;=.bin", PDF, "image/png"))),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_message_is_what_the_standard_library_would_make(case: Case) -> None:
    files = tuple(attached(*file) for file in case.files)
    made = renderer(Message(case.subject, case.html, case.text, attachments=files))
    ours, theirs = parsed(made.render(person(case.address, fields=case.fields))), library(case)
    assert not ours.defects
    assert ours["Subject"] == theirs["Subject"].strip()
    assert [(a.display_name, a.addr_spec) for a in ours["To"].addresses] == [
        (a.display_name, a.addr_spec) for a in theirs["To"].addresses
    ]
    assert body(ours, "plain").rstrip("\n") == body(theirs, "plain").rstrip("\n")
    if case.html:
        assert body(ours, "html").strip() == body(theirs, "html").strip()
    assert attachments(ours) == attachments(theirs)
    assert [part.get_content_type() for part in ours.walk()] == [part.get_content_type() for part in theirs.walk()]


def test_what_looks_like_an_encoded_word_is_shown_as_it_was_typed() -> None:
    """The standard library would decode it: a person could make a subject say what nobody typed."""
    made = renderer(Message("{{ n }}", text="x")).render(person(n="=?utf-8?b?eA==?="))
    assert parsed(made)["Subject"] == "=?utf-8?b?eA==?="


def attachments(message: EmailMessage) -> list[tuple[str | None, str, object]]:
    return [(p.get_filename(), p.get_content_type(), p.get_payload(decode=True)) for p in message.iter_attachments()]


def library(case: Case) -> EmailMessage:
    """Build the same with EmailMessage and Liquid, and parse it back."""
    address = case.address.encode("idna").decode() if case.address.isascii() else "ana@xn--bcher-kva.example"
    fields = {**case.fields, "email": case.address}
    message = EmailMessage(policy=SMTP)
    message["From"] = "The Shop <news@shop.example>"
    message["To"] = Address(case.fields.get("name", ""), addr_spec=address)
    message["Subject"] = _PLAIN.from_string(case.subject).render(**fields)
    message.set_content(_PLAIN.from_string(case.text).render(**fields))
    if case.html:
        message.add_alternative(_ESCAPED.from_string(prepared_html(case.html)).render(**fields), subtype="html")
    for name, data, media_type in case.files:
        main, _, sub = media_type.partition("/")
        message.add_attachment(data, main, sub, filename=name)
    return parsed(message.as_bytes())
