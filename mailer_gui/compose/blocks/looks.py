"""Looks that pasted HTML gives by styles, written as elements: what browsers and office programs put on the clipboard.

A span of weight 700 becomes bold, and a `<b>` of weight "normal" (Google Docs puts one around everything) does not.
Rules of the clipboard's own style sheet count where they name an element, a class or both; tables become lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser

MOST = 400_000
"""So many characters of the clipboard are read; office programs put long style sheets before a few words."""
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_BOLD = frozenset(("b", "strong", "th")) | _HEADINGS
_ITALIC = frozenset(("i", "em", "cite", "dfn", "var"))
_UNDERLINED = frozenset(("u", "ins"))
_LISTS = frozenset(("ul", "ol"))
_LINES = _HEADINGS | frozenset(
    (
        "p",
        "div",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "figure",
        "figcaption",
        "address",
        "pre",
        "dl",
        "dt",
        "dd",
        "tr",
        "table",
        "center",
        "form",
        "fieldset",
        "details",
        "summary",
        "body",
    )
)
_CELLS = frozenset(("td", "th"))
_EMPTY = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_UNSEEN = frozenset(
    (
        "script",
        "style",
        "title",
        "head",
        "template",
        "noscript",
        "select",
        "textarea",
        "object",
    )
)
_SPACE = " \t\n\r\f"
_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_MEDIA = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})+[^{}]*\}")
_RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?(?:\.([\w-]+))?", re.IGNORECASE)
_HEAVY = re.compile(r"\b(?:bold|bolder|[6-9]00)\b")
_SLANTED = re.compile(r"\b(?:italic|oblique)\b")
Rules = Mapping[tuple[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Look:
    """How text looks at some place: `link` is the address it leads to, `kept` whether its line ends count."""

    bold: bool = False
    italic: bool = False
    underlined: bool = False
    link: str = ""
    hidden: bool = False
    kept: bool = False

    @property
    def elements(self) -> list[tuple[str, str]]:
        """Give the elements that make text look like this, the outermost first; a link is underlined anyway."""
        wanted = (
            ("a", bool(self.link)),
            ("strong", self.bold),
            ("em", self.italic),
            ("u", self.underlined and not self.link),
        )
        return [(name, self.link if name == "a" else "") for name, is_wanted in wanted if is_wanted]


def with_elements(html: str) -> str:
    """Give HTML of paragraphs, lists, links, bold, italic and underline that looks as the given HTML does."""
    writer = _Writer(_rules(html))
    writer.feed(html[:MOST])
    writer.close()
    return writer.result()


def _rules(html: str) -> Rules:
    """Read the simple rules of the style sheets, by element and class; the others are left out."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for sheet in _SHEET.findall(html[:MOST]):
        for selectors, declarations in _RULE.findall(_MEDIA.sub("", _COMMENT.sub("", sheet))):
            for selector in selectors.split(","):
                match = _SELECTOR.fullmatch(selector.strip())
                if match and match.group():
                    key = ((match[1] or "").lower(), (match[2] or "").lower())
                    found.setdefault(key, {}).update(_declared(declarations))
    return found


def _declared(text: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in text.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value.strip()}


