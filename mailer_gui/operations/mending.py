"""What the program can put right in a message by itself, when a person asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import BodyKind, Message

if TYPE_CHECKING:
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.operations.workspace import Workspace

WORDS = {
    "footer": "Add a footer",
    "https": "Use https",
    "alt": "Mark as decoration",
}
"""What the button says for each mend that a finding names."""
_POSTAL, _WAY_OUT = "{{ postal_address }}", "{{ unsubscribe_url }}"
_END = re.compile(r"</body\s*>", re.IGNORECASE)
_HTTP = re.compile(r"""((?:href|src)\s*=\s*["']?)http://""", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)


def mend(ws: Workspace, campaign_id: int, what: str) -> Campaign:
    """Put right what a finding's `mend` names, in the draft; the version before stays among the versions.

    Raises InputError when there is no such mend, or when the campaign was sent already.
    """
    change = _MENDS.get(what)
    if change is None:
        raise InputError("The program cannot mend this by itself.", hint="Change it in the message.")
    campaign = ws.campaigns.get(campaign_id)
    return ws.campaigns.save_draft(replace(campaign, message=change(campaign.message)))


def _footer(message: Message) -> Message:
    """Add what is missing of postal address and way out, at the end."""
    has_address, has_way_out = (
        any(tag in part for part in _parts(message)) for tag in ("postal_address", "unsubscribe_url")
    )
    if message.kind is BodyKind.BLOCKS:
        return _with_footer_block(message)
    if message.kind in (BodyKind.PLAIN, BodyKind.MARKDOWN):
        link = f"[Unsubscribe]({_WAY_OUT})" if message.kind is BodyKind.MARKDOWN else f"Unsubscribe: {_WAY_OUT}"
        lines = [line for line, there in ((_POSTAL, has_address), (link, has_way_out)) if not there]
        body = message.source if message.kind is BodyKind.MARKDOWN else message.text
        rule = "\n\n---\n\n" if message.kind is BodyKind.MARKDOWN else "\n\n-- \n"
        whole = body.rstrip() + rule + "\n\n".join(lines) + "\n"
        return replace(message, source=whole) if message.kind is BodyKind.MARKDOWN else replace(message, text=whole)
    if message.kind is BodyKind.LETTER:
        return _with_letter_lines(message, has_address=has_address, has_way_out=has_way_out)
    lines = [_POSTAL] if not has_address else []
    lines += [f'<a href="{_WAY_OUT}" style="color:#6a7079">Unsubscribe</a>'] if not has_way_out else []
    block = f'<p style="font-size:13px;color:#6a7079">{"<br>".join(lines)}</p>\n'
    end = _END.search(message.html)
    at = end.start() if end else len(message.html)
    html = f"{message.html[:at].rstrip()}\n{block}{message.html[at:]}"
    text = message.text
    if text.strip():
        plain = [
            line for line, there in ((_POSTAL, has_address), (f"Unsubscribe: {_WAY_OUT}", has_way_out)) if not there
        ]
        text = text.rstrip() + "\n\n-- \n" + "\n".join(plain) + "\n"
    return replace(message, html=html, text=text)


def _parts(message: Message) -> tuple[str, str, str]:
    return message.html, message.source, message.text


def _with_footer_block(message: Message) -> Message:
    from mailer_gui.model.blocks import Document, Place, new_block

    document = Document.load(message.source)
    block = new_block("footer", document.new_id())
    return replace(message, source=document.inserted(block, Place(len(document.blocks))).dump())


def _with_letter_lines(message: Message, *, has_address: bool, has_way_out: bool) -> Message:
    from mailer_gui.model.writing import Letter, LetterBlock, LetterRun

    blocks = list(Letter.load(message.source).blocks)
    if not has_address:
        blocks.append(LetterBlock("paragraph", (LetterRun(_POSTAL),)))
    if not has_way_out:
        blocks.append(LetterBlock("paragraph", (LetterRun("Unsubscribe", link=_WAY_OUT),)))
    return replace(message, source=Letter(tuple(blocks)).dump())


def _https(message: Message) -> Message:
    def secure(text: str) -> str:
        return _HTTP.sub(r"\1https://", text)

    if message.kind is BodyKind.MARKDOWN:
        return replace(message, source=re.sub(r"\bhttp://", "https://", message.source))
    if message.kind in (BodyKind.LETTER, BodyKind.BLOCKS):
        return replace(message, source=re.sub(r"(?<=[\"' ])http://", "https://", message.source))
    return replace(message, html=secure(message.html), text=re.sub(r"\bhttp://", "https://", message.text))


def _alt(message: Message) -> Message:
    """Mark the pictures without words as decoration: programs that read aloud then leave them out."""

    def with_alt(match: re.Match[str]) -> str:
        tag = match.group()
        if re.search(r"\balt\s*=", tag, re.IGNORECASE):
            return tag
        return re.sub(r"\s*/?>$", ' alt="">', tag)

    return replace(message, html=_IMAGE.sub(with_alt, message.html))


_MENDS: dict[str, Callable[[Message], Message]] = {"footer": _footer, "https": _https, "alt": _alt}
