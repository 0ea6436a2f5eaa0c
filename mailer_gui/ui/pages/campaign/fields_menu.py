"""The menu of merge fields: what the audience has, with an example, and a fallback for those who lack it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from mailer_gui.model.messages import BUILT_IN_FIELDS
from mailer_gui.model.writing import FieldFact
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.texts import number, tr
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field

MOST = 40
LONGEST_EXAMPLE = 28


class FieldsMenu(QObject):
    """Fills a menu when it is opened; `insert(name, fallback)` is called with what was chosen."""

    def __init__(
        self, menu: QMenu, context: PageContext, draft: Draft, people: People, insert: Callable[[str, str], None]
    ) -> None:
        super().__init__(menu)
        self._menu, self._context, self._draft, self._people, self._insert = menu, context, draft, people, insert
        menu.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Read the fields of the audience as it is now."""
        self._menu.clear()
        self._menu.addAction(tr("Reading…")).setEnabled(False)
        audience, contact_id = self._draft.campaign.audience, self._people.contact_id

        def work(ws: Any) -> list[FieldFact]:
            from mailer_gui.operations import audience as operations

            return operations.field_facts(ws, audience, contact_id)

        self._context.tasks.read(self, work, self._show)

    def _show(self, facts: list[FieldFact]) -> None:
        self._menu.clear()
        ordered = sorted(facts, key=lambda fact: (fact.having == 0, fact.name.casefold()))
        for fact in ordered[:MOST]:
            self._menu.addAction(field_words(fact), partial(self._choose, fact))
        if not facts:
            self._menu.addAction(tr("The people have no fields yet")).setEnabled(False)
        self._menu.addSection(tr("Known of everybody"))
        words = {
            "email": tr("the person’s address"),
            "unsubscribe_url": tr("link to unsubscribe"),
            "campaign_name": tr("name of this campaign"),
            "sender_name": tr("your name"),
            "sender_address": tr("your address"),
            "postal_address": tr("your postal address"),
        }
        for name in BUILT_IN_FIELDS:
            text = f"{name}\t{words[name]}" if name in words else name
            self._menu.addAction(text, partial(self._insert, name, ""))
        size = self._menu.sizeHint()
        self._menu.resize(size)

    def _choose(self, fact: FieldFact) -> None:
        if not fact.lacking:
            self._insert(fact.name, "")
            return
        ask_fallback(self._menu.parentWidget(), fact, self._insert)


def field_words(fact: FieldFact) -> str:
    """Name a field in the menu: its name, an example, and how many have it unless all do."""
    example = fact.example.replace("\n", " ")
    if len(example) > LONGEST_EXAMPLE:
        example = example[: LONGEST_EXAMPLE - 1] + "…"
    name = fact.name.replace("&", "&&")
    parts = [example.replace("&", "&&")] if example else []
    if fact.lacking:
        parts.append(tr("{having} of {people}").format(having=number(fact.having), people=number(fact.people)))
    return f"{name}\t{' · '.join(parts)}" if parts else name


def ask_fallback(parent: QWidget | None, fact: FieldFact, insert: Callable[[str, str], None]) -> Dialog:
    """Ask what stands in the place of a field for those who lack it."""
    dialog = Dialog(
        parent,
        tr("What if somebody has no “{field}”?").format(field=fact.name),
        tr("{lacking} of {people} people have nothing there. They read this instead:").format(
            lacking=number(fact.lacking), people=number(fact.people)
        ),
    )
    edit = QLineEdit()
    edit.setPlaceholderText(tr("for example: friend"))
    dialog.add(Field(tr("Instead"), edit, tr("Left empty, those people are skipped: they get no message.")))

    def finish() -> None:
        dialog.accept()
        insert(fact.name, edit.text().strip())

    dialog.add_button(tr("Cancel"))
    dialog.add_button(tr("Insert"), "primary", finish)
    edit.setFocus()
    dialog.open()
    return dialog
