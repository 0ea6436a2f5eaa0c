"""A message of blocks comes back from its JSON, is written as sound HTML, and loses no chip."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.compose.advice import advice
from mailer_gui.compose.blocks.rich import chips, clean, tag_of, written
from mailer_gui.compose.blocks.writer import html_of_document, readable_on, social_links
from mailer_gui.compose.checks import check_message, fields_used, names_unsubscribe_url
from mailer_gui.model.block_kinds import COLUMNS, FONTS, KINDS, Property, PropertyType, Value
from mailer_gui.model.blocks import OPERATORS, Block, Condition, Document, Place, new_block
from mailer_gui.model.errors import InputError, TooNewError
from mailer_gui.model.messages import BodyKind, Message
from tests.unit.compose.making import person, renderer

FIELDS = st.sampled_from(["first_name", "First Name", "city", "vip", "a'b"])
CHIP = st.builds(
    lambda field, fallback: f'<span data-field="{field}" data-fallback="{fallback}"></span>',
    FIELDS,
    st.sampled_from(["", "friend", "it's", "Ä &amp; Ö"]),
)
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="{}"), max_size=12)
RICH = st.lists(st.one_of(WORDS.map(lambda text: f"<p>{text}</p>"), CHIP.map(lambda chip: f"<p>a{chip}b</p>"))).map(
    lambda parts: clean("".join(parts))
)


def values_of(one: Property) -> st.SearchStrategy[Value]:
    if one.type is PropertyType.NUMBER:
        return st.integers(one.low, one.high)
    if one.type is PropertyType.YES_NO:
        return st.booleans()
    if one.type is PropertyType.CHOICE:
        return st.sampled_from(one.choices)
    if one.type is PropertyType.COLOUR:
        return st.sampled_from(["#123456", "#ffffff"] + ([""] if one.default == "" else []))
    if one.type is PropertyType.FONT:
        return st.sampled_from(FONTS)
    if one.type is PropertyType.RICH:
        return RICH
    if one.type is PropertyType.TEXT:
        return st.one_of(WORDS, WORDS.map(lambda text: f"{text}{{{{ first_name | default: 'friend' }}}}!"))
    if one.type in (PropertyType.LINK, PropertyType.PICTURE):
        return st.sampled_from(["", "https://shop.example/?a=1&b=2", "https://shop.example/{{ city }}"])
    return WORDS


@st.composite
def blocks(draw: st.DrawFn, *, inside: bool = False) -> Block:
    kind = draw(st.sampled_from([name for name in KINDS if not inside or name != COLUMNS]))
    values = {one.name: draw(values_of(one)) for one in KINDS[kind].properties}
    made = new_block(kind, "x", **values)
    if made.columns:
        columns = tuple(tuple(draw(st.lists(blocks(inside=True), max_size=2))) for _ in made.columns)
        made = replace(made, columns=columns)
    if draw(st.booleans()):
        made = replace(made, condition=Condition(draw(FIELDS), draw(st.sampled_from(OPERATORS)), draw(WORDS)))
    return made


DOCUMENTS = st.builds(
    lambda made, preview: Document.load(Document(tuple(made), preview=preview).dump()),
    st.lists(blocks(), max_size=6),
    WORDS,
)


PARENTS = {
    "td": {"tr"},
    "tr": {"tbody", "table"},
    "tbody": {"table"},
    "li": {"ul", "ol"},
    "head": {"html"},
    "body": {"html"},
}
INSIDE = {"tr": {"td"}, "tbody": {"tr"}, "table": {"tbody", "tr"}, "ul": {"li"}, "ol": {"li"}}
VOID = frozenset(("br", "img", "meta", "link", "hr", "o:allowpng"))


class Strict(HTMLParser):
    """Reads HTML and fails where it is not well nested; `text` is what a reader sees, `found` the elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        above = self.open[-1] if self.open else ""
        assert above in PARENTS.get(tag, {above}), f"{tag} in {above}"
        assert tag in INSIDE.get(above, {tag}), f"{tag} in {above}"
        assert len(dict(attrs)) == len(attrs), f"an attribute of {tag} stands twice"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        above = self.open[-1] if self.open else ""
        assert above not in INSIDE or not data.strip(), f"text in {above}: {data!r}"
        if "style" not in self.open:
            self.text += data


def views(html: str) -> tuple[str, str]:
    """Give what Outlook reads of a page, and what every other mail program reads."""
    condition = re.compile(r"<!--\[if ([^\]]*)\]>(?:<!-->)?(.*?)(?:<!--)?<!\[endif\]-->", re.DOTALL)
    assert html.count("<!--[if") == html.count("<![endif]-->") == len(condition.findall(html))
    return condition.sub(lambda m: "" if "!mso" in m[1] else m[2], html), condition.sub(
        lambda m: m[2] if "!mso" in m[1] else "", html
    )


def squeezed(text: str) -> str:
    return "".join(text.split())


