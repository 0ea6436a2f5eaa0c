"""Writes a document of blocks as the HTML of a message, by way of MJML (mrml): tables, Outlook and phones included.

Merge fields never pass through the MJML library: a mark stands for each of them, and is swapped back at the end.
Longer than other files: one short function for each kind of block, which together say how a message looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby

from mailer_gui.compose.blocks import dark
from mailer_gui.compose.blocks.dark import DarkRules, dark_button, dark_ground, dark_ink, dark_line
from mailer_gui.compose.blocks.rich import pieces, tag_of, written
from mailer_gui.compose.contrast import BLACK, WHITE, colour, ratio
from mailer_gui.compose.tags import ScanError, TagKind, scan
from mailer_gui.model.block_kinds import COLUMNS, Value
from mailer_gui.model.blocks import Block, Condition, Document
from mailer_gui.model.errors import InputError

SIDE = 24
"""Pixels left and right of what stands in a message."""
_GAP = 12
_NARROW = 200
_HEADING_SPACE = {"1": 1.2, "2": 1.25, "3": 1.3}
_STYLE = ":root { color-scheme: light dark; supported-color-schemes: light dark; }"
_ROOM = "@media only screen and (min-width: 680px) { .page { padding: 24px 0 !important; } }"
_PHONE = """
@media only screen and (max-width: 479px) {
.large div, .large h1, .large h2, .large h3 { font-size: 30px !important; line-height: 1.2 !important; }
.tight div, .tight h1, .tight h2, .tight h3, .tight a { font-size: 16px !important; }
}
""".strip()
_AFTER = "margin:0 0 12px;"
_FILL = "&#8199;&#847; " * 60
"""Signs that are not seen after the words of the preview: else mail programs go on there with what the message says."""
_LIST = f"{_AFTER}margin-left:24px;padding:0;"
"""A list as Outlook shows it, too: there a padding is nothing, and signs left of a list without a margin are cut."""
_TAPPED = "display:inline-block;padding:8px 0;"
"""Makes a link in small letters large enough for a thumb."""
_LARGE, _SMALL = 30, 16
"""Pixels from which letters are made smaller on a phone: everywhere, and in narrow columns side by side."""


def html_of_blocks(source: str, title: str = "") -> str:
    """Give the whole HTML document for a block document's JSON. Raises InputError when it cannot be read."""
    return html_of_document(Document.load(source), title)


def html_of_document(document: Document, title: str = "") -> str:
    """Give the whole HTML document for a document of blocks; `title` is the subject, which screen readers say first."""
    import mrml  # a compiled library: not at start-up

    marks = _Marks(document.dump())
    writer = _Writer(document, marks)
    try:
        html = str(mrml.to_html(writer.mjml()).content)
    except OSError as error:
        raise InputError("This message cannot be written as HTML.", hint="Look for odd signs in its texts.") from error
    html = _UNSAID.sub(r"\1", html).replace("<title></title>", f"<title>{escape(_title(title))}</title>", 1)
    return marks.restored(_with_preview(_with_heights(html, writer.proportions), marks.text(document.preview)))


def _with_heights(html: str, proportions: list[int]) -> str:
    """Give the pictures their height where it is known: nothing jumps while they load, and Outlook keeps their form."""
    each = iter(proportions)
    html = _BROKEN.sub(lambda found: f"{found[1]}{round(float(found[2]))}", html)  # thirds of a width; Outlook's trap

    def sized(match: re.Match[str]) -> str:
        height = int(match.group(2)) * next(each, 0) // 100
        return match.group().replace('height="auto"', f'height="{height}"', 1) if height else match.group()

    return re.sub(r'<img (?:[^>]*?)height="auto"([^>]*?)width="(\d+)"', sized, html)


def _title(subject: str) -> str:
    """Give a subject without its merge fields: a title is the same for everybody. One with conditions gives none."""
    said = "".join(one if isinstance(one, str) else one[1] for one in pieces(subject))
    return "" if "{{" in said or "{%" in said else said.strip()


def _with_preview(html: str, words: str) -> str:
    """Put the words after the subject first, hidden; white on white (as MJML does it) looks like a trick."""
    if not words:
        return html
    hidden = f'<div style="display:none;max-height:0;max-width:0;overflow:hidden;mso-hide:all;">{words}{_FILL}</div>'
    return re.sub(r"<body[^>]*>", lambda body: body.group() + hidden, html, count=1)


