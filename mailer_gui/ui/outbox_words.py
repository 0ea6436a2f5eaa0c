"""What reading every message found, in words."""

from __future__ import annotations

from mailer_gui.model.outbox import (
    EMPTY,
    FILE,
    LEFTOVER,
    LENGTH,
    LINK,
    LOOKS_EMPTY,
    SKIPPED,
    SUBJECT,
    OutboxLook,
)
from mailer_gui.ui.texts import counted, tr


def kind_words(kind: str) -> str:
    """Name a kind of remark, for the caption below its count."""
    return {
        SKIPPED: tr("cannot go"),
        FILE: tr("own files"),
        LEFTOVER: tr("not filled in"),
        EMPTY: tr("empty field"),
        LOOKS_EMPTY: tr("like “N/A”"),
        LINK: tr("broken link"),
        SUBJECT: tr("odd subject"),
        LENGTH: tr("odd length"),
    }[kind]


def kind_meaning(kind: str) -> str:
    """Give the colour of a kind."""
    return "bad" if kind in (SKIPPED, FILE) else "warning"


def fallback_lines(look: OutboxLook) -> list[str]:
    """Say who gets a fallback, field by field, the most frequent first."""
    said = []
    for field, people in sorted(look.fallbacks.items(), key=lambda item: -item[1]):
        words = look.fallback_words.get(field, "").strip()
        if words:  # an empty one, and what only a condition asks for, is nothing that people read
            text = counted(people, "%Ln person gets “{words}” for {field}", "%Ln people get “{words}” for {field}")
            said.append(text.format(words=words, field=field))
    return said


def result_words(look: OutboxLook) -> str:
    """Say what came of reading everything, in one line."""
    odd = sum(look.counts.values())
    read = counted(look.total, "%Ln message was read", "%Ln messages were read")
    if not odd:
        return tr("{read}, and nothing odd was found.").format(read=read)
    found = counted(odd, "%Ln thing to look at", "%Ln things to look at")
    return tr("{read}: {found}.").format(read=read, found=found)