def said(block: Block) -> list[str]:
    """Give the texts that a reader of this block sees, its chips as they are written in the message."""
    values = block.values
    if block.kind in ("heading", "text", "footer"):
        written_out = written(str(values["html"]), lambda field, fallback: escape(tag_of(field, fallback), quote=False))
        return [re.sub(r"<[^>]+>", "", written_out)]
    return [escape(str(values["label"]), quote=False)] if block.kind == "button" else []


def check(document: Document) -> None:
    """Saved, loaded and written it is whole: equal, sound in every mail program, no word, chip or condition lost."""
    assert Document.load(document.dump()) == document
    html = html_of_document(document)
    outlook, others = views(re.sub(r"\{%.*?%\}", "", html))  # conditions are no HTML
    quoted = re.compile(r"\{\{.*?\}\}")
    Strict(quoted.sub("x", outlook))
    read = Strict(quoted.sub(lambda found: escape(found[0], quote=True), others))
    seen = squeezed(read.text)
    blocks = list(document.walk())
    for block in blocks:
        for text in said(block):
            assert squeezed(unescape(text)) in seen
        link = str(block.values.get("link", ""))
        shows = block.kind != "image" or block.values["picture"]
        if link and shows:
            assert any(values.get("href") == link for tag, values in read.found if tag == "a")
        for field, fallback in chips(str(block.values.get("html", ""))):
            assert tag_of(field, fallback) in html
    conditions = [block for block in blocks if block.condition is not None]
    assert html.count("{% if ") == html.count("{% endif %}") == len(conditions)
    message = Message("Hi {{ city | default: 'you' }}", kind=BodyKind.BLOCKS, source=document.dump())
    known = ("computer", "A picture is no longer there.")  # the invented addresses and pictures of these documents
    assert [problem for problem in check_message(message) if not any(one in problem.message for one in known)] == []
    shown = renderer(message).parts(person(fields={"first_name": "Ana", "vip": "yes"}))
    assert shown.subject == "Hi you"


@settings(max_examples=30)
@given(DOCUMENTS)
def test_documents_come_back_and_become_sound_html(document: Document) -> None:
    check(document)


@pytest.mark.slow
@settings(max_examples=500, suppress_health_check=list(HealthCheck))
@given(DOCUMENTS)
def test_five_hundred_documents_come_back(document: Document) -> None:
    check(document)


def test_the_check_fails_where_something_is_lost_or_broken() -> None:
    with pytest.raises(AssertionError):
        Strict("<table><td>a</td></table>")
    with pytest.raises(AssertionError):
        Strict("<table><tr><td>a</tr></table>")
    with pytest.raises(AssertionError):
        Strict("<table>a<tr><td></td></tr></table>")
    with pytest.raises(AssertionError):
        views("<!--[if mso]><table>")


def test_a_stored_document_of_version_1_opens_whole() -> None:
    stored = (Path(__file__).parent / "documents" / "version-1.json").read_text(encoding="utf-8")
    raw, loaded = json.loads(stored), Document.load(stored)
    assert loaded.preview == raw["preview"]
    assert dict(loaded.theme) == raw["theme"]

    def same(blocks: tuple[Block, ...], kept: list[dict[str, Any]]) -> int:
        assert [block.id for block in blocks] == [one["id"] for one in kept]
        for block, one in zip(blocks, kept, strict=True):
            assert block.kind == one["kind"]
            assert one["values"].items() <= block.values.items()
            assert (block.condition is not None) == ("condition" in one)
            for column, inner in zip(block.columns, one.get("columns", []), strict=True):
                same(column, inner)
        return len(blocks)

    assert same(loaded.blocks, raw["blocks"]) == 10
    assert {block.kind for block in loaded.walk()} == set(KINDS)
    check(loaded)


@given(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ul>",
                "<li>",
                "</ul>",
                "<b>",
                "</b>",
                "<a href=x>",
                "<span data-field=f>",
                "</span>",
                "<div>",
                "</div>",
                "<br>",
                "<i>",
                "x",
            ]
        ),
        max_size=14,
    ),
)
def test_cleaning_is_done_once(text: str, parts: list[str]) -> None:
    cleaned = clean("".join(parts) + text)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("given_html", "kept"),
    [
        ('<p onclick="x">a</p><script>b</script>', "<p>a</p>"),
        ('<a href="javascript:x">a</a>', "a"),
        ("<div><b>a</b></div><h1>c</h1>", "<p><strong>a</strong></p><p>c</p>"),
        ("{{ name | default: 'you' }}", '<span data-field="name" data-fallback="you"></span>'),
        ("{{ ['First Name'] }}", '<span data-field="First Name"></span>'),
        ('<span data-field="n">shown <b>inside</b></span>!', '<span data-field="n"></span>!'),
        ('<img src="https://x.example/a.png">a', "a"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ('<a href="{{ unsubscribe_url }}">stop</a>', '<a href="{{ unsubscribe_url }}">stop</a>'),
    ],
)
def test_text_is_kept_clean(given_html: str, kept: str) -> None:
    assert clean(given_html) == kept


