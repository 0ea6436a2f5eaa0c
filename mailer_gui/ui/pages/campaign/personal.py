"""Each person's own file: found in a folder by a name that has merge fields in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QVBoxLayout, QWidget

from mailer_gui.model.errors import MailerError
from mailer_gui.model.messages import PersonalFile
from mailer_gui.model.writing import FilesLook
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import ElidedLabel, button, clear, column, flush, icon_button, label, restyle, row
from mailer_gui.ui.widgets.dialogs import Dialog, choose_folder
from mailer_gui.ui.widgets.inputs import Field

LOOK_AFTER_MS = 700


class PersonalFiles(QWidget):
    """A card for every pattern, with the file of the person in front, and what was found for everybody."""

    changed = Signal()

    def __init__(self, context: PageContext, draft: Draft, people: People) -> None:
        super().__init__()
        self._context, self._draft, self._people = context, draft, people
        self._asked = 0
        self._look: FilesLook | None = None
        self._cards: QVBoxLayout = column(spacing=t.M)
        self.cards: list[PersonalCard] = []
        explained = label(
            tr("One of their own for each person, for example an invoice: chosen by its name from a folder."),
            "muted",
            wrap=True,
        )
        self.said = label("", "small", wrap=True)
        self.show_them = flush(button(tr("Show them"), "link", self._show_problems))
        self.show_them.hide()
        found = row(self.said, self.show_them, spacing=t.S)
        found.setStretch(0, 1)
        self.add = button(tr("Choose a folder…"), "plain", self._add, icon="folder")
        self.setLayout(
            column(
                label(tr("Each person’s own"), "strong"),
                explained,
                self._cards,
                found,
                row(self.add, None),
                spacing=t.S,
            )
        )
        self._soon = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._soon.timeout.connect(self._look_for_everybody)
        draft.kept.connect(self._kept)
        people.moved.connect(self._examples)

    def show_files(self) -> None:
        """Show the draft's patterns; cards that stand there already stay, with their cursor."""
        own = self._draft.message.personal
        if [card.own for card in self.cards] != list(own):
            clear(self._cards)
            self.cards = [
                PersonalCard(one, partial(self._set, place), partial(self._remove, place))
                for place, one in enumerate(own)
            ]
            for card in self.cards:
                self._cards.addWidget(card)
        self._examples()
        self._say()

    def add_folder(self, folder: str) -> None:
        """Begin with a folder; the name of the file is written then."""
        own = PersonalFile("{{ email }}.pdf", folder)
        self._draft.set_message(personal=(*self._draft.message.personal, own))
        self.show_files()
        self.changed.emit()
        self.cards[-1].pattern.setFocus()
        self.cards[-1].pattern.selectAll()

    def _add(self) -> None:
        choose_folder(self, tr("The folder of the files"), self.add_folder)

    def _set(self, place: int, own: PersonalFile) -> None:
        personal = list(self._draft.message.personal)
        if place < len(personal):
            personal[place] = own
            self._draft.set_message(personal=tuple(personal))

    def _remove(self, place: int) -> None:
        personal = list(self._draft.message.personal)
        del personal[place : place + 1]
        self._draft.set_message(personal=tuple(personal))
        self.show_files()
        self.changed.emit()

    def _kept(self) -> None:
        if self._draft.message.personal and self.isVisible():
            self._examples()
            self._soon.start()

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Look when it is seen."""
        super().showEvent(event)  # type: ignore[arg-type]  # Qt's own event, passed on
        self._kept()

    def _examples(self) -> None:
        contact_id, campaign_id, person = self._people.contact_id, self._draft.campaign.id, self._people.person
        if contact_id is None or not self.isVisible():
            return
        name = (person.name or person.address) if person is not None else ""
        for card in self.cards:
            own = card.own

            def work(ws: Any, own: PersonalFile = own) -> str:
                from mailer_gui.operations import attachments

                return attachments.personal_example(ws, campaign_id, own, contact_id)

            self._context.tasks.read(
                card, work, partial(card.show_example, name, own), partial(card.show_trouble, name, own)
            )

    def _look_for_everybody(self) -> None:
        if not self._draft.message.personal or not self._draft.is_kept:
            return
        self._asked += 1
        asked, campaign_id = self._asked, self._draft.campaign.id
        self.said.setText(tr("Looking for everybody’s file…"))

        def work(ws: Any) -> FilesLook:
            from mailer_gui.operations import attachments

            return attachments.look_for_personal(ws, campaign_id)

        def show(look: FilesLook) -> None:
            if asked == self._asked:
                self._look = look
                self._say()

        def failed(_: MailerError) -> None:
            if asked == self._asked:  # the card says what is wrong with the pattern
                self._look = None
                self._say()

        self._context.tasks.read(self, work, show, failed, lane="files")

    def _say(self) -> None:
        look = self._look if self._draft.message.personal else None
        self.show_them.setVisible(look is not None and look.lacking > 0)
        restyle(self.said, role="small" if look is None else "bad" if look.lacking else "good")
        if look is None:
            self.said.setText("")
        elif look.lacking:
            self.said.setText(
                tr("Checked for everybody: {lacking} of {people} have no file that can go.").format(
                    lacking=number(look.lacking), people=number(look.people)
                )
            )
        else:
            self.said.setText(
                counted(
                    look.files,
                    "Checked for everybody: %Ln file, none lacks.",
                    "Checked for everybody: %Ln files, none lacks.",
                )
            )

    def _show_problems(self) -> None:
        if self._look is not None:
            show_problems(self, self._look)


class PersonalCard(QWidget):
    """One pattern: folder, name of the file, what it gives for the person in front."""

    def __init__(self, own: PersonalFile, changed: Callable[[PersonalFile], None], removed: Callable[[], None]) -> None:
        super().__init__()
        self.own = own
        self._changed = changed
        self.folder = ElidedLabel(own.folder, "muted")
        change = icon_button("folder", tr("Choose another folder"), self._choose)
        remove = icon_button("trash", tr("No own file"), removed)
        head = row(self.folder, change, remove, spacing=t.XS)
        head.setStretch(0, 1)
        self.pattern = QLineEdit(own.pattern)
        self.pattern.textChanged.connect(lambda text: self._use(pattern=text))
        field = Field(tr("Name of the file, with merge fields"), self.pattern)
        self.example = label("", "small", wrap=True)
        self.optional = QCheckBox(tr("Some people have none"))
        self.shared = QCheckBox(tr("Two people may get the same one"))
        self.optional.setToolTip(tr("Those whose file name is empty get the message without a file."))
        self.shared.setToolTip(tr("For example a family with one invoice. Otherwise it counts as a mistake."))
        for box, name in ((self.optional, "optional"), (self.shared, "shared")):
            box.setChecked(getattr(own, name))
            box.toggled.connect(partial(self._tick, name))
        self.setLayout(column(head, field, self.example, self.optional, self.shared, spacing=t.XS))

    def show_example(self, name: str, own: PersonalFile, path: str) -> None:
        """Show which file the person in front gets."""
        if own == self.own:
            restyle(self.example, role="good")
            none = tr("{name} gets no file of their own.")
            self.example.setText((tr("{name} gets {file}") if path else none).format(name=name, file=path))

    def show_trouble(self, name: str, own: PersonalFile, error: MailerError) -> None:
        """Say why the person in front has no file."""
        if own == self.own:
            restyle(self.example, role="bad")
            self.example.setText(f"{name}: {error.message}" if name else error.message)

    def _use(self, **parts: Any) -> None:
        self.own = replace(self.own, **parts)
        self._changed(self.own)

    def _tick(self, name: str, on: bool) -> None:
        self._use(**{name: on})

    def _choose(self) -> None:
        def use(folder: str) -> None:
            self.folder.setText(folder)
            self._use(folder=folder)

        choose_folder(self, tr("The folder of the files"), use)


def show_problems(parent: QWidget, look: FilesLook) -> Dialog:
    """List the people whose own file cannot go, and why."""
    dialog = Dialog(
        parent,
        counted(look.lacking, "%Ln person has no file that can go", "%Ln people have no file that can go"),
        tr("Nothing is sent before this is mended, or the file is made optional."),
        width=560,
    )
    rows = QListWidget()
    rows.setAccessibleName(tr("People and reasons"))
    rows.setMinimumHeight(260)
    rows.addItems([f"{address}: {what}" for address, what in look.problems])
    dialog.add(rows)
    dialog.add_button(tr("Close"), "primary")
    dialog.open()
    return dialog
