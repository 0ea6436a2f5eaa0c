"""What the suppressions page asks of the operations, in a thread, and the words for what it gets."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mailer_gui.model.contacts import Suppression, SuppressionReason
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.cells import Cell

Workspace = Any
Listed = tuple[int, Suppression]
"""A suppression with the number of its row."""
ERASED = "#"
"""How the key of an erased person begins; what follows is a salted hash that names nobody."""


@dataclass(frozen=True, slots=True)
class Query:
    """What the table shows."""

    search: str = ""
    order: str = "-at"

    def ids(self, ws: Workspace) -> array[int]:
        """Give the row numbers in order."""
        from mailer_gui.operations import suppressions

        return suppressions.ids(ws, self.search, self.order)


def read_rows(ws: Workspace, ids: Sequence[int]) -> list[Listed]:
    """Give the rows of these numbers."""
    from mailer_gui.operations import suppressions

    return suppressions.rows(ws, ids)


def is_erased(one: Suppression) -> bool:
    """True when it keeps an erased person from being mailed, without saying who it was."""
    return one.key.startswith(ERASED)


def reasons() -> dict[str, tuple[str, str]]:
    """Give the reasons with their words and meanings."""
    return {
        SuppressionReason.MANUAL: (tr("Added by hand"), "neutral"),
        SuppressionReason.UNSUBSCRIBED: (tr("Unsubscribed"), "info"),
        SuppressionReason.BOUNCED: (tr("Bounced"), "warning"),
        SuppressionReason.COMPLAINED: (tr("Complained"), "bad"),
        SuppressionReason.ERASED: (tr("Erased"), "neutral"),
    }


_AS_WRITTEN: tuple[tuple[str, SuppressionReason], ...] = (
    ("complain", SuppressionReason.COMPLAINED),
    ("abuse", SuppressionReason.COMPLAINED),
    ("spam", SuppressionReason.COMPLAINED),
    ("bounce", SuppressionReason.BOUNCED),
    ("undeliverable", SuppressionReason.BOUNCED),
    ("unsub", SuppressionReason.UNSUBSCRIBED),
    ("opt out", SuppressionReason.UNSUBSCRIBED),
    ("opted out", SuppressionReason.UNSUBSCRIBED),
    ("optout", SuppressionReason.UNSUBSCRIBED),
)
"""What other programs call our reasons: the beginning of a word, in small letters, without dashes."""


def reason_cell(one: Suppression) -> Cell:
    """Show a reason; one that came with a file in our words where it means one of ours, and else as a sentence."""
    known = reasons()
    if one.reason in known:
        words, meaning = known[SuppressionReason(one.reason)]
        return Cell(words, pill=meaning, tip=words)
    plain = " ".join(one.reason.replace("_", " ").replace("-", " ").split())
    found = next((ours for word, ours in _AS_WRITTEN if f" {word}" in f" {plain.lower()}"), None)
    if found is not None:
        words, meaning = known[found]
        return Cell(
            words, pill=meaning, tip=tr("{reason} (in the file: {words})").format(reason=words, words=one.reason)
        )
    words = plain[:1].upper() + plain[1:] if plain.islower() or plain.isupper() else plain
    return Cell(words or tr("Not said"), pill="neutral", tip=words)


def who_cell(one: Suppression) -> Cell:
    """Show whom it is about."""
    if is_erased(one):
        return Cell(
            tr("A person who was erased"),
            muted=True,
            tip=tr("Nothing is left that says who it was. If the same address comes back, it is still never mailed."),
        )
    if one.key.startswith("@"):
        return Cell(one.key[1:], tr("everybody at this domain"), strong=True, tip=one.key)
    return Cell(one.key, tip=one.key)


def total_words(total: int) -> str:
    """Say how many there are."""
    if not total:
        return tr("Addresses and domains that are never mailed")
    return counted(total, "%Ln address or domain is never mailed", "%Ln addresses and domains are never mailed")
