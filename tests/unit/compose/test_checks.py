from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mailer_gui.compose.checks import BUILT_IN, check_message, check_template, fields_used
from mailer_gui.compose.compiled import FieldUse
from mailer_gui.model.errors import MissingFieldError, TemplateError
from mailer_gui.model.messages import Message
from tests.unit.compose.making import body, parsed, person, renderer


@pytest.mark.parametrize(
    ("template", "line", "column", "words"),
    [
        ("Hi\n  {{ first name }}", 2, 3, "cannot be understood"),
        ("{% if a %}x", 1, 1, "“{% if %}” is never closed"),
        ("x {% endif %}", 1, 3, "closes nothing"),
        ("a\n{% if a %}\n{% for i in (1..2) %}\n{% endif %}", 4, 1, "“{% for %}” of line 3 is still open"),
        ("{{ }}", 1, 1, "is empty"),
        ("{{ a | shout }}", 1, 8, "no filter called “shout”"),
        ("{% foo %}", 1, 1, "no instruction called “foo”"),
        ("{% include 'x' %}", 1, 1, "no instruction called “include”"),
        ("{% else %}", 1, 1, "stands where it has no meaning"),
        ("x\r\ny {{ a", 2, 3, "“{{” is never closed"),
        ("x\n{% assign x %}", 2, 1, "cannot be understood"),
        ("{{ (1..5) | join: ',' }}", 1, 4, "range"),
        ("{{ " + "x" * 2000 + " }}", 1, 1, "too long"),
    ],
)
def test_mistakes_are_named_with_their_place(template: str, line: int, column: int, words: str) -> None:
    problems = check_template(template, "text")
    assert [(p.line, p.column) for p in problems] == [(line, column)]
    assert words in problems[0].message
    with pytest.raises(TemplateError) as caught:
        renderer(Message("s", text=template))
    assert (caught.value.part, caught.value.line, caught.value.column) == ("text", line, column)


@pytest.mark.parametrize(
    ("template", "hint"),
    [
        ("{{ first name }}", "{{ ['first name'] }}"),
        ("{{ a &gt; b }}", "write the sign itself"),
        ("{{ a | default “x” }}", "straight quotes"),
        ("{{ a | default 'x' }}", "A colon is missing"),
        ("{{ 'abc }}", "A closing quote is missing"),
        ("{% if a = b %}{% endif %}", "two equals signs"),
    ],
)
def test_common_slips_get_a_next_step(template: str, hint: str) -> None:
    assert hint in check_template(template, "text")[0].hint


def test_every_broken_field_is_found() -> None:
    problems = check_template("{{ a b }}\n{{ ok }}\n{{ c d }} {{ }}", "text")
    assert [(p.line, p.column) for p in problems] == [(1, 1), (3, 1), (3, 11)]


def test_comments_and_raw_text_are_left_alone() -> None:
    template = "{% comment %}{{ x y }} {% if %}{% endcomment %}{% raw %}{{ x y }}{% endraw %}"
    assert check_template(template, "text") == []
    assert body(parsed(renderer(Message("s", text=template)).render(person())), "plain") == "{{ x y }}\n"


def test_fields_and_their_defaults() -> None:
    message = Message(
        subject="{{ a | default: 'x' }} {{ email }}",
        html="{{ a }}{{ a | default: 'x' }}{% if b == 'x' %}{{ ['First Name'] }}{% endif %}{{ unsubscribe_url }}",
        text="{% assign own = c | default: 'y' %}{{ own }}{{ now | date: '%Y' }}"
        "{% for i in (1..2) %}{{ i }}{% endfor %}",
    )
    assert set(fields_used(message)) == {
        FieldUse("a", "subject", True),
        FieldUse("a", "html", False),
        FieldUse("b", "html", True),
        FieldUse("First Name", "html", False),
        FieldUse("c", "text", True),
        FieldUse("email", "subject", True),
        FieldUse("unsubscribe_url", "html", True),
    }