@dataclass(slots=True)
class _Marks:
    """Words that stand for tags of the merge language while other tools work on the text."""

    whole: str
    _prefix: str = ""
    _tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        lowered, number = self.whole.lower(), 0
        while f"mq{number}q" in lowered:
            number += 1
        self._prefix = f"mq{number}q"

    def of(self, tag: str) -> str:
        """Give the word for a tag."""
        self._tags.append(tag)
        return f"{self._prefix}{len(self._tags) - 1}x"

    def chip(self, name: str, fallback: str) -> str:
        """Give the word for a chip."""
        return self.of(tag_of(name, fallback))

    def text(self, value: str) -> str:
        """Escape a text with merge fields in it for MJML, its tags as words."""
        try:
            tags = list(scan(value))
        except ScanError:  # the checks before Send name it
            return escape(value)
        pieces: list[str] = []
        at = 0
        for tag in tags:
            pieces += (escape(value[at : tag.start]), self.of(value[tag.start : tag.end]))
            at = tag.end
        return "".join((*pieces, escape(value[at:])))

    def inside(self, html: str) -> str:
        """Swap what is left of the merge language in written HTML (conditions that were typed)."""
        try:
            tags = [tag for tag in scan(html) if tag.kind is not TagKind.RAW]
        except ScanError:
            return html
        pieces: list[str] = []
        at = 0
        for tag in tags:
            pieces += (html[at : tag.start], self.of(html[tag.start : tag.end]))
            at = tag.end
        return "".join((*pieces, html[at:]))

    def restored(self, html: str) -> str:
        """Put the tags back; one that stood in a comment of its own loses the comment."""
        pattern = re.compile(rf"<!--\s*({self._prefix}\d+x)\s*-->|({self._prefix}\d+x)")
        start = len(self._prefix)
        return pattern.sub(lambda found: self._tags[int((found.group(1) or found.group(2))[start:-1])], html)


