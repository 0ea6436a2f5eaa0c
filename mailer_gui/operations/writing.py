"""Writing a message: its mistakes where they were made, its plain text, and another way of writing it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mailer_gui.model.errors import MailerError, TemplateError
from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.model.preview import Preview
from mailer_gui.model.writing import Letter, LetterBlock

if TYPE_CHECKING:
    from mailer_gui.compose.tags import Problem

_IMAGE = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_FRAME = "display:inline-block;border:1px solid #b0b6bf;padding:4px 8px;color:#5f6b7c;font:13px sans-serif"

LOSSLESS = {
    BodyKind.PLAIN: (BodyKind.LETTER, BodyKind.MARKDOWN),
    BodyKind.LETTER: (),
    BodyKind.MARKDOWN: (),
    BodyKind.HTML: (),
    BodyKind.BLOCKS: (),
}
ONE_WAY = {
    BodyKind.PLAIN: (BodyKind.HTML,),
    BodyKind.LETTER: (BodyKind.HTML, BodyKind.PLAIN),
    BodyKind.MARKDOWN: (BodyKind.HTML, BodyKind.PLAIN),
    BodyKind.HTML: (BodyKind.PLAIN,),
    BodyKind.BLOCKS: (BodyKind.HTML, BodyKind.PLAIN),
}
"""Ways in which a message can go on so that what was written stays readable, but not what it was made from."""


def mistakes(message: Message) -> list[TemplateError]:
    """List the mistakes of a message; line and column are those of what the author wrote, 0 where that is not known.

    `part` is subject, text, html, markdown, letter, blocks, attachment or the name of a header.
    """
    from mailer_gui.compose.checks import check_message, check_template

    try:
        problems = check_message(message)
        if message.kind is BodyKind.LETTER:  # its HTML has other lines than the letter itself
            written = "\n".join(block.text for block in letter_blocks(message.source))
            own = check_template(written, "letter")
            problems = [*own, *(one for one in problems if one.part != "letter")] if own else problems
    except TemplateError as error:
        return [error]
    except MailerError as error:
        return [TemplateError(error.message, part=message.kind.value, hint=error.hint)]
    return [_error(one) for one in problems]


def _error(problem: Problem) -> TemplateError:
    part, line, column = problem.part, problem.line, problem.column
    return TemplateError(problem.message, part=part, line=line, column=column, hint=problem.hint)


def derived_text(message: Message) -> str:
    """Give the plain text that is made from the message's HTML; empty for a plain message.

    Raises InputError when a letter or blocks cannot be read, TemplateError for a merge field that is never closed.
    """
    from mailer_gui.compose.bodies import written_html
    from mailer_gui.compose.plain import derived_text as text_of
    from mailer_gui.compose.tags import ScanError

    try:
        html = written_html(message)
        return text_of(html) if html.strip() else ""
    except ScanError as error:
        raise TemplateError(error.message, part=message.kind.value, hint=error.hint) from error


def turned(message: Message, kind: BodyKind) -> Message:
    """Give the message written in another way: see LOSSLESS and ONE_WAY. Subject, pictures and files stay."""
    if kind is message.kind:
        return message
    if message.kind is BodyKind.PLAIN:
        return _of_text(message, kind)
    if kind is BodyKind.PLAIN:
        text = message.text if message.text.strip() else derived_text(message)
        return replace(message, kind=kind, html="", source="", text=text)
    from mailer_gui.compose.bodies import written_html

    return replace(message, kind=BodyKind.HTML, html=written_html(message), source="")


def _of_text(message: Message, kind: BodyKind) -> Message:
    from mailer_gui.compose.letter import html_of_letter, letter_of_text

    if kind is BodyKind.MARKDOWN:
        return replace(message, kind=kind, source=message.text, text="", html="")
    letter = letter_of_text(message.text).dump()
    if kind is BodyKind.LETTER:
        return replace(message, kind=kind, source=letter, text="", html="")
    return replace(message, kind=BodyKind.HTML, html=html_of_letter(letter), text="", source="")


def letter_blocks(source: str) -> tuple[LetterBlock, ...]:
    """Read a letter's source. Raises InputError when it is damaged, TooNewError when a newer version wrote it."""
    blocks = Letter.load(source).blocks
    return tuple(replace(block, runs=tuple(run for run in block.runs if run.text)) for block in blocks)


def letter_source(blocks: Sequence[LetterBlock]) -> str:
    """Write a letter's source."""
    return Letter(tuple(blocks)).dump()


def without_pictures(preview: Preview) -> str:
    """Give the HTML of a preview as a mail program shows it that loads no pictures: their descriptions remain."""
    from mailer_gui.compose.pictures import replaced

    html = replaced(preview.html, lambda reference: "" if reference.is_picture else None)
    return _IMAGE.sub(lambda image: _described(image.group()), html)


def _described(image: str) -> str:
    """Give a frame with the description; the picture's own size would make it huge or nothing."""
    found = _ALT.search(image)
    words = next((one for one in found.groups() if one is not None), "") if found else ""
    return f'<span style="{_FRAME}">{words or "&nbsp;"}</span>'