def test_a_whole_message_is_checked_with_its_headers() -> None:
    message = Message(
        subject="{{ a b }}",
        html="x\n{% if %}",
        text="ok",
        from_address="nobody",
        reply_to="a, b",
        headers=(("Bcc", "x@example.org"), ("X-Good", "yes")),
    )
    found = [(problem.part, problem.line) for problem in check_message(message)]
    assert found == [("subject", 1), ("html", 2), ("From", 0), ("Reply-To", 0), ("Bcc", 0)]
    assert check_message(Message("Hi {{ name }}", "<p>{{ x }}</p>", reply_to="Desk <a@example.org>")) == []


@pytest.mark.parametrize(
    "template",
    [
        "{{ city }}",
        "{{ city | upcase }}",
        "{% if true %}{{ city }}{% endif %}",
        "{{ city.x }}",
    ],
)
@pytest.mark.parametrize("part", ["subject", "html", "text"])
def test_a_missing_field_is_named(template: str, part: str) -> None:
    made = renderer(replace(Message(text="x"), **dict[str, Any]({part: template})))
    with pytest.raises(MissingFieldError) as caught:
        made.render(person())
    assert caught.value.field == "city"
    if "city.x" not in template:
        assert made.parts(person()).missing == "city"


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{% if city %}in {{ city }}{% else %}somewhere{% endif %}", "somewhere"),
        ("{% if city == 'x' %}y{% else %}n{% endif %}", "n"),
        ("{% unless city %}nowhere{% endunless %}", "nowhere"),
        ("{% if name and city %}both{% else %}not both{% endif %}", "not both"),
    ],
)
def test_a_condition_may_ask_for_a_field_that_some_people_lack(template: str, written: str) -> None:
    made = renderer(Message("s", text=template))
    assert body(parsed(made.render(person(name="Ana"))), "plain").strip() == written
    assert [
        use.name for use in fields_used(Message("s", text=template)) if not use.has_default and use.name == "city"
    ] == []


def test_an_odd_name_is_found_in_brackets() -> None:
    made = renderer(Message("s", text="{{ ['First Name'] }}, {{ Größe-1 }}, {{ ['First Name'] | upcase }}"))
    source = made.render(person(fields={"First Name": "Zoë", "Größe-1": "XL"}))
    assert body(parsed(source), "plain") == "Zoë, XL, ZOË\n"
    with pytest.raises(MissingFieldError) as caught:
        made.render(person(fields={"Größe-1": "XL"}))
    assert caught.value.field == "First Name"


@pytest.mark.parametrize(
    "template", ["{{ city }}!", "{% if true %}{{ city }}{% endif %}!", "{{ city | default: '' }}!"]
)
def test_an_empty_cell_is_there_and_empty(template: str) -> None:
    assert body(parsed(renderer(Message("s", text=template)).render(person(city=""))), "plain") == "!\n"


def test_what_fails_for_one_recipient_says_where() -> None:
    html = "<style>p{color:red}</style>\n<p>{{ a }}</p>\n<p>{{ n | truncate: a }}</p>"
    made = renderer(Message("s", html=html, text="x"))
    with pytest.raises(TemplateError) as caught:
        made.render(person(a="x", n="1"))
    assert (caught.value.part, caught.value.line, caught.value.column) == ("html", 3, 4)
    assert "for this recipient" in caught.value.message


def test_built_in_fields() -> None:
    template = "|".join(f"{{{{ {name} }}}}" for name in BUILT_IN)
    rich = "{% if true %}" + template + "{% endif %}"
    plain, scripted = (
        body(parsed(renderer(Message("s", text=text)).render(person(email="other", campaign_name="other"))), "plain")
        for text in (template, rich)
    )
    assert plain == scripted
    assert plain.startswith("ana@example.org|mailto:news@shop.example?")
    assert plain.endswith("|Spring|The Shop|news@shop.example|1 Main Street, Anytown\n")


def test_dates_are_the_messages_own_and_english() -> None:
    template = (
        "{{ 'now' | date: '%A, %-d %B %Y' }} {{ now | date: '%H:%M' }}"
        " {{ born | date: '%d.%m.%y' }} {{ bad | date: '%Y' }}"
    )
    source = renderer(Message("s", text=template)).render(person(born="1990-05-07", bad="soon"))
    assert body(parsed(source), "plain") == "Tuesday, 14 November 2023 22:13 07.05.90 soon\n"
