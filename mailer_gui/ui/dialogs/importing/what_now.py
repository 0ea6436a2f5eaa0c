"""What comes after an import: the bad rows into a file, the people on their page, a campaign to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from mailer_gui.ui.context import PageContext
from mailer_gui.ui.dialogs.importing import reading
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.dialogs import save_file


def save_bad_rows(
    dialog: QWidget, context: PageContext, arguments: Mapping[str, Any], saved: Callable[[str], None]
) -> None:
    """Write the rows that are left out to a file, with the reason in a column; `saved` has its name."""
    from mailer_gui.operations import importing

    def write(path: str) -> None:
        context.tasks.start(
            dialog,
            tr("Saving bad rows"),
            importing.import_contacts,
            {**arguments, "bad_rows": Path(path), "dry_run": True},
            lambda _result: saved(Path(path).name),
        )

    source: Path = arguments["path"]
    suggestion = str(source.with_name(f"{source.stem} {tr('bad rows')}.csv"))
    save_file(dialog, tr("Save bad rows"), suggestion, tr("CSV files (*.csv)"), write)


def write_to(dialog: QWidget, context: PageContext, list_name: str, leave: Callable[[], object]) -> None:
    """Begin a campaign to a list, and open it."""
    name = tr("To {list}").format(list=list_name)

    def begun(campaign_id: int) -> None:
        leave()
        context.navigate("campaign", campaign_id)

    context.tasks.read(dialog, lambda ws: reading.begin_campaign(ws, name, list_name), begun)


def show_people(dialog: QWidget, context: PageContext, list_name: str, leave: Callable[[], object]) -> None:
    """Show the people of a list, or everybody, on the contacts page."""

    def show(list_id: int | None) -> None:
        leave()
        context.navigate("contacts", {"list": list_id})

    if list_name:
        context.tasks.read(dialog, lambda ws: reading.list_id(ws, list_name), show)
    else:
        show(None)
