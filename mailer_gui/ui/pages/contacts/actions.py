"""What can be done with people and lists: each action says afterwards what it did, with Undo where it takes away."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.contacts.reading import Overview
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.dialogs import ask, ask_text, save_file

if TYPE_CHECKING:
    from mailer_gui.ui.pages.contacts.export_dialog import Part

FEW = 2_000
"""Up to so many people an action takes no time worth a progress bar."""
Done = Callable[[], None]
T = TypeVar("T")


def delete(page: QWidget, context: PageContext, ids: array[int], done: Done) -> None:
    """Delete people and offer to undo it; many at once are asked about first."""
    from mailer_gui.operations import contacts

    def gone(removed: Any) -> None:
        done()
        context.notify(
            Notice(
                counted(removed.count, "%Ln person deleted", "%Ln people deleted"),
                undo=lambda: _bring_back(page, context, removed, done),
            )
        )

    if len(ids) <= FEW:
        context.tasks.read(page, lambda ws: contacts.remove(ws, ids), gone)
        return

    def go() -> None:
        context.tasks.start(page, tr("Deleting people"), contacts.remove, {"ids": ids}, gone, unit=tr("people"))

    ask(
        page.window(),
        tr("Delete {count} people?").format(count=number(len(ids))),
        tr("What was sent to them stays in the reports. You can undo it for a moment afterwards."),
        [(tr("Keep them"), "plain", None), (tr("Delete"), "danger", go)],
    )


def _bring_back(page: QWidget, context: PageContext, removed: Any, done: Done) -> None:
    from mailer_gui.operations import contacts

    def back(count: int) -> None:
        done()
        context.notify(Notice(counted(count, "%Ln person is back", "%Ln people are back")))

    if removed.count <= FEW:
        context.tasks.read(page, lambda ws: contacts.restore(ws, removed), back)
    else:
        context.tasks.start(page, tr("Bringing people back"), contacts.restore, {"removed": removed}, back)


def run(
    page: QWidget,
    context: PageContext,
    title: str,
    operation: Callable[..., T],
    arguments: Mapping[str, Any],
    count: int,
    then: Callable[[T], None],
) -> None:
    """Do something with so many people: a few at once in a thread, many in a child process with progress."""
    if count <= FEW:
        context.tasks.read(page, lambda ws: operation(ws, **arguments), then)
    else:
        context.tasks.start(page, title, operation, arguments, then, unit=tr("people"))


def never_mail(page: QWidget, context: PageContext, ids: Sequence[int], done: Done) -> None:
    """Suppress people: no campaign writes to them any more. It can be undone."""
    from mailer_gui.operations import never_mail as operation

    def back(keys: tuple[str, ...]) -> None:
        run(page, context, tr("Allowing mail"), operation.allow_keys, {"keys": keys}, len(keys), lambda _count: done())

    def blocked(found: operation.Blocked) -> None:
        done()
        text = counted(found.count, "%Ln person will not be mailed again", "%Ln people will not be mailed again")
        context.notify(Notice(text, undo=(lambda: back(found.keys)) if found.keys else None))

    run(page, context, tr("Suppressing people"), operation.block, {"ids": array("q", ids)}, len(ids), blocked)


def ask_allow(page: QWidget, context: PageContext, ids: Sequence[int], done: Done) -> None:
    """Ask whether people who are never mailed may be mailed again; they may have asked for it to stop."""
    from mailer_gui.operations import never_mail as operation
    from mailer_gui.operations import suppressions

    def back(removed: Sequence[Any]) -> None:
        context.tasks.read(page, lambda ws: suppressions.restore(ws, removed), lambda _count: done())

    def allowed(found: operation.Allowed) -> None:
        done()
        text = counted(len(found.removed), "%Ln person may be mailed again", "%Ln people may be mailed again")
        if found.by_domain:
            rest = counted(found.by_domain, "%Ln stays blocked by its domain", "%Ln stay blocked by their domain")
            text = f"{text}, {rest}"
        context.notify(Notice(text, undo=(lambda: back(found.removed)) if found.removed else None))

    def go() -> None:
        run(page, context, tr("Allowing mail"), operation.allow, {"ids": array("q", ids)}, len(ids), allowed)

    ask(
        page.window(),
        tr("Allow mail again?"),
        tr("They unsubscribed or were blocked. Only write to people again who asked you to."),
        [(tr("Leave it"), "plain", None), (tr("Allow mail"), "danger", go)],
    )


def export(page: QWidget, context: PageContext, part: Part, suffix: str, pattern: str) -> None:
    """Ask for a file and write people to it; its suffix says what kind of file it becomes."""
    from mailer_gui.operations import exporting

    def written(count: int, path: str) -> None:
        def show_folder() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(path).parent)))

        text = counted(count, "%Ln person written to {file}", "%Ln people written to {file}")
        context.notify(Notice(text.format(file=Path(path).name), undo=show_folder, button=tr("Open folder")))

    def go(path: str) -> None:
        arguments = {"out": Path(path), "ids": part.ids}
        context.tasks.start(
            page,
            tr("Exporting people"),
            exporting.export_people,
            arguments,
            lambda count: written(count, path),
            unit=tr("people"),
        )

    save_file(page.window(), tr("Export to a file"), f"{_file_name(part.name)}.{suffix}", pattern, go)


def _file_name(text: str) -> str:
    return "".join(c if c.isalnum() or c in " -_" else "-" for c in text).strip() or "contacts"


def fill_list_menu(
    menu: QMenu, page: QWidget, context: PageContext, overview: Overview, list_id: int | None, done: Done
) -> None:
    """Offer what can be done with lists: a new one, and renaming or removing the one that is shown."""
    from mailer_gui.operations import lists

    def create(name: str) -> None:
        context.tasks.read(page, lambda ws: lists.get_or_create(ws, name), lambda _made: done())

    menu.addAction(
        tr("New list…"), lambda: ask_text(page.window(), tr("New list"), tr("Name"), create, word=tr("Create"))
    )
    shown = next((one for one in overview.lists if one.id == list_id), None)
    if shown is None:
        return

    def rename(name: str) -> None:
        context.tasks.read(page, lambda ws: lists.rename(ws, shown.id, name), lambda _renamed: done())

    def remove() -> None:
        context.tasks.read(page, lambda ws: lists.remove(ws, shown.id), lambda _none: done())

    menu.addAction(
        tr("Rename “{name}”…").format(name=shown.name),
        lambda: ask_text(page.window(), tr("Rename list"), tr("Name"), rename, value=shown.name, word=tr("Rename")),
    )
    menu.addAction(
        tr("Remove “{name}”…").format(name=shown.name),
        lambda: ask(
            page.window(),
            tr("Remove the list “{name}”?").format(name=shown.name),
            tr("Only the list goes. Its people stay in your address book."),
            [(tr("Keep it"), "plain", None), (tr("Remove list"), "danger", remove)],
        ),
    )
