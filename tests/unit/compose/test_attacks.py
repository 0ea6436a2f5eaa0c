"""Templates from strangers: nothing but text comes out, and soon."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailer_gui.compose.checks import check_template
from mailer_gui.compose.inline import prepared_html
from mailer_gui.compose.patterns import Pattern
from mailer_gui.model.blocks import OPERATORS, Condition, Document, new_block
from mailer_gui.model.errors import MailerError, MissingFieldError, TemplateError
from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.model.writing import Letter, LetterBlock, LetterRun
from tests.unit.compose.making import body, parsed, person, renderer

SECONDS = 5.0
"""Far more than any of these needs, far less than an endless loop takes."""

ENDLESS = [
    "{% for i in (1..1000000000) %}x{% endfor %}",
    "{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}",
    "{% tablerow i in (1..1000000000) %}x{% endtablerow %}",
    "{% for i in (1..9999) %}x{% endfor %}" * 500,
    "{% for i in (1..9999) %}" + "{% if 1 == 2 %}x{% endif %}" * 2000 + "{% endfor %}",
    "{% for i in (1..9999) %}" + "{{ e | upcase }}" * 2000 + "{% endfor %}",
    "{% assign s = 'aaaaaaaaaa' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s | size }}",
    "{% assign n = 9 %}{% for i in (1..60) %}{% assign n = n | times: n %}{% endfor %}{{ n }}",
    "{{ a | replace: 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'"
    + " | replace: 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaa'" * 20
    + " }}",
    "{% assign l = big | split: '' %}{{ l | join: big | size }}",
    "{% assign l = big | split: '' | uniq %}{% for i in (1..999) %}{% assign k = l | uniq %}{% endfor %}",
    "{% for i in (1..9999) reversed %}{{ big | split: '' | sort | join: 'x' }}{% endfor %}",
    "{% assign r = (1..1000000000) %}{{ r | join: '' }}",
    "{% if (1..1000000000) contains 'x' %}y{% endif %}",
    "{{ '" + "<" * 900 + "' | strip_html }}",
    "{{ 'now' | date: '%1000000000d' }}",
    "{% capture x %}{% for i in (1..9999) %}{{ big }}{% endfor %}{% endcapture %}{{ x }}",
    "{{ '1e999999999' | plus: 1 }}{{ '9e99' | floor }}",
    "{{ 'x' | slice: 0, 99999999999999999999 }}",
    "{% increment a %}" * 5000,
]


@pytest.mark.slow
@pytest.mark.parametrize("template", ENDLESS, ids=lambda text: text[:50])
@pytest.mark.parametrize("part", ["text", "html"])
def test_endless_work_is_stopped(template: str, part: str) -> None:
    start = time.process_time()
    try:
        made = renderer(Message("s", html=template) if part == "html" else Message("s", text=template))
        source = made.render(person(a="a" * 100, e="", big="abcdefghij" * 900))
        assert len(source) < 8_000_000
    except MailerError as error:
        assert error.message
    assert time.process_time() - start < SECONDS


UNREADABLE = [
    "{{" * 100_000,
    "{%" * 100_000,
    "{{ " + " " * 200_000,
    "{{ " + " " * 200_000 + "}}",
    "{% raw %}" * 50_000,
    "{% if x %}" * 50_000,
    "{% comment %}" * 50_000,
    "{{ a " + "| upcase " * 20_000 + "}}",
    "{{ a" + "[a" * 400 + "]" * 400 + " }}",
    "{% if " + "a or " * 190 + "a %}{% endif %}",
    "<" * 100_000 + "<!--" * 10_000 + "<![if" * 10_000,
    '<a href="' * 50_000,
    "<style>" * 50_000,
    "[" * 50_000 + "](" * 50_000,
]


@pytest.mark.slow
@pytest.mark.parametrize("template", UNREADABLE, ids=lambda text: text[:30])
def test_unreadable_templates_are_refused_soon(template: str) -> None:
    start = time.process_time()
    for problem in check_template(template, "html"):
        assert problem.message and problem.line >= 1 and problem.column >= 1
    try:
        renderer(Message("s", html=template))
    except MailerError as error:
        assert error.message
    assert time.process_time() - start < SECONDS


FORBIDDEN = [
    "{% include '/etc/passwd' %}",
    "{% render '/etc/passwd' %}",
    "{% layout '/etc/passwd' %}",
    "{% extends '/etc/passwd' %}",
    "{{ a.__class__.__mro__ }}",
    "{{ a['__class__'] }}",
    "{{ a.format }}",
    "{{ forloop.parentloop }}",
    "{% for x in a.__class__.__subclasses__ %}{{ x }}{% endfor %}",
    "{{ unsubscribe_url.__init__ }}",
]


@pytest.mark.parametrize("template", FORBIDDEN)
def test_no_file_and_no_code(template: str) -> None:
    with pytest.raises((TemplateError, MissingFieldError)):
        renderer(Message("s", text=template)).render(person(a="x"))


def written_otherwise(template: str) -> Iterator[Message]:
    """The same template in every other place where people write one."""
    yield Message("s", kind=BodyKind.MARKDOWN, source=f"Hello\n\n{template}\n")
    yield Message("s", kind=BodyKind.LETTER, source=Letter((LetterBlock("paragraph", (LetterRun(template),)),)).dump())
    yield Message(
        "s", kind=BodyKind.LETTER, source=Letter((LetterBlock("paragraph", (LetterRun("x", link=template),)),)).dump()
    )
    yield Message("s", kind=BodyKind.BLOCKS, source=Document((new_block("text", "a1", html=template),)).dump())
    yield Message("s", kind=BodyKind.PLAIN, text=template)


@pytest.mark.slow
@pytest.mark.parametrize("template", ENDLESS[:12], ids=lambda text: text[:50])
def test_endless_work_is_stopped_in_every_kind_of_message(template: str) -> None:
    start = time.process_time()
    for message in written_otherwise(template):
        try:
            assert len(renderer(message).render(person(a="a" * 100, e="", big="abcdefghij" * 900))) < 8_000_000
        except MailerError as error:
            assert error.message
    assert time.process_time() - start < 2 * SECONDS


@pytest.mark.parametrize("template", ENDLESS, ids=lambda text: text[:50])
def test_endless_names_of_own_files_are_stopped(template: str) -> None:
    start = time.process_time()
    try:
        assert len(Pattern(template, {}).fill(person(a="a" * 100, e="", big="abcdefghij" * 900))) < 8_000_000
    except MailerError as error:
        assert error.message
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("template", FORBIDDEN)
def test_no_file_and_no_code_in_any_kind_of_message(template: str) -> None:
    for message in written_otherwise(template):
        try:
            source = renderer(message).render(person(a="x"))
        except (TemplateError, MissingFieldError):
            continue
        assert "root:" not in body(parsed(source), "plain")
        assert "class '" not in body(parsed(source), "plain")
    with pytest.raises((TemplateError, MissingFieldError)):
        Pattern(template, {}).fill(person(a="x"))


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("a", '" %}{% for i in (1..99999999) %}x{% endfor %}{% if "'),
        ("a", "{{ a.__class__ }}"),
        ("a", "%}{% include '/etc/passwd' %}"),
        ('a %}{% include "/etc/passwd" %}{% if a', "x"),
        ("a']['__class__", "x"),
        ("-->\r\n<script>alert(1)</script>", "--><script>alert(1)</script>"),
    ],
)
def test_conditions_of_blocks_are_only_conditions(operator: str, field: str, value: str) -> None:
    """What stands in a condition is compared, never run, and never becomes a part of the message."""
    shown = replace(new_block("text", "a1", html="<p>shown</p>"), condition=Condition(field, operator, value))
    message = Message("s", kind=BodyKind.BLOCKS, source=Document((shown,)).dump())
    start = time.process_time()
    try:
        written = body(parsed(renderer(message).render(person(a="x"))), "html")
    except MailerError as error:
        assert error.message
        written = ""
    assert "<script" not in written and "root:" not in written and "xxxx" not in written and "{%" not in written
    assert time.process_time() - start < SECONDS


def test_styles_are_never_loaded(tmp_path: Path) -> None:
    (tmp_path / "s.css").write_text("p{color:rebeccapurple}")
    html = (
        f'<html><head><link rel="stylesheet" href="{tmp_path}/s.css"><link rel="stylesheet" href="file://{tmp_path}/s.css">'
        '<link rel="stylesheet" href="http://127.0.0.1:9/s.css"><style>b{color:red} @import "s.css";</style></head>'
        "<body><p>x</p><b>y</b></body></html>"
    )
    made = prepared_html(html)
    assert "rebeccapurple" not in made
    assert 'style="color: red;"' in made


def test_a_field_cannot_be_html_or_a_template() -> None:
    value = '<script>alert(1)</script> {{ email }} {% if x %} "quoted"'
    message = parsed(renderer(Message("{{ v }}", html="<p title='{{ v }}'>{{ v }}</p>")).render(person(v=value)))
    assert "<script>" not in body(message, "html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ email }}" in body(message, "html")
    assert value in body(message, "plain")
    assert message["Subject"] == value


def test_the_same_template_does_not_share_anything_between_recipients() -> None:
    made = renderer(Message("s", text="{% increment n %}{% cycle 'a', 'b' %}{% assign x = name %}{{ x }}"))
    first, second = made.render(person(name="A")), made.render(person(name="A"))
    assert first == second
