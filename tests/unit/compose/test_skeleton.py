from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib

import pytest

from mailer_gui.compose import compiling
from mailer_gui.compose.compiled import Compiled
from mailer_gui.compose.inline import prepared_html
from mailer_gui.compose.plain import derived_text
from mailer_gui.compose.render import Renderer
from mailer_gui.model.errors import InputError, TooNewError
from mailer_gui.model.messages import Message
from tests.unit.compose.making import (
    CAMPAIGN,
    IDENTITY,
    KEY,
    STORED,
    attached,
    body,
    compiled,
    parsed,
    person,
    renderer,
)


def test_text_alone_is_one_part() -> None:
    read = parsed(renderer(Message("s", text="Hi {{ name }}")).render(person(name="Ana")))
    assert read.get_content_type() == "text/plain"
    assert body(read, "plain") == "Hi Ana\n"


def test_html_brings_its_text() -> None:
    read = parsed(renderer(Message("s", html="<p>Hi {{ name }}</p>")).render(person(name="Ana & Co")))
    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert body(read, "plain") == "Hi Ana & Co\n"
    assert "<p>Hi Ana &amp; Co</p>" in body(read, "html")


@pytest.mark.parametrize("html", ["", "<p>x</p>"])
def test_attachments_stand_beside_the_bodies(html: str) -> None:
    files = (attached("a.pdf", b"%PDF"), attached("b.txt", "grüß".encode(), "text/plain"))
    read = parsed(renderer(Message("s", html=html, text="x", attachments=files)).render(person()))
    assert read.get_content_type() == "multipart/mixed"
    kinds = [part.get_content_type() for part in read.iter_parts()]
    assert kinds == ["multipart/alternative" if html else "text/plain", "application/pdf", "text/plain"]
    assert not read.defects and read.preamble in (None, "") and read.epilogue in (None, "")


def test_attachments_are_read_and_encoded_once() -> None:
    reads: list[str] = []
    file = attached("big.bin", b"\x00\x01" * 500_000, "application/octet-stream")

    def read(digest: str) -> bytes:
        reads.append(digest)
        return STORED[digest]

    made = compiling.compile_parts(Message("s", text="x", attachments=(file,)), IDENTITY, CAMPAIGN, read)
    writer = Renderer(made, KEY)
    sources = [writer.render(person(number=n)) for n in range(3)]
    assert reads == [file.sha256]
    assert all(source.endswith(made.tail) and len(made.tail) > 1_300_000 for source in sources)


def test_what_was_compiled_stays_as_it_is() -> None:
    message = Message(
        "Hi {{ name | upcase }}",
        "<p>{{ name }}{% if name == 'x' %}X{% endif %}</p>",
        "",
        attachments=(attached("a.bin", b"abc"),),
    )
    made = compiled(message)
    dumped = made.dump()
    again = Compiled.load(dumped)
    assert again == made and again.dump() == dumped and again.fingerprint == made.fingerprint
    assert Renderer(again, KEY).render(person(name="x")) == Renderer(made, KEY).render(person(name="x"))
    assert compiled(message).dump() == dumped
    assert compiled(Message("Hi {{ name }}", text="x")).fingerprint != made.fingerprint


def test_damaged_and_newer_ones_are_refused() -> None:
    dumped = compiled(Message("s", text="x")).dump()
    for bad in (b"", b"x", dumped[:-9], dumped[:20], dumped[:30] + b"zzz" + dumped[33:]):
        with pytest.raises(InputError):
            Compiled.load(bad)
    newer = json.loads(zlib.decompress(dumped.partition(b"\n")[2])) | {"format": 99}
    with pytest.raises(TooNewError):
        Compiled.load(b"mailer-message\n" + zlib.compress(json.dumps(newer).encode()))


def test_boundaries_come_from_the_content_and_are_not_in_it() -> None:
    one, other = (renderer(Message("s", html=f"<p>{text}</p>")).render(person()) for text in ("a", "b"))
    boundaries = [re.findall(rb'boundary="([^"]+)"', source)[0] for source in (one, other)]
    assert boundaries[0] != boundaries[1]
    first = compiling._boundary("seed", b"")
    assert compiling._boundary("seed", first.encode()) != first
    # A message that quotes its own boundary: it is encoded, so it cannot end a part.
    quoted = renderer(Message("s", html="<p>{{ v }}</p>")).render(person(v=f"\n--{boundaries[0].decode()}--\n"))
    assert len(list(parsed(quoted).iter_parts())) == 2