class _Writer:
    """Writes one document."""

    def __init__(self, document: Document, marks: _Marks) -> None:
        self._document = document
        self._theme: Mapping[str, Value] = document.theme
        self._marks = marks
        self._dark = DarkRules()
        self._ground = ""
        self._stays_beside = False
        self.proportions: list[int] = []

    def mjml(self) -> str:
        theme = self._theme
        body = "\n".join(self._sections())
        metas = (
            '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
            '<meta name="x-apple-disable-message-reformatting">'
        )
        asked, outlook = self._dark.css(dark_ground(str(theme["background"]), dark.PAGE))
        styles = "".join(f"<mj-style>{one}</mj-style>" for one in (_STYLE, _ROOM, _PHONE, asked, outlook))
        language = f' lang="{self._document.language}"' if self._document.language else ""
        return (
            f"<mjml{language}><mj-head><mj-raw>{metas}</mj-raw>{styles}<mj-attributes>"
            f'<mj-all font-family="{escape(str(theme["font"]))}"/></mj-attributes></mj-head>'
            f'<mj-body css-class="page" background-color="{theme["background"]}" width="{theme["width"]}px">'
            f"{body}</mj-body></mjml>"
        )

    def _sections(self) -> Iterator[str]:
        """Put neighbours with one background into one section: less HTML for the same picture."""
        for (is_columns, background), group in groupby(self._document.blocks, key=_section_key):
            blocks = list(group)
            self._ground = background
            if is_columns:
                yield from (self._columns(block) for block in blocks)
            else:
                width = int(self._theme["width"]) - 2 * SIDE
                inner = "\n".join(self._element(block, width, SIDE) for block in blocks)
                yield self._section(background, f"<mj-column>{inner}</mj-column>")

    def _section(self, background: str, content: str, padding: str = "0") -> str:
        paper = background or str(self._theme["paper"])
        name = self._dark.ground(self._in_the_dark(background))
        return f'<mj-section background-color="{paper}" padding="{padding}" css-class="{name}">{content}</mj-section>'

    def _in_the_dark(self, background: str) -> str:
        """Give the background that stands behind in dark colours; an empty one is the paper."""
        return dark_ground(background) if background else dark_ground(str(self._theme["paper"]), dark.PAPER)

    def _columns(self, block: Block) -> str:
        values = block.values
        parts = [int(part) for part in str(values["layout"]).split("-")]
        room = int(self._theme["width"]) - 2 * (SIDE - _GAP)
        columns = []
        self._stays_beside = not values["stack"]
        for part, blocks in zip(parts, block.columns, strict=True):
            width = room * part // sum(parts)
            inner = "\n".join(self._element(one, width - 2 * _GAP, _GAP) for one in blocks)
            columns.append(f'<mj-column width="{100 * part / sum(parts):.4f}%">{inner}</mj-column>')
        content = "".join(columns) if values["stack"] else f"<mj-group>{''.join(columns)}</mj-group>"
        side = SIDE - _GAP
        padding = f"{values['space_above']}px {side}px {values['space_below']}px {side}px"
        section = self._section(str(values["background"]), content, padding)
        return self._conditional(block.condition, section)

    def _conditional(self, condition: Condition | None, content: str) -> str:
        if condition is None:
            return content
        begin, end = self._marks.of(opening(condition)), self._marks.of("{% endif %}")
        return f"<mj-raw><!--{begin}--></mj-raw>{content}<mj-raw><!--{end}--></mj-raw>"

    def _element(self, block: Block, width: int, side: int) -> str:
        write = getattr(self, f"_{block.kind}")
        above, below = block.values.get("space_above", 0), block.values.get("space_below", 0)
        own = str(block.values.get("background", "")) if side == _GAP else ""  # elsewhere the section shows it
        bleeds = side == SIDE and block.values.get("bleed") is True
        side = 0 if bleeds else side
        at = _Spot(
            width + 2 * SIDE if bleeds else width,
            f"{above}px {side}px {below}px {side}px",
            own,
            self._in_the_dark(own or self._ground),
            is_in_column=side == _GAP,
            is_tight=side == _GAP and self._stays_beside and width < _NARROW,
        )
        return self._conditional(block.condition, write(block.values, at))

    def _placed(self, at: _Spot, *names: str) -> str:
        """Give the attributes that say where an element stands and what it is named."""
        behind = f' container-background-color="{at.own}"' if at.own else ""
        every = " ".join((*names, *((self._dark.ground(at.dark),) if at.own else ())))
        return f'padding="{at.padding}"{behind} css-class="{every}"'

    def _heading(self, values: Mapping[str, Value], at: _Spot) -> str:
        level = str(values["level"])
        inside = re.sub(r"</?(?:p|ul|ol|li)>", " ", str(values["html"])).strip()
        text = self._rich(inside, str(values["colour"]))
        style = (
            f"margin:0;font-family:{escape(str(self._theme['heading_font']))};font-size:{values['size']}px;"
            f"line-height:{_HEADING_SPACE[level]};font-weight:bold;"
        )
        return self._text_element(f'<h{level} style="{style}">{text}</h{level}>', values, at)

    def _text(self, values: Mapping[str, Value], at: _Spot) -> str:
        return self._text_element(self._rich(str(values["html"]), str(values["colour"])), values, at)

    def _text_element(self, inside: str, values: Mapping[str, Value], at: _Spot) -> str:
        own, size = str(values["colour"]), int(str(values["size"]))
        ink, link = own or str(self._theme["colour"]), own or str(self._theme["accent"])
        usual = dark.INK if not own and dark_ink(dark.INK, at.dark) == dark.INK else dark_ink(ink, at.dark)
        smaller = "tight" if at.is_tight and size > _SMALL else "large" if size > _LARGE else ""
        names = [self._dark.text(usual, dark_ink(link, at.dark)), *([smaller] if smaller else [])]
        return (
            f'<mj-text font-size="{size}px" line-height="1.5" color="{ink}" align="{values["align"]}"'
            f" {self._placed(at, *names)}>{inside}</mj-text>"
        )

    def _rich(self, html: str, own_colour: str = "") -> str:
        link = own_colour or str(self._theme["accent"])
        styles = {
            "p": _AFTER,
            "ul": _LIST,
            "ol": _LIST,
            "li": "margin:0 0 4px;",
            "a": f"color:{link};text-decoration:underline;",
        }
        return _without_last_space(self._marks.inside(written(html, self._marks.chip, styles)))

    def _image(self, values: Mapping[str, Value], at: _Spot) -> str:
        if not str(values["picture"]).strip():
            return ""
        link = self._marks.text(str(values["link"]).strip())
        href = f' href="{link}"' if link else ""
        self.proportions.append(int(str(values["proportion"])))
        pixels = max(1, at.width * int(str(values["width"])) // 100)
        # One as wide as its column is as wide as the phone where columns stand one below the other.
        fluid = ' fluid-on-mobile="true"' if at.is_in_column and values["width"] == 100 else ""
        source, alt = self._marks.text(str(values["picture"]).strip()), self._marks.text(str(values["alt"]))
        return (
            f'<mj-image src="{source}" alt="{alt}"'
            f' width="{pixels}px" align="{values["align"]}" border-radius="{values["rounded"]}px"'
            f" {self._placed(at)}{href}{fluid}/>"
        )

    def _button(self, values: Mapping[str, Value], at: _Spot) -> str:
        fill = str(values["fill"]) or str(self._theme["accent"])
        label = str(values["colour"]) or readable_on(fill)
        wide = ' width="100%"' if values["wide"] else ""
        name = self._dark.button(*dark_button(fill, label, at.dark))
        inside = "13px 8px" if at.is_tight else "13px 24px"
        names = [name, "tight"] if at.is_tight and int(str(values["size"])) > _SMALL else [name]
        return (
            f'<mj-button href="{self._marks.text(str(values["link"]).strip())}" background-color="{fill}"'
            f' color="{label}" font-size="{values["size"]}px" font-weight="bold"'
            f' border-radius="{values["rounded"]}px" inner-padding="{inside}" align="{values["align"]}"'
            f" {self._placed(at, *names)}{wide}>{self._marks.text(str(values['label']))}</mj-button>"
        )

    def _divider(self, values: Mapping[str, Value], at: _Spot) -> str:
        name = self._dark.line(dark_line(str(values["colour"]), at.dark))
        return (
            f'<mj-divider border-width="{values["thickness"]}px" border-style="solid" border-color="{values["colour"]}"'
            f' width="{values["width"]}%" {self._placed(at, name)}/>'
        )

    def _spacer(self, values: Mapping[str, Value], at: _Spot) -> str:
        return f'<mj-spacer height="{values["height"]}px" {self._placed(replace(at, padding="0"))}/>'

    def _social(self, values: Mapping[str, Value], at: _Spot) -> str:
        style = f"color:{str(values['colour']) or self._theme['accent']};text-decoration:underline;{_TAPPED}"
        links = [
            f'<a href="{self._marks.text(address)}" style="{style}">{self._marks.text(name)}</a>'
            for name, address in social_links(str(values["links"]))
        ]
        return self._text_element(" &#183; ".join(links), values, at) if links else ""

    def _footer(self, values: Mapping[str, Value], at: _Spot) -> str:
        ink = str(values["colour"])
        lines = [self._rich(str(values["html"]), ink)] if str(values["html"]).strip() else []
        lines.append(f'<p style="margin:0;">{self._marks.of("{{ postal_address }}")}</p>')
        way_out = self._marks.of("{{ unsubscribe_url }}")
        label = self._marks.text(str(values["unsubscribe"])) or "Unsubscribe"
        style = f"color:{ink};text-decoration:underline;{_TAPPED}"
        lines.append(f'<p style="margin:0;"><a href="{way_out}" style="{style}">{label}</a></p>')
        return self._text_element("".join(lines), values, at)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an element stands: pixels for it, padding of its cell, and what is behind it, in light only if its own."""

    width: int
    padding: str
    own: str
    dark: str
    is_in_column: bool
    is_tight: bool
    """In a narrow column that stays beside the others on a phone, where it is half as wide."""


_BROKEN = re.compile(r"""(\bwidth(?:="|:))(\d+\.\d+)(?=px|")""")
_UNSAID = re.compile(r"""(<(?:html|div)\b[^>]*) lang="und\"""")
"""What MJML writes where nobody said the language: that is wrong, and screen readers do better without."""
_LAST = re.compile(r"<(/?)(p|ul|ol)\b")


def _without_last_space(html: str) -> str:
    """Take the space after the last paragraph or list away: what follows has its own."""
    depth, begin = 0, -1
    for found in _LAST.finditer(html):
        if found.group(1):
            depth -= 1
        else:
            begin = found.start() if not depth else begin
            depth += 1
    if begin < 0 or not html.endswith(("</p>", "</ul>", "</ol>")):
        return html
    return html[:begin] + html[begin:].replace(_AFTER, "margin:0;", 1)


def _section_key(block: Block) -> tuple[bool, str]:
    return block.kind == COLUMNS, str(block.values.get("background", ""))


def readable_on(fill: str) -> str:
    """Give white or black, whichever is easier to read on a colour; white where both are."""
    behind = colour(fill) or BLACK
    return "#ffffff" if ratio(WHITE, behind) >= 4.5 or ratio(WHITE, behind) >= ratio(BLACK, behind) else "#000000"


def social_links(lines: str) -> list[tuple[str, str]]:
    """Read links as they are kept: a name and an address on each line. Lines without an address are left out."""
    found = []
    for line in lines.split("\n"):
        name, _, address = line.strip().rpartition(" ")
        if re.fullmatch(r"(?:https?|mailto|tel):\S{4,}", address):
            found.append((name.strip() or address, address))
    return found


def opening(condition: Condition) -> str:
    """Give the Liquid that begins a block which is shown only to some."""
    name = tag_of(condition.field)[2:-2].strip()
    value = condition.value.replace('"', "")
    is_number = re.fullmatch(r"-?\d+(?:\.\d+)?", value) is not None
    quoted = f'"{value}"'
    return {
        "filled": f'{{% if {name} and {name} != "" %}}',
        "empty": f'{{% if {name} == nil or {name} == "" %}}',
        "is": f"{{% if {name} == {quoted} %}}",
        "is_not": f"{{% if {name} != {quoted} %}}",
        "contains": f"{{% if {name} contains {quoted} %}}",
        "more": f"{{% assign number = {name} | plus: 0 %}}{{% if number > {value if is_number else 0} %}}",
        "less": f"{{% assign number = {name} | plus: 0 %}}{{% if number < {value if is_number else 0} %}}",
    }[condition.operator]
