"""What can be done with suppressions beyond adding one: remove with a question, import, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from mailer_gui.model.contacts import Suppression
from mailer_gui.model.imports import ImportRow
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.suppressions.reading import is_erased
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import label
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.dialogs import Dialog, ask, choose_file, save_file
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.table import DataTable

Done = Callable[[], None]
_NAMED = 3
"""So many are named in the question before removing them."""


def total(ws: Any) -> int:
    """Count all suppressions; called in a thread."""
    from mailer_gui.operations import suppressions

    return len(suppressions.ids(ws))


def ask_remove(page: QWidget, context: PageContext, chosen: Sequence[Suppression], done: Done) -> None:
    """Ask whether these may be mailed again; erased people are left out, nobody knows who they are."""
    named = [one for one in chosen if not is_erased(one)]
    if not named:
        if chosen:
            context.notify(Notice(tr("Erased people stay suppressed: nothing is left that says who they are.")))
        return
    who = ", ".join(one.key for one in named[:_NAMED])
    if len(named) > _NAMED:
        who = tr("{names} and {count} more").format(names=who, count=number(len(named) - _NAMED))
    ask(
        page.window(),
        tr("Allow mail again?"),
        tr("{who}: campaigns may write there again. Only do it when they asked you to.").format(who=who),
        [
            (tr("Leave it"), "plain", None),
            (tr("Allow mail"), "danger", lambda: _remove(page, context, named, done)),
        ],
    )


def _remove(page: QWidget, context: PageContext, named: Sequence[Suppression], done: Done) -> None:
    def remove(ws: Any) -> int:
        from mailer_gui.operations import suppressions

        for one in named:
            suppressions.remove(ws, one.key)
        return len(named)

    def back(ws: Any) -> int:
        from mailer_gui.operations import suppressions

        return suppressions.restore(ws, named)

    def undo() -> None:
        context.tasks.read(page, back, lambda _count: done())

    def removed(count: int) -> None:
        done()
        words = counted(count, "%Ln suppression removed", "%Ln suppressions removed")
        context.notify(Notice(words, undo=undo))

    context.tasks.read(page, remove, removed)


def choose_import(page: QWidget, context: PageContext, done: Done) -> None:
    """Let the person choose a file with addresses and domains."""
    choose_file(
        page.window(),
        tr("Choose a file with addresses or domains"),
        tr("Tables and lists (*.csv *.tsv *.txt *.xlsx *.xls *.ods);;All files (*)"),
        lambda files: ask_import(page, context, files[0], done),
    )


def ask_import(page: QWidget, context: PageContext, path: str, done: Done) -> None:
    """Say what an import does before it does it: a list of customers dropped here would silence them all."""
    ask(
        page.window(),
        tr("Never mail everybody in this file?"),
        tr("Every address and domain in “{file}” becomes a suppression. A column “reason” is kept.").format(
            file=Path(path).name
        ),
        [
            (tr("Cancel"), "plain", None),
            (tr("Suppress them"), "primary", lambda: _bring(page, context, path, done)),
        ],
    )


def _bring(page: QWidget, context: PageContext, path: str, done: Done) -> None:
    from mailer_gui.operations import suppressions

    def brought(result: suppressions.SuppressionImport) -> None:
        done()
        parts = [
            counted(result.added, "%Ln suppression added", "%Ln suppressions added"),
            counted(result.known, "%Ln known already", "%Ln known already") if result.known else "",
            counted(result.invalid, "%Ln line left out", "%Ln lines left out") if result.invalid else "",
        ]
        words = ", ".join(part for part in parts if part)
        if result.bad:
            _BadLines(page.window(), f"{words}.", result.bad, result.invalid).open()
        else:
            context.notify(Notice(f"{words}."))

    arguments = {"path": Path(path)}
    title = tr("Reading suppressions")
    context.tasks.start(page, title, suppressions.import_file, arguments, brought, unit=tr("lines"))


class _BadLines(Dialog):
    """Shows the lines that are neither an address nor a domain."""

    def __init__(self, parent: QWidget, words: str, bad: Sequence[ImportRow], total: int) -> None:
        super().__init__(parent, tr("The file was imported"), words, width=620)
        columns: list[Column[ImportRow]] = [
            Column("line", tr("Line"), lambda x: Cell(number(x.line), muted=True, sort=x.line), width=72),
            Column("text", tr("In the file"), lambda x: Cell(x.address, tip=x.address), width=200),
            Column("why", tr("Why it was left out"), lambda x: Cell(x.reason, muted=True, tip=x.reason)),
        ]
        model: RowsModel[ImportRow] = RowsModel(columns, parent=self)
        model.set_rows(bad)
        table = DataTable(model, tr("Lines left out"))
        table.setProperty("alone", True)
        table.setMinimumHeight(240)
        self.add(table)
        if total > len(bad):
            self.add(label(tr("The first {count} are shown.").format(count=number(len(bad))), "small"))
        self.add_button(tr("Close"), "primary")


def export(page: QWidget, context: PageContext) -> None:
    """Write all suppressions to a CSV file, which can be imported again."""
    from mailer_gui.operations import suppressions

    def written(count: int, path: str) -> None:
        def show_folder() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(path).parent)))

        words = counted(count, "%Ln suppression written to {file}", "%Ln suppressions written to {file}")
        context.notify(Notice(words.format(file=Path(path).name), undo=show_folder, button=tr("Open folder")))

    def go(path: str) -> None:
        context.tasks.start(
            page,
            tr("Exporting suppressions"),
            suppressions.export_file,
            {"out": Path(path)},
            lambda count: written(count, path),
        )

    save_file(page.window(), tr("Export to a file"), f"{tr('suppressions')}.csv", tr("CSV files (*.csv)"), go)
