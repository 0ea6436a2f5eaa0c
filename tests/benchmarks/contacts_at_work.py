"""What else goes on in the window over a large address book: an import, and changes of very many people, with Undo."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from mailer_gui.ui.dialogs.importing.dialog import ImportDialog
from mailer_gui.ui.pages.contacts.page import ContactsPage
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.toasts import Toast
from tests.benchmarks.watch import Watch, until

MANY = 100_000
LONG = 240.0


class AtWork:
    """Does the long things one after the other; the watch notes how long each holds up the window."""

    def __init__(self, page: ContactsPage, watch: Watch, type_words: Callable[[], Awaitable[object]]) -> None:
        self.page, self.watch, self._type_words = page, watch, type_words
        self.window = page.window()

    async def run(self, file: Path) -> None:
        """Import, change, delete, and take each change back."""
        await self._import(file)
        self.page.table.clearSelection()
        people = self.page.people
        await self._changed("set a field", lambda ids: people.bulk.set_field(ids, "city", "Faro"), "Set it")
        await self._changed("put on a list", lambda ids: people.bulk.add_to_list(ids, "Customers"), "")
        await self._changed("delete", people.delete, "Delete")

    async def _import(self, file: Path) -> None:
        self.watch.begin("import, checked")
        dialog = ImportDialog(self.window, self.page.context, file, lambda _result: self.page.refresh())
        dialog.open()
        await until(lambda: dialog.plan is not None, LONG)
        self.watch.begin("import, brought in")
        dialog.start_import()
        await asyncio.sleep(0.5)
        await self._type_words()  # its names are measured apart
        self.watch.begin("import, brought in")
        await until(lambda: dialog.imported is not None or dialog.stopped, LONG)
        assert dialog.imported is not None, dialog.work.words
        self.watch.begin("import, read again")
        await self._whole()
        dialog.accept()
        await asyncio.sleep(0.2)

    async def _changed(self, name: str, act: Callable[[array[int]], object], word: str) -> None:
        """Change very many people, and undo it."""
        self.watch.begin(f"{name}, {MANY:,} people")
        self.page.table.selectAll()
        await asyncio.sleep(0.1)
        act(self.page.model.ids[:MANY])
        if word:
            await until(lambda: self._button(word))
            self._button(word)[0].click()
        await self._end()
        toast = self.window.findChild(Toast)
        assert toast is not None
        await until(toast.isVisible, LONG)
        self.watch.begin(f"{name}, undone")
        next(one for one in toast.findChildren(QPushButton) if one.isVisible()).click()
        await self._end()

    def _button(self, word: str) -> list[QPushButton]:
        dialogs = self.window.findChildren(Dialog)
        return [one for dialog in dialogs for one in dialog.findChildren(QPushButton) if one.text() == word]

    async def _end(self) -> None:
        """Wait until the work is done and the table shows it."""
        await asyncio.sleep(0.1)
        await until(lambda: not self.page.context.tasks.jobs(), LONG)
        await self._whole()

    async def _whole(self) -> None:
        await asyncio.sleep(0.3)
        await until(lambda: self.page.model.complete, LONG)
        await asyncio.sleep(0.3)