class _Writer(HTMLParser):
    """Reads elements with their looks and writes lines; a line begins when there is something to write on it."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(convert_charrefs=True)
        self._rules = rules
        self._out: list[str] = []
        self._stack: list[tuple[str, _Look]] = []
        self._lists: list[str] = []
        self._inline: list[tuple[str, str]] = []
        self._has_lines = self._in_line = self._has_words = self._gap = False
        self._after_space = True

    @property
    def _look(self) -> _Look:
        return self._stack[-1][1] if self._stack else _Look()

    # -- what is read ------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _EMPTY:
            if tag == "br" and "interchange-newline" not in values.get("class", "").lower():
                self._break()
            elif tag == "hr":
                self._end_line()
            return
        self._end_open(tag)
        look = self._look_of(tag, values)
        if tag == "span" and values.get("data-field", "").strip() and not look.hidden:
            self._write_chip(values, look)
            look = replace(look, hidden=True)
        self._stack.append((tag, look))
        if look.hidden:
            return
        if tag in _LISTS:
            self._begin_list(tag)
        elif tag == "li" and self._lists:
            self._begin_item()
        elif tag in _LINES or tag == "li":
            self._end_line()
            self._has_lines = True
        elif tag in _CELLS:
            self._gap = self._gap or self._has_words

    def handle_endtag(self, tag: str) -> None:
        at = next((place for place in range(len(self._stack) - 1, -1, -1) if self._stack[place][0] == tag), None)
        if at is not None:
            self._leave(at)

    def handle_comment(self, data: str) -> None:
        if data.strip().lower() == "startfragment":
            self._after_space = self._has_lines

    def handle_data(self, data: str) -> None:
        look = self._look
        if look.hidden:
            return
        if look.kept and data.strip(_SPACE):
            first, *others = data.replace("\r\n", "\n").replace("\t", " ").split("\n")
            self._write_words(first, look)
            for one in others:
                self._break()
                self._write_words(one, look)
        else:
            self._write_words(re.sub(f"[{_SPACE}]+", " ", data), look)

    # -- looks -------------------------------------------------------------------------------------------------------

    def _look_of(self, tag: str, values: Mapping[str, str]) -> _Look:
        before = self._look
        names = values.get("class", "").lower().split()
        styles: dict[str, str] = {}
        for key in ((tag, ""), *(("", name) for name in names), *((tag, name) for name in names)):
            styles.update(self._rules.get(key, {}))
        styles.update(_declared(values.get("style", "")))
        line = styles.get("text-decoration-line") or styles.get("text-decoration", "")
        underlined = "underline" in line if line else tag in _UNDERLINED
        space = styles.get("white-space", "")
        return _Look(
            bold=_weight(styles, before.bold or tag in _BOLD),
            italic=_slant(styles, before.italic or tag in _ITALIC),
            underlined=before.underlined or underlined,
            link=values.get("href", "").strip() if tag == "a" else before.link,
            hidden=before.hidden
            or tag in _UNSEEN
            or styles.get("display") == "none"
            or styles.get("mso-hide") == "all",
            kept=space.startswith("pre") if space else before.kept or tag == "pre",
        )

    # -- what is written -----------------------------------------------------------------------------------------------

    def _end_open(self, tag: str) -> None:
        """Leave what this element ends without saying so: a paragraph, an item, a row or a cell that is still open."""
        ends = {"li": ("li", _LISTS), "tr": ("tr", {"table"}), "td": ("td", {"tr"}), "th": ("th", {"tr"})}
        name, fence = ends.get(tag, ("p", frozenset()) if tag in _LINES or tag in _LISTS else ("", frozenset()))
        for place in range(len(self._stack) - 1, -1, -1):
            if self._stack[place][0] in fence:
                return
            if name and self._stack[place][0] == name:
                self._leave(place)
                return

    def _leave(self, place: int) -> None:
        while len(self._stack) > place:
            tag, look = self._stack.pop()
            if look.hidden:
                continue
            if tag in _LISTS:
                self._end_list()
            elif tag in _LINES or tag == "li":
                self._end_line()

    def _end_line(self) -> None:
        """What follows stands on another line; in an item of a list below what stands there already."""
        if self._out and (self._in_line or self._lists) and self._after_space:
            self._out[-1] = self._out[-1].rstrip(_SPACE)
        self._dress([])
        if self._in_line:
            self._out.append("</p>")
        self._gap = bool(self._lists) and self._has_words
        self._in_line, self._after_space = False, True
        self._has_words = self._has_words and bool(self._lists)

    def _begin_list(self, tag: str) -> None:
        self._end_line()
        self._has_lines, self._gap, self._has_words = True, False, False
        self._lists.append(tag)
        self._out.append(f"<{tag}>")

    def _begin_item(self) -> None:
        """Begin an item; the one before ends only now, for a list that stands after it belongs into it."""
        self._end_line()
        self._end_item()
        self._lists.append("li")
        self._gap = self._has_words = False
        self._out.append("<li>")

    def _end_item(self) -> None:
        if self._lists and self._lists[-1] == "li":
            self._lists.pop()
            self._out.append("</li>")

    def _end_list(self) -> None:
        self._end_line()
        self._end_item()
        if self._lists:
            self._out.append(f"</{self._lists.pop()}>")
        self._gap = self._has_words = bool(self._lists)

    def _begin_words(self) -> None:
        if self._lists:
            if self._gap:
                self._out.append("<br>")
        elif self._has_lines and not self._in_line:
            self._out.append("<p>")
            self._in_line = True
        elif self._gap and not self._after_space:
            self._out.append(" ")
        self._gap = False

    def _break(self) -> None:
        if self._look.hidden:
            return
        self._dress([])
        self._begin_words()
        self._out.append("<br>")
        self._has_words = self._after_space = True

    def _write_words(self, text: str, look: _Look) -> None:
        if self._after_space and not look.kept:
            text = text.lstrip(_SPACE)
        if not text:
            return
        if not text.strip(_SPACE):
            seen = [one for one in self._inline if one[0] in ("a", "u")]
            if any(one not in look.elements for one in seen):
                self._dress([])
        else:
            self._begin_words()
            self._dress(look.elements)
        self._out.append(escape(text, quote=False))
        self._has_words, self._after_space = True, text[-1] in _SPACE

    def _write_chip(self, values: Mapping[str, str], look: _Look) -> None:
        self._begin_words()
        self._dress(look.elements)
        names = [name for name in ("data-field", "data-fallback") if values.get(name)]
        self._out.append(f"<span {' '.join(f'{name}={_quoted(values[name])}' for name in names)}></span>")
        self._has_words, self._after_space = True, False

    def _dress(self, wanted: list[tuple[str, str]]) -> None:
        """End the elements that the next words do not have, and begin those that they have."""
        same = 0
        while same < min(len(wanted), len(self._inline)) and wanted[same] == self._inline[same]:
            same += 1
        self._out += [f"</{name}>" for name, _ in reversed(self._inline[same:])]
        self._out += [f"<a href={_quoted(link)}>" if name == "a" else f"<{name}>" for name, link in wanted[same:]]
        self._inline = list(wanted)

    def result(self) -> str:
        """End everything and give what was written."""
        self._leave(0)
        self._dress([])
        if self._in_line:
            self._out.append("</p>")
        return "".join(self._out)


def _weight(styles: Mapping[str, str], usual: bool) -> bool:
    said = styles.get("font-weight", "")
    if said and said != "inherit":
        return said in ("bold", "bolder") or (said.isdigit() and int(said) >= 600)
    return bool(_HEAVY.search(styles["font"])) if "font" in styles else usual


def _slant(styles: Mapping[str, str], usual: bool) -> bool:
    said = styles.get("font-style", "")
    if said and said != "inherit":
        return said.startswith(("italic", "oblique"))
    return bool(_SLANTED.search(styles["font"])) if "font" in styles else usual


def _quoted(value: str) -> str:
    return f'"{escape(value)}"'
