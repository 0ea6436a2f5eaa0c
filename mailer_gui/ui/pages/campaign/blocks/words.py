"""What the visual editor calls things: kinds of blocks, their properties, choices and conditions."""

from __future__ import annotations

from collections.abc import Mapping

from mailer_gui.model.block_kinds import FONTS, Property
from mailer_gui.model.blocks import Block, Condition
from mailer_gui.ui.texts import tr

VALUELESS = ("filled", "empty")


def kind_name(kind: str) -> str:
    """Give the name of a kind of block."""
    return {
        "heading": tr("Heading"),
        "text": tr("Text"),
        "image": tr("Picture"),
        "button": tr("Button"),
        "columns": tr("Columns"),
        "divider": tr("Divider"),
        "spacer": tr("Space"),
        "social": tr("Social links"),
        "footer": tr("Footer"),
    }[kind]


def kind_tip(kind: str) -> str:
    """Say what a kind of block is for."""
    return {
        "heading": tr("A line that stands out"),
        "text": tr("Paragraphs, lists and links"),
        "image": tr("A picture from your computer"),
        "button": tr("A link that looks like a button"),
        "columns": tr("Two or three blocks side by side"),
        "divider": tr("A thin line"),
        "spacer": tr("Room between two blocks"),
        "social": tr("Links to your pages elsewhere"),
        "footer": tr("Your postal address and the link to unsubscribe"),
    }[kind]


def property_name(name: str) -> str:
    """Give the caption of a property."""
    return {
        "html": tr("Text"),
        "level": tr("Importance"),
        "size": tr("Size"),
        "colour": tr("Colour"),
        "align": tr("Alignment"),
        "space_above": tr("Space above"),
        "space_below": tr("Space below"),
        "background": tr("Background"),
        "picture": tr("Picture"),
        "alt": tr("Description"),
        "link": tr("Link"),
        "width": tr("Width"),
        "bleed": tr("From edge to edge"),
        "rounded": tr("Rounded corners"),
        "label": tr("Label"),
        "fill": tr("Button colour"),
        "wide": tr("As wide as the message"),
        "layout": tr("Widths"),
        "stack": tr("One below the other on phones"),
        "thickness": tr("Thickness"),
        "height": tr("Height"),
        "links": tr("Links"),
        "unsubscribe": tr("Words of the unsubscribe link"),
        "font": tr("Font of texts"),
        "heading_font": tr("Font of headings"),
        "accent": tr("Links and buttons"),
        "paper": tr("Paper"),
    }[name]


def theme_name(name: str) -> str:
    """Give the caption of something that is set for the whole message."""
    own = {"colour": tr("Text"), "background": tr("Around the message"), "width": tr("Width of the message")}
    return own.get(name) or property_name(name)


def property_note(name: str) -> str:
    """Say more about a property where its caption does not say it all."""
    return {
        "alt": tr("Read aloud, and shown where pictures are not loaded."),
    }.get(name, "")


def choice_name(one: Property, value: str) -> str:
    """Give the name of a choice."""
    if one.name == "align":
        return {"left": tr("Left"), "center": tr("Centre"), "right": tr("Right")}[value]
    if one.name == "level":
        return {"1": tr("Title"), "2": tr("Section"), "3": tr("Small section")}[value]
    if one.name == "layout":
        return {
            "1-1": tr("Two equal"),
            "1-1-1": tr("Three equal"),
            "1-2": tr("Narrow, wide"),
            "2-1": tr("Wide, narrow"),
            "1-3": tr("Quarter, rest"),
            "3-1": tr("Rest, quarter"),
        }[value]
    return value


def font_name(value: str) -> str:
    """Give the name of a font: its first family."""
    return value.split(",")[0].strip("'\" ") if value in FONTS else value


def unit(name: str) -> str:
    """Give the unit of a number that is not in pixels."""
    return " %" if name == "width" else " px"


def operator_name(operator: str) -> str:
    """Give the words between a field and a value."""
    return {
        "filled": tr("is filled in"),
        "empty": tr("is empty"),
        "is": tr("is"),
        "is_not": tr("is not"),
        "contains": tr("contains"),
        "more": tr("is more than"),
        "less": tr("is less than"),
    }[operator]


def condition_words(condition: Condition | None) -> str:
    """Say to whom a block is shown; nothing when it is shown to everybody."""
    if condition is None:
        return ""
    what = f"{condition.field.replace('_', ' ')} {operator_name(condition.operator)}"
    return tr("Only if {what}").format(
        what=what if condition.operator in VALUELESS else f"{what} {condition.value or '…'}"
    )


def canvas_words() -> Mapping[str, str]:
    """Give what the canvas says itself."""
    return {
        "picture": tr("Choose a picture"),
        "remote": tr("A picture on the internet; it is not loaded here"),
        "address": tr("Postal address of your account"),
        "links": tr("Add links at the side"),
        "drop": tr("Drop a block here"),
        "with_fallback": tr("{field}, or “{fallback}”"),
    }


def block_name(block: Block, first_words: str) -> str:
    """Name a block for lists and screen readers: its kind and first words, and to whom it is shown."""
    name = f"{kind_name(block.kind)}: {first_words}" if first_words else kind_name(block.kind)
    shown = condition_words(block.condition)
    return f"{name}. {shown}" if shown else name