def test_styles_are_inlined_and_tags_stay() -> None:
    html = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">'
        "<html><head><style>td{color:{{ c | default: 'red' }}} a:hover{color:blue}"
        " @media print{td{color:black}}</style></head>"
        "<body><!--[if mso]><b>{{ m }}</b><![endif]--><![if !mso]><i>n</i><![endif]>"
        "<table>{% for n in (1..2) %}<tr>"
        '{% if n > 1 %}<td><a href="{{ u | default: "x" }}">{{ n }}</a></td>{% endif %}</tr>'
        "{% endfor %}</table></body></html>"
    )
    made = prepared_html(html)
    assert made.startswith('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">')
    assert "<table>{% for n in (1..2) %}<tr>{% if n > 1 %}<td style=\"color: {{ c | default: 'red' }};\">" in made
    assert '<a href="{{ u | default: "x" }}">{{ n }}</a></td>{% endif %}</tr>{% endfor %}</table>' in made
    assert "a:hover{color:blue}" in made and "@media print" in made
    assert "<![if !mso]><i>n</i><![endif]>" in made and "<!--[if mso]><b>{{ m }}</b><![endif]-->" in made


def test_html_without_styles_is_not_touched() -> None:
    html = "<html>\n<BODY bgcolor=white><p>x\n<table><tr><td {% if a %}class=x{% endif %}>{{ v }}</BODY></html>\n"
    assert prepared_html(html) == html
    assert prepared_html("<p>x</p>").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "html",
    [
        "<style>p{color:red}</style><html><p {% if a %}class='x'{% else %}class='y'{% endif %}>x</p></html>",
        "<html><style>{% if a %}p{color:red}{% endif %}</style><p>x</p></html>",
        "<html><style>p{color:red}</style><p {{ attributes }}>x</p></html>",
    ],
)
def test_html_that_the_inliner_would_harm_keeps_its_style_element(html: str) -> None:
    assert prepared_html(html) == html


def test_derived_text_keeps_links_and_tags() -> None:
    html = (
        "<html><head><title>T {{ x }}</title><style>p{color:red}</style></head><body>"
        "<h1>News for {{ first_name | default: &quot;friend&quot; }}</h1>"
        '<p>Look <a href="https://x.example/?a=1&amp;b={{ id }}">here</a>'
        ' or <a href="https://y.example/">https://y.example/</a>.</p>{% if vip %}<p>Gold</p>{% endif %}'
        '<p><a href="{{ unsubscribe_url }}">Unsubscribe</a> <a href="mailto:a@b.example">write</a></p>'
        '<img src="x" alt="Logo"></body></html>'
    )
    text = derived_text(html)
    assert text == (
        'News for {{ first_name | default: "friend" }}\n\n'
        "Look here <https://x.example/?a=1&b={{ id }}> or https://y.example/.\n\n"
        "{% if vip %}Gold\n\n{% endif %}Unsubscribe <{{ unsubscribe_url }}> write <a@b.example>\n\n[Logo]\n"
    )


def test_derived_text_keeps_rows_in_their_loops() -> None:
    html = (
        "<table>{% for n in (1..3) %}<tr><td>Row {{ n }}</td><td>{{ v }}</td></tr>{% endfor %}</table>"
        "<table><tr>{% if v == 'x' %}<td>yes</td>{% else %}<td>no</td>{% endif %}</tr></table>"
    )
    read = body(parsed(renderer(Message("s", html=html)).render(person(v="x"))), "plain")
    assert [line.split() for line in read.split("\n") if line.strip()] == [
        ["Row", "1", "x"],
        ["Row", "2", "x"],
        ["Row", "3", "x"],
        ["yes"],
    ]


def test_hidden_fillers_do_not_reach_the_text() -> None:
    html = '<div style="display:none">Preview&zwnj;&nbsp;&zwnj;</div><p>Hello&shy;&nbsp;you</p>'
    assert "\u200c" not in derived_text(html) and "Hello you" in derived_text(html)


def test_preview_is_read_from_the_bytes() -> None:
    made = renderer(Message("Hi {{ name }}", html="<p>{{ name }} {{ city }}</p>"))
    shown = made.parts(person(name="Zoë", city="Köln"))
    assert shown.source == made.render(person(name="Zoë", city="Köln"))
    assert (shown.subject, shown.text, shown.missing) == ("Hi Zoë", "Zoë Köln\n", "")
    assert "<p>Zoë Köln</p>" in shown.html
    assert dict(shown.headers)["To"] == "Zoë <ana@example.org>"
    lacking = made.parts(person(name="Zoë"))
    assert lacking.missing == "city" and lacking.text == "Zoë \n"


def test_rendering_plain_messages_loads_nothing_heavy() -> None:
    """The sender starts quickly: the merge language and the tools for HTML are loaded when they are needed."""
    heavy = ("liquid", "css_inline", "inscriptis", "lxml")
    program = f"import sys, mailer_gui.compose.render; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
