"""What a message is, whichever way it was written: the HTML and the text that are compiled."""

from __future__ import annotations

from dataclasses import replace

from mailer_gui.model.messages import BodyKind, Message


def written_html(message: Message) -> str:
    """Give the HTML of a message as its author wrote it, or made from what was written; empty for a plain one.

    Raises InputError when a letter's or a block document's JSON cannot be read.
    """
    if message.kind is BodyKind.HTML:
        return message.html
    if message.kind is BodyKind.PLAIN or not message.source.strip():
        return ""
    if message.kind is BodyKind.MARKDOWN:
        from mailer_gui.compose.markdown import html_of_markdown

        return html_of_markdown(message.source)
    if message.kind is BodyKind.LETTER:
        from mailer_gui.compose.letter import html_of_letter

        return html_of_letter(message.source)
    from mailer_gui.compose.blocks.writer import html_of_blocks

    return html_of_blocks(message.source, message.subject)


def as_html(message: Message) -> Message:
    """Give the message as one that is written in HTML: what the rest of this room works with."""
    if message.kind is BodyKind.HTML:
        return message
    return replace(message, kind=BodyKind.HTML, html=written_html(message), source="")
