"""Shows blocks on the editor's canvas: near to what the message will look like, with its texts open to be edited.

What comes out goes into a page with scripts of ours, so every text is cleaned or escaped here, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from mailer_gui.compose.blocks.rich import clean, written
from mailer_gui.compose.blocks.writer import readable_on, social_links
from mailer_gui.model.block_kinds import COLUMNS
from mailer_gui.model.blocks import Block

SIDE = 24
INNER = 12
"""Pixels left and right of what stands in the message, and in a column of it; as the writer has them."""
_CHIP = re.compile(r'<span data-field="([^"]*)"(?: data-fallback="([^"]*)")?></span>')
_CONTENT_ID = re.compile(r"cid:([0-9a-z]+@picture)")
_LINE_SPACE = {"1": 1.2, "2": 1.25, "3": 1.3}
Words = Mapping[str, str]
"""What the canvas says itself: picture, remote, address, links, with_fallback ({field}, {fallback}), drop."""


def block_html(block: Block, words: Words, *, inside: bool = False) -> str:
    """Give the HTML of one block; that of columns has empty columns, for the blocks in them are shown by themselves.

    What the whole message decides (--heading-font, --link, --on-link) are variables of the page: a new colour of the
    message changes no block.
    """
    values = block.values
    side = INNER if inside else 0 if values.get("bleed") else SIDE
    ground = f"background:{values['background']};" if values.get("background") else ""
    padding = f"padding:{values.get('space_above', 0)}px {side}px {values.get('space_below', 0)}px;"
    content = _CONTENT[block.kind](block, words)
    align = f"text-align:{values['align']};" if "align" in values else ""
    own = " own" if values.get("background") or values.get("colour") else ""
    return f'<div class="inside{own}" style="{ground}{padding}{align}">{content}</div>'


def chipped(html: str, words: Words) -> str:
    """Give a text for the canvas: clean, its merge fields as chips that say what they are."""
    return _CHIP.sub(
        lambda found: _chip(unescape(found[1]), unescape(found[2] or ""), words), clean(html).replace("\n", " ")
    )


def _chip(field: str, fallback: str, words: Words) -> str:
    name = field.replace("_", " ")
    shown = words["with_fallback"].format(field=name, fallback=fallback) if fallback else name
    more = f' data-fallback="{escape(fallback)}"' if fallback else ""
    attributes = f'contenteditable="false" data-field="{escape(field)}"{more}'
    return f'<span class="chip" {attributes}>{escape(shown, quote=False)}</span>'


def first_words(block: Block, most: int = 40) -> str:
    """Give the first words of what a block says, for lists and for screen readers."""
    values = block.values
    said = values.get("html") or values.get("label") or values.get("alt") or ""
    if block.kind == "social":
        said = ", ".join(name for name, _ in social_links(str(values["links"])))
    marked = written(clean(str(said)), lambda field, _fallback: f"[{field.replace('_', ' ')}]")
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", marked)).split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def one_line(html: str) -> str:
    """Give clean text without paragraphs and lists, as a heading has it."""
    return re.sub(r"(?:\s*</?(?:p|ul|ol|li|br)>\s*)+", " ", html).strip()


def plain(html: str) -> str:
    """Give a text without looks as it is kept: one line, its chips as tags of the merge language."""
    from mailer_gui.compose.blocks.rich import tag_of

    tagged = _CHIP.sub(
        lambda found: escape(tag_of(unescape(found[1]), unescape(found[2] or "")), quote=False), clean(html)
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", tagged)).split())


def _editable(name: str, content: str, style: str, *, kind: str = "rich", tag: str = "div") -> str:
    return (
        f'<{tag} class="{kind}" contenteditable="true" tabindex="-1" spellcheck="false" data-name="{name}"'
        f' style="{style}">{content}</{tag}>'
    )


def _colour(block: Block, fallback: str = "") -> str:
    colour = block.values["colour"] or fallback
    return f"color:{colour};" if colour else ""


def _heading(block: Block, words: Words) -> str:
    values = block.values
    inside = one_line(chipped(str(values["html"]), words))
    style = (
        f"font-family:var(--heading-font);font-size:{values['size']}px;font-weight:bold;"
        f"line-height:{_LINE_SPACE[str(values['level'])]};{_colour(block)}"
    )
    return _editable("html", inside, style, kind="rich single")


def _text(block: Block, words: Words) -> str:
    style = f"font-size:{block.values['size']}px;line-height:1.5;{_colour(block)}"
    return _editable("html", chipped(str(block.values["html"]), words) or "<p><br></p>", style)


def _image(block: Block, words: Words) -> str:
    values = block.values
    source = str(values["picture"]).strip()
    look = f"width:{values['width']}%;border-radius:{values['rounded']}px;"
    if values["proportion"]:  # nothing jumps when the picture arrives
        look += f"aspect-ratio:100/{values['proportion']};"
    alt = escape(str(values["alt"]))
    if found := _CONTENT_ID.fullmatch(source):
        return f'<img class="picture" data-picture="{found[1]}" alt="{alt}" style="{look}">'
    said = words["remote"] if source else words["picture"]
    detail = f"<small>{escape(source[:120])}</small>" if source else ""
    return f'<div class="no-picture" style="{look}"><span>{escape(said)}</span>{detail}</div>'


def _button(block: Block, words: Words) -> str:
    values = block.values
    fill = str(values["fill"])
    ink = values["colour"] or (readable_on(fill) if fill else "var(--on-link)")
    style = (
        f"background:{fill or 'var(--link)'};color:{ink};font-size:{values['size']}px;"
        f"border-radius:{values['rounded']}px;{'display:block;' if values['wide'] else ''}"
    )
    return _editable("label", chipped(escape(str(values["label"]), quote=False), words), style, kind="button plain")


def _columns(block: Block, words: Words) -> str:
    empty = escape(words["drop"])
    columns = "".join(
        f'<div class="column" data-column="{number}" data-empty="{empty}" style="flex:{part} 1 0"></div>'
        for number, part in enumerate(str(block.values["layout"]).split("-"))
    )
    return f'<div class="columns{" stack" if block.values["stack"] else ""}">{columns}</div>'


def _divider(block: Block, _words: Words) -> str:
    values = block.values
    return (
        f'<hr style="border:0;border-top:{values["thickness"]}px solid {values["colour"]};'
        f'width:{values["width"]}%;margin:0 auto;">'
    )


def _spacer(block: Block, _words: Words) -> str:
    return f'<div class="spacer" style="height:{block.values["height"]}px"></div>'


def _social(block: Block, words: Words) -> str:
    style = f"font-size:{block.values['size']}px;line-height:1.5;color:{block.values['colour'] or 'var(--link)'};"
    names = [f"<u>{escape(name, quote=False)}</u>" for name, _ in social_links(str(block.values["links"]))]
    return f'<div style="{style}">{" · ".join(names) or escape(words["links"])}</div>'


def _footer(block: Block, words: Words) -> str:
    style = f"font-size:{block.values['size']}px;line-height:1.5;{_colour(block)}"
    text = _editable("html", chipped(str(block.values["html"]), words) or "<p><br></p>", style)
    label = chipped(escape(str(block.values["unsubscribe"]) or "Unsubscribe", quote=False), words)
    return f'{text}<div class="given" style="{style}">{escape(words["address"])}<br><u>{label}</u></div>'


_CONTENT = {
    "heading": _heading,
    "text": _text,
    "image": _image,
    "button": _button,
    COLUMNS: _columns,
    "divider": _divider,
    "spacer": _spacer,
    "social": _social,
    "footer": _footer,
}