def sample() -> Document:
    document = Document()
    for kind in ("heading", "text", COLUMNS, "footer"):
        document = document.inserted(new_block(kind, document.new_id()), Place(len(document.blocks)))
    columns = document.blocks[2]
    return document.inserted(new_block("text", "inner"), Place(0, columns.id, 1))


def ids(document: Document) -> list[str]:
    return [block.id for block in document.blocks]


def test_blocks_are_moved_copied_and_removed() -> None:
    document = sample()
    first, second, columns, last = ids(document)
    assert ids(document.moved(first, Place(2))) == [second, first, columns, last]
    assert ids(document.moved(last, Place(0))) == [last, first, second, columns]
    into = document.moved(first, Place(1, columns, 1))
    assert [block.id for block in into.find(columns).columns[1]] == ["inner", first]  # type: ignore[union-attr]  # it is there
    assert into.moved("inner", Place(0)).place_of("inner") == Place(0)
    assert document.moved(columns, Place(0, columns, 0)) == document
    twice = document.duplicated(columns)
    assert len({block.id for block in twice.walk()}) == len(list(twice.walk())) == 7
    assert ids(document.removed(first)) == [second, columns, last]
    assert document.removed("inner").find("inner") is None
    assert document.moved("gone", Place(0)) == document.with_values("gone", size=3) == document


def test_fewer_columns_lose_nothing() -> None:
    document = sample().with_values("b3", layout="1-1-1").inserted(new_block("text", "third"), Place(0, "b3", 2))
    fewer = document.with_values("b3", layout="2-1")
    assert [block.id for column in fewer.find("b3").columns for block in column] == ["inner", "third"]  # type: ignore[union-attr]  # it is there


def test_impossible_values_become_the_usual_ones() -> None:
    raw = json.loads(sample().dump())
    raw["blocks"][0]["values"] = {"size": 9000, "colour": "red;}", "level": "9", "align": 3, "evil": "x"}
    raw["blocks"][1]["id"] = raw["blocks"][0]["id"] = "../x"
    loaded = Document.load(json.dumps(raw))
    values = loaded.blocks[0].values
    assert (values["size"], values["colour"], values["level"], values["align"]) == (60, "", "1", "left")
    assert "evil" not in values and len({block.id for block in loaded.walk()}) == len(list(loaded.walk()))


@pytest.mark.parametrize(
    "source", ["[", "{}", '{"version":1}', '{"version":1,"blocks":[{"kind":"magic"}]}', '{"version":1,"blocks":[3]}']
)
def test_damaged_documents_are_refused(source: str) -> None:
    with pytest.raises(InputError):
        Document.load(source)


def test_documents_of_a_newer_program_are_refused() -> None:
    with pytest.raises(TooNewError):
        Document.load('{"version":2,"blocks":[]}')


def test_the_language_is_said_where_it_is_known() -> None:
    assert '<html lang="de"' in html_of_document(replace(sample(), language="de"))
    assert 'lang="' not in html_of_document(sample())


def test_a_usual_message_is_clean_and_small() -> None:
    document = sample().with_values("b2", html=clean("<p>" + "Fresh bread from seven on, every morning. " * 8 + "</p>"))
    message = Message("Hi", kind=BodyKind.BLOCKS, source=document.dump())
    assert check_message(message) == [] and advice(message) == []
    assert names_unsubscribe_url(message) and "postal_address" in {use.name for use in fields_used(message)}
    html = html_of_document(document)
    assert len(html) < 12_000 and "[if mso" in html and "color-scheme" in html and "googleapis" not in html


@pytest.mark.parametrize(
    ("operator", "value", "fields", "shown"),
    [
        ("filled", "", {"x": "1"}, True),
        ("filled", "", {"x": ""}, False),
        ("filled", "", {}, False),
        ("empty", "", {}, True),
        ("empty", "", {"x": ""}, True),
        ("empty", "", {"x": "1"}, False),
        ("is", "gold", {"x": "gold"}, True),
        ("is", "gold", {}, False),
        ("is_not", "gold", {"x": "blue"}, True),
        ("is_not", "gold", {}, True),
        ("contains", "ol", {"x": "gold"}, True),
        ("more", "10", {"x": "11"}, True),
        ("more", "10", {"x": "9"}, False),
        ("less", "10", {"x": "9.5"}, True),
        ("more", "10", {}, False),
    ],
)
def test_a_block_is_shown_only_to_whom_it_should(
    operator: str, value: str, fields: dict[str, str], shown: bool
) -> None:
    block = replace(new_block("text", "b1", html="<p>secret words</p>"), condition=Condition("x", operator, value))
    made = renderer(Message("Hi", kind=BodyKind.BLOCKS, source=Document((block,)).dump()))
    preview = made.parts(person(fields=fields))
    assert ("secret words" in preview.html) is shown and ("secret words" in preview.text) is shown
    assert preview.missing == ""


def test_buttons_are_readable_and_links_are_read() -> None:
    assert (readable_on("#ffff00"), readable_on("#123456")) == ("#000000", "#ffffff")
    assert social_links("Shop https://a.example\nbad\n https://b.example ") == [
        ("Shop", "https://a.example"),
        ("https://b.example", "https://b.example"),
    ]
