"""Changing many people at once: each change says what it did, with Undo."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from mailer_gui.model.bulk import Change, Duplicates, Likeness
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.contacts.actions import Done, run
from mailer_gui.ui.pages.contacts.columns import field_title
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.dialogs import ask, ask_text

MANY = 10_000
"""From so many people on, a change is asked about first."""


Merged = Callable[[str, Callable[[Callable[[], object]], None]], None]
"""Hears what was merged, in words, and how to take it back (which calls back when it is done)."""


class Bulk:
    """What a page changes for many people; `done` is called after each change."""

    def __init__(self, page: QWidget, context: PageContext, done: Done) -> None:
        self._page, self._context, self._done = page, context, done

    def _change(
        self, title: str, operation: Callable[..., Change], arguments: Mapping[str, Any], words: Callable[[int], str]
    ) -> None:
        """Make a change of `arguments["ids"]`, and say in `words(count)` what it did."""
        asked = len(arguments["ids"])

        def changed(found: Change) -> None:
            self._done()
            undo = (lambda: self._take_back(found)) if found.count else None
            self._context.notify(Notice(words(found.count), undo=undo))

        run(self._page, self._context, title, operation, arguments, asked, changed)

    def _take_back(self, change: Change, then: Callable[[], object] = lambda: None) -> None:
        from mailer_gui.operations import bulk

        def undone(_count: int) -> None:
            self._done()
            then()

        run(self._page, self._context, tr("Undoing"), bulk.undo, {"token": change.token}, change.count, undone)

    def add_to_list(self, ids: Sequence[int], name: str) -> None:
        """Put people on a list, made when it is new."""
        from mailer_gui.operations import bulk

        def words(count: int) -> str:
            text = counted(count, "%Ln person added to “{name}”", "%Ln people added to “{name}”")
            return text.format(name=name) if count else tr("They are on “{name}” already").format(name=name)

        arguments = {"ids": array("q", ids), "list_name": name}
        self._change(tr("Adding people to a list"), bulk.add_to_list, arguments, words)

    def ask_new_list(self, ids: Sequence[int]) -> None:
        """Ask for a name and put people on that list."""
        title = tr("New list")
        ask_text(self._page.window(), title, tr("Name"), lambda name: self.add_to_list(ids, name), word=tr("Create"))

    def leave_list(self, ids: Sequence[int], list_id: int) -> None:
        """Take people off a list; they stay in the address book."""
        from mailer_gui.operations import bulk

        def words(count: int) -> str:
            return counted(count, "%Ln person taken off the list", "%Ln people taken off the list")

        arguments = {"ids": array("q", ids), "list_id": list_id}
        self._change(tr("Taking people off a list"), bulk.remove_from_list, arguments, words)

    def move(self, ids: Sequence[int], list_id: int, name: str) -> None:
        """Take people off one list and put them on another."""
        from mailer_gui.operations import bulk

        def words(count: int) -> str:
            return counted(count, "%Ln person moved to “{name}”", "%Ln people moved to “{name}”").format(name=name)

        arguments = {"ids": array("q", ids), "from_id": list_id, "list_name": name}
        self._change(tr("Moving people to a list"), bulk.move_to_list, arguments, words)

    def set_field(self, ids: Sequence[int], name: str, value: str) -> None:
        """Give a field of people another value; many at once are asked about first."""
        from mailer_gui.operations import bulk

        def words(count: int) -> str:
            if not count:
                return tr("{field} was so already").format(field=field_title(name))
            text = counted(count, "{field} is set for %Ln person", "{field} is set for %Ln people")
            return text.format(field=field_title(name))

        def go() -> None:
            arguments = {"ids": array("q", ids), "name": name, "value": value}
            self._change(tr("Setting a field"), bulk.set_field, arguments, words)

        if len(ids) < MANY:
            go()
            return
        ask(
            self._page.window(),
            tr("Set {field} for {count} people?").format(field=field_title(name), count=number(len(ids))),
            tr("What stands there now is replaced. You can undo it afterwards."),
            [(tr("Cancel"), "plain", None), (tr("Set it"), "primary", go)],
        )

    def merge(self, ids: Sequence[int], keep: int, then: Merged) -> None:
        """Make one person of several records."""
        from mailer_gui.operations import bulk

        def merged(found: Change) -> None:
            self._done()
            words = counted(found.count + 1, "%Ln record is one person now", "%Ln records are one person now")
            then(words, lambda undone: self._take_back(found, undone))

        self._context.tasks.read(self._page, lambda ws: bulk.merge(ws, ids, keep), merged)

    def find_duplicates(self) -> None:
        """Look for people who are there more than once, and show them."""
        from mailer_gui.operations import duplicates

        def show(found: Duplicates) -> None:
            from mailer_gui.ui.pages.contacts.duplicates_dialog import DuplicatesDialog, Group

            groups = [Group(one.ids, one.who, likeness_words()[one.likeness]) for one in found.groups]
            DuplicatesDialog(self._page.window(), self._context, groups, found.total, self.merge).open()

        title = tr("Looking for duplicates")
        self._context.tasks.start(self._page, title, duplicates.find, {}, show, unit=tr("people"))

    def compare(self, ids: Sequence[int], who: str) -> None:
        """Show chosen people side by side, to merge them."""
        from mailer_gui.ui.pages.contacts.duplicates_dialog import DuplicatesDialog, Group

        groups = [Group(tuple(ids), who, tr("chosen by you"))]
        DuplicatesDialog(self._page.window(), self._context, groups, 1, self.merge).open()


def likeness_words() -> dict[Likeness, str]:
    """Give the reasons why people are probably one."""
    return {
        Likeness.MAILBOX: tr("one mailbox, written differently"),
        Likeness.NAME: tr("same name, same domain"),
        Likeness.PHONE: tr("same telephone number"),
    }
