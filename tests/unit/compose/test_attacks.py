"""Templates from strangers: nothing but text comes out, and soon."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mailer_gui.compose.checks import check_template
from mailer_gui.compose.inline import prepared_html
from mailer_gui.model.errors import MailerError, MissingFieldError, TemplateError
from mailer_gui.model.messages import Message
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


@pytest.mark.parametrize(
    "template",
    [
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
    ],
)
def test_no_file_and_no_code(template: str) -> None:
    with pytest.raises((TemplateError, MissingFieldError)):
        renderer(Message("s", text=template)).render(person(a="x"))


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
