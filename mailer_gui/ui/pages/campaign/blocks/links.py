"""The question where the chosen words lead to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.chip_line import ChipLine
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field


def ask_link(parent: QWidget, now: str, done: Callable[[str], object]) -> Dialog:
    """Ask for an address; `done` gets it, completed, or nothing when the link is to go."""
    dialog = Dialog(parent, tr("Link"), tr("Where the chosen words lead to."))
    address = ChipLine(now or "https://")
    dialog.add(Field(tr("Address"), address))
    dialog.add_button(tr("Cancel"))

    def finish(text: str) -> None:
        dialog.accept()
        done(text)

    def take() -> None:
        finish(full_address(address.text()))

    if now:
        dialog.add_button(tr("Remove the link"), "plain", lambda: finish(""))
    dialog.add_button(tr("Set the link"), "primary", take)
    address.entered.connect(take)
    address.setFocus()
    dialog.open()
    return dialog


def full_address(typed: str) -> str:
    """Complete an address as people type it; nothing for one that was only begun."""
    text = typed.strip()
    if not text or text == "https://":
        return ""
    if "@" in text and ":" not in text and "/" not in text:
        return f"mailto:{text}"
    return text if text.startswith(("http://", "https://", "mailto:", "tel:", "{{")) else f"https://{text}"
