"""The import dialog: everything can be changed before anything is written, and bad rows never stop good ones.

Longer than most: the stages of one dialog, which begin with the same few files.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mailer_gui.model.contacts import FIRST_NAME, FieldType, MergePolicy
from mailer_gui.model.errors import Cancelled
from mailer_gui.model.imports import ADDRESS_COLUMN, SKIP_COLUMN, ImportResult
from mailer_gui.ui.dialogs.importing import what_now
from mailer_gui.ui.dialogs.importing.dialog import ImportDialog, open_import
from mailer_gui.ui.dialogs.importing.suggestions import _accept, _keep
from mailer_gui.ui.pages.contacts.page import ContactsPage
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.window import Window
from tests.ui.hands import press_key

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 20_000
ROWS = (
    "Mail;Vorname;Ort",
    "ana@example.org;Ana;Köln",
    "juergen@example.org;Jürgen;Zürich",
    "ANA@example.org;Ana;Köln",
    "maria@gmial.com;Maria;Rom",
    "info@bakery,example;Info;Bonn",
    "nobody;X;Y",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small file as an office program in Germany writes it."""
    path = tmp_path / "kunden_2026.csv"
    path.write_bytes("\r\n".join(ROWS).encode("cp1252"))
    return path


class Opened:
    """The dialog, and what it told its page."""

    def __init__(self, window: Window, file: Path) -> None:
        self.told: list[ImportResult] = []
        self.dialog = ImportDialog(window, window.context, file, self.told.append)
        self.dialog.open()


@pytest.fixture
def opened(qtbot: QtBot, window: Window, file: Path) -> Opened:
    """The dialog with its outcome worked out."""
    made = Opened(window, file)
    qtbot.waitUntil(lambda: made.dialog.plan is not None, timeout=LONG_MS)
    return made


def counts(result: ImportResult | None) -> tuple[int, ...]:
    assert result is not None
    return result.new, result.changed, result.duplicate, result.invalid, result.typo


def people(ws: Any) -> dict[str, dict[str, str]]:
    from mailer_gui.operations import contacts

    return {one.address: dict(one.fields) for one in contacts.rows(ws, contacts.ids(ws))}


def test_the_file_is_shown_as_it_is_read(opened: Opened) -> None:
    dialog = opened.dialog
    assert dialog.file.encoding.currentData() == "cp1252"
    assert dialog.file.delimiter.currentData() == ";"
    assert dialog.file.header.isChecked()
    assert "Jürgen" in str(dialog.file.table.model().index(1, 1).data())
    assert dialog.mapping == {"Mail": ADDRESS_COLUMN, "Vorname": FIRST_NAME, "Ort": dialog.mapping["Ort"]}
    assert dialog.columns.list_name == "Kunden 2026"


def test_the_outcome_is_known_before_anything_is_written(opened: Opened, in_workspace: InWorkspace) -> None:
    assert counts(opened.dialog.plan) == (3, 0, 1, 2, 1)
    assert opened.dialog.outcome.tiles["new"].value == "3"
    assert opened.dialog.outcome.tiles["typo"].value == "2"
    assert in_workspace(people) == {}


def test_importing_writes_people_and_their_list(qtbot: QtBot, opened: Opened, in_workspace: InWorkspace) -> None:
    opened.dialog.show_pane(2)
    opened.dialog.forward()
    qtbot.waitUntil(lambda: opened.dialog.imported is not None, timeout=LONG_MS)
    found = in_workspace(people)
    assert set(found) == {"ana@example.org", "juergen@example.org", "maria@gmial.com"}
    assert found["juergen@example.org"][FIRST_NAME] == "Jürgen"
    assert [one.new for one in opened.told] == [3]
    assert "3 people imported" in opened.dialog.done_bar.headline.text()
    assert "2 rows left out" in opened.dialog.done_bar.headline.text()
    assert opened.dialog.next_button.text() == "Done"


def test_accepted_corrections_are_imported(qtbot: QtBot, opened: Opened, in_workspace: InWorkspace) -> None:
    opened.dialog.outcome.accept_button.click()
    qtbot.waitUntil(lambda: opened.dialog.plan is None, timeout=LONG_MS)
    qtbot.waitUntil(lambda: opened.dialog.plan is not None, timeout=LONG_MS)
    assert counts(opened.dialog.plan) == (4, 0, 1, 1, 0)
    opened.dialog.start_import()
    qtbot.waitUntil(lambda: opened.dialog.imported is not None, timeout=LONG_MS)
    assert {"maria@gmail.com", "info@bakery.example"} <= set(in_workspace(people))


def test_what_is_no_address_as_it_stands_is_said_to_be_left_out(opened: Opened) -> None:
    lines = {line.row.address: line for line in opened.dialog.outcome.typos.lines.rows()}
    assert _keep(lines["info@bakery,example"]).text == "Leave out"
    assert _keep(lines["maria@gmial.com"]).text == "Keep"


def test_one_suggestion_is_accepted_and_taken_back_by_click_and_by_key(qtbot: QtBot, opened: Opened) -> None:
    outcome = opened.dialog.outcome
    outcome.tiles["typo"].set_checked(True)
    model = outcome.typos.lines
    outcome.typos.clicked.emit(model.index(0, 5))
    assert outcome.corrections == {"maria@gmial.com": "maria@gmail.com"}
    assert _accept(model.rows()[0]).text == "Accepted"
    outcome.typos.clicked.emit(model.index(0, 6))
    assert outcome.corrections == {}
    assert _keep(model.rows()[0]).text == "Kept"
    outcome.typos.selectRow(0)
    press_key(outcome.typos, Qt.Key.Key_Plus)
    assert list(outcome.corrections) == ["maria@gmial.com"]
    press_key(outcome.typos, Qt.Key.Key_Return)
    assert outcome.corrections == {}


def test_while_suggestions_are_accepted_the_table_stays_before_the_eyes(qtbot: QtBot, opened: Opened) -> None:
    dialog, outcome = opened.dialog, opened.dialog.outcome
    dialog.show_pane(2)
    outcome.typos.clicked.emit(outcome.typos.lines.index(0, 5))
    qtbot.waitUntil(lambda: dialog.plan is None, timeout=LONG_MS)
    assert outcome.typos.isVisible()
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LONG_MS)


def test_another_encoding_is_read_again(qtbot: QtBot, opened: Opened) -> None:
    box = opened.dialog.file.encoding
    box.setCurrentIndex(box.findData("cp1251"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: "Jürgen" not in str(opened.dialog.file.table.model().index(1, 1).data()), timeout=LONG_MS)
    qtbot.waitUntil(lambda: opened.dialog.plan is not None, timeout=LONG_MS)


def test_without_an_address_column_nothing_can_be_imported(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened.dialog
    dialog._map("Mail", SKIP_COLUMN)
    dialog.show_pane(2)
    qtbot.waitUntil(lambda: dialog.plan is None and not dialog.next_button.isEnabled(), timeout=LONG_MS)
    dialog._map("Mail", ADDRESS_COLUMN)
    qtbot.waitUntil(dialog.next_button.isEnabled, timeout=LONG_MS)


def test_a_column_that_takes_a_target_leaves_the_other_without(opened: Opened) -> None:
    opened.dialog._map("Ort", FIRST_NAME)
    assert opened.dialog.mapping["Ort"] == FIRST_NAME
    assert opened.dialog.mapping["Vorname"] != FIRST_NAME


def test_a_column_can_become_a_field_of_any_name(opened: Opened) -> None:
    dialog = opened.dialog
    before = dict(dialog.mapping)
    box = dialog.columns.boxes["Ort"]
    place = box.findText("Another field…")
    box.setCurrentIndex(place)
    box.activated.emit(place)
    assert box.currentData() == before["Ort"]
    asked = dialog.findChildren(Dialog)[-1]
    asked.findChildren(QLineEdit)[0].setText("Home town")
    next(one for one in asked.findChildren(QPushButton) if one.text() == "Use this name").click()
    assert dialog.mapping["Ort"] == "home_town"
    assert box.currentText() == "Field “home_town”"


def test_a_look_at_the_rows_that_was_stopped_begins_again(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened.dialog
    dialog.begin_plan()
    assert dialog.runner.job is not None
    dialog.runner.job.cancel()
    qtbot.waitUntil(lambda: dialog.runner.job is None, timeout=LONG_MS)
    if dialog.plan is None:  # it was not quicker than the wish to stop it
        assert "Nothing was changed" in dialog.outcome.busy.words
    dialog.show_pane(2)
    qtbot.waitUntil(dialog.next_button.isEnabled, timeout=LONG_MS)


def test_bad_rows_are_saved_with_their_reason(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "bad.csv"
    monkeypatch.setattr(what_now, "save_file", lambda *arguments: arguments[-1](str(out)))
    opened.dialog.save_bad_rows()
    qtbot.waitUntil(opened.dialog.banner.isVisible, timeout=LONG_MS)
    text = out.read_bytes().decode("utf-8-sig")
    assert "nobody" in text
    assert "There is no @" in text


@pytest.mark.parametrize("content", [b"", bytes(range(256)) * 8])
def test_what_is_no_table_is_said_and_another_file_offered(
    qtbot: QtBot, window: Window, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    dialog = Opened(window, path).dialog
    qtbot.waitUntil(dialog.banner.isVisible, timeout=LONG_MS)
    assert dialog.start.isVisible()
    assert not dialog.next_button.isVisible()


def test_a_dropped_file_opens_the_import(qtbot: QtBot, window: Window, file: Path) -> None:
    window.navigate("contacts", {"import": str(file)})
    qtbot.waitUntil(lambda: any(isinstance(one, ImportDialog) for one in window.dialogs()), timeout=LONG_MS)


@pytest.mark.slow
def test_the_second_file_of_a_shape_needs_one_press(qtbot: QtBot, window: Window, opened: Opened, file: Path) -> None:
    dialog = opened.dialog
    dialog._map("Ort", SKIP_COLUMN)
    dialog.columns.choices.list_box.setEditText("Customers")
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LONG_MS)
    dialog.start_import()
    qtbot.waitUntil(lambda: dialog.imported is not None, timeout=LONG_MS)
    dialog.accept()
    qtbot.waitUntil(lambda: not window.tasks.jobs(), timeout=LONG_MS)
    again = file.with_name("kunden_2027.csv")
    again.write_bytes("\r\n".join([ROWS[0], "new@example.org;Neu;Bern"]).encode("cp1252"))
    second = Opened(window, again).dialog
    qtbot.waitUntil(second.next_button.isEnabled, timeout=LONG_MS)
    qtbot.waitUntil(lambda: second.plan is not None, timeout=LONG_MS)
    assert second.stack.currentWidget() is second.outcome
    assert second.banner.isVisible()
    assert second.next_button.text() == "Import 1 person"
    assert (second.columns.list_name, second.mapping["Ort"]) == ("Customers", SKIP_COLUMN)
    second.next_button.click()
    qtbot.waitUntil(lambda: second.imported is not None, timeout=LONG_MS)
    assert second.imported is not None
    assert second.imported.list_name == "Customers"


def test_without_a_file_the_ways_in_are_offered(qtbot: QtBot, window: Window, file: Path) -> None:
    dialog = open_import(window, window.context, "", lambda _result: None)
    assert dialog.start.isVisible()
    assert not dialog.next_button.isVisible()
    dialog.take_file(file)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LONG_MS)


@pytest.mark.slow
def test_what_was_copied_is_imported_and_leaves_no_file_behind(
    qtbot: QtBot, window: Window, workspace: Path, in_workspace: InWorkspace
) -> None:
    before = set(workspace.rglob("*"))
    QGuiApplication.clipboard().setText("Name\tMail\nAna\tana@example.org\nTom\ttom@example.org\n")
    dialog = open_import(window, window.context, "", lambda _result: None)
    dialog.paste()
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LONG_MS)
    dialog.start_import()
    qtbot.waitUntil(lambda: dialog.imported is not None, timeout=LONG_MS)
    assert set(in_workspace(people)) == {"ana@example.org", "tom@example.org"}
    dialog.accept()
    kept = {one for one in set(workspace.rglob("*")) - before if one.suffix in (".txt", ".html", ".csv", ".tsv")}
    assert kept == set()


def test_an_empty_clipboard_is_said(window: Window) -> None:
    QGuiApplication.clipboard().clear()
    dialog = open_import(window, window.context, "", lambda _result: None)
    dialog.paste()
    assert "Nothing was copied" in dialog.banner._title.text()


@pytest.mark.slow
def test_from_the_end_one_writes_to_these_people(qtbot: QtBot, window: Window, opened: Opened) -> None:
    opened.dialog.start_import()
    qtbot.waitUntil(lambda: opened.dialog.imported is not None, timeout=LONG_MS)
    opened.dialog.done_bar.write_button.click()
    qtbot.waitUntil(lambda: window.current == "campaign", timeout=LONG_MS)
    assert window.dialogs() == []


@pytest.mark.slow
def test_people_who_are_here_are_treated_as_one_says(
    qtbot: QtBot, window: Window, opened: Opened, in_workspace: InWorkspace
) -> None:
    def there(ws: Any) -> None:
        from mailer_gui.operations import contacts

        contacts.add(ws, "ana@example.org", {"first_name": "Anna"})

    in_workspace(there)
    dialog = opened.dialog
    box = dialog.columns.choices.policy_box
    plans = {}
    for policy in (MergePolicy.KEEP, MergePolicy.OVERWRITE, MergePolicy.FILL):
        box.setCurrentIndex(box.findData(str(policy)))
        box.activated.emit(box.currentIndex())
        dialog.begin_plan()
        qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LONG_MS)
        assert dialog.plan is not None
        plans[policy] = (dialog.plan.changed, dialog.plan.unchanged)
    assert plans == {MergePolicy.KEEP: (0, 1), MergePolicy.OVERWRITE: (1, 0), MergePolicy.FILL: (1, 0)}
    dialog.columns.choices.consent_edit.setText("spring fair")
    dialog.start_import()
    qtbot.waitUntil(lambda: dialog.imported is not None, timeout=LONG_MS)
    found = in_workspace(people)["ana@example.org"]
    assert (found[FIRST_NAME], found[dialog.mapping["Ort"]]) == ("Anna", "Köln")  # filled, not replaced

    def consents(ws: Any) -> dict[str, str]:
        from mailer_gui.operations import contacts

        return {one.address: one.consent for one in contacts.rows(ws, contacts.ids(ws))}

    assert in_workspace(consents)["juergen@example.org"] == "spring fair"


@pytest.mark.slow
def test_a_doubtful_date_is_asked_about_with_one_of_the_file(
    qtbot: QtBot, window: Window, tmp_path: Path, in_workspace: InWorkspace
) -> None:
    path = tmp_path / "members.csv"
    path.write_text("email,since\na@example.org,03/04/2024\nb@example.org,05/06/2023\n", "utf-8")
    dialog = Opened(window, path).dialog
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LONG_MS)
    assert dialog.types["since"] is FieldType.DATE
    dialog.show_pane(1)
    dates = dialog.columns.dates
    assert dates.isVisible()
    assert (dates.day_first.text(), dates.month_first.text()) == ("3 April 2024", "4 March 2024")
    dates.month_first.click()
    qtbot.waitUntil(lambda: dialog.options is not None and dialog.options.day_first is False, timeout=LONG_MS)
    qtbot.waitUntil(lambda: dialog.preview is not None and dialog.preview.options.day_first is False, timeout=LONG_MS)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LONG_MS)
    dialog.start_import()
    qtbot.waitUntil(lambda: dialog.imported is not None, timeout=LONG_MS)
    assert in_workspace(people)["a@example.org"]["since"] == "2024-03-04"


@pytest.mark.slow
def test_a_workbook_offers_its_sheets(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    path = tmp_path / "club.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, address in (("Active", "ana@example.org"), ("Former", "tom@example.org")):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Email", "Shoes"])
        sheet.write_row(1, 0, [address, 38])
    book.close()
    dialog = Opened(window, path).dialog
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LONG_MS)
    box = dialog.file.sheet
    assert [box.itemText(i) for i in range(box.count())] == ["Active", "Former"]
    assert dialog.file._sheet_field.isVisible()
    assert not dialog.file._encoding_field.isVisible()
    assert dialog.types["shoes"] is FieldType.NUMBER
    box.setCurrentIndex(1)
    box.activated.emit(1)
    qtbot.waitUntil(lambda: "tom@" in str(dialog.file.table.model().index(0, 0).data()), timeout=LONG_MS)


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    """So many rows that there is time to stop."""
    path = tmp_path / "many.csv"
    lines = "".join(f"p{place}@example.org,Name {place},City {place % 97}\n" for place in range(150_000))
    path.write_text("email,name,city\n" + lines, "utf-8")
    return path


@pytest.mark.slow
def test_a_stopped_import_answers_at_once_says_what_is_in_and_goes_on(
    qtbot: QtBot, window: Window, long_file: Path, in_workspace: InWorkspace
) -> None:
    dialog = Opened(window, long_file).dialog
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LONG_MS)
    dialog.start_import()
    qtbot.waitUntil(lambda: dialog.runner.job is not None and dialog.runner.job.done > 3_000, timeout=LONG_MS)
    asked = time.perf_counter()
    dialog.cancel_button.click()
    assert "What is in stays in" in dialog.work.words  # that is said at once
    qtbot.waitUntil(lambda: dialog.stopped, timeout=LONG_MS)
    assert time.perf_counter() - asked < 5.0  # 0.2 s on a machine with nothing else to do
    assert "people are in. They stay, and the import can be continued" in dialog.work.words
    assert dialog.next_button.text() == "Continue"
    dialog.reject()
    window.navigate("contacts")
    page = window.page("contacts")
    assert isinstance(page, ContactsPage)
    qtbot.waitUntil(page.halted.isVisible, timeout=LONG_MS)
    assert "many.csv" in page.halted.title.text()
    page.halted.go_on.click()
    again = next(one for one in window.dialogs() if isinstance(one, ImportDialog))
    qtbot.waitUntil(lambda: again.imported is not None, timeout=60_000)
    assert again.imported is not None
    assert again.imported.new == 150_000
    again.accept()
    qtbot.waitUntil(lambda: not page.halted.isVisible(), timeout=LONG_MS)


def test_an_import_that_cannot_be_continued_can_be_left(
    qtbot: QtBot, window: Window, file: Path, in_workspace: InWorkspace
) -> None:
    def halt(ws: Any) -> None:
        from mailer_gui.operations import importing

        with suppress(Cancelled):
            importing.import_contacts(ws, file, cancel=iter([False, True]).__next__)

    in_workspace(halt)
    file.write_bytes(file.read_bytes() + b"\r\nlate@example.org;Late;Bern")
    window.navigate("contacts")
    page = window.page("contacts")
    assert isinstance(page, ContactsPage)
    qtbot.waitUntil(page.halted.isVisible, timeout=LONG_MS)
    assert page.halted.go_on.text() == "Import again"
    page.halted.leave.click()
    qtbot.waitUntil(lambda: not page.halted.isVisible(), timeout=LONG_MS)


def test_an_import_that_goes_on_elsewhere_is_not_offered(
    qtbot: QtBot, window: Window, file: Path, in_workspace: InWorkspace
) -> None:
    def halt(ws: Any) -> Any:
        from mailer_gui.operations import importing

        with suppress(Cancelled):
            importing.import_contacts(ws, file, cancel=iter([False, True]).__next__)
        running = ws.imports.go_on(importing.unfinished_imports(ws)[0].id)
        running.__enter__()
        return running

    running = in_workspace(halt)
    window.navigate("contacts")
    page = window.page("contacts")
    assert isinstance(page, ContactsPage)
    qtbot.waitUntil(page.halted.isVisible, timeout=LONG_MS)
    assert page.halted.title.text() == f"“{file.name}” is being imported right now."
    assert not page.halted.go_on.isVisible() and not page.halted.leave.isVisible()
    running.__exit__(None, None, None)
    qtbot.waitUntil(page.halted.go_on.isVisible, timeout=LONG_MS)
    assert "stopped" in page.halted.title.text()


def dropped(path: Path) -> QDropEvent:
    """Let a file fall into the middle of something."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(50, 50), copy, data, left, none)
    event.test_data = data  # type: ignore[attr-defined]  # an event does not keep its data alive
    return event


@pytest.mark.parametrize("suffix", [".csv", ".vcf", ".xlsx"])
def test_a_file_that_falls_on_the_window_opens_the_import(
    qtbot: QtBot, window: Window, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"people{suffix}"
    path.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEMAIL:ana@example.org\nEND:VCARD\n", "utf-8")
    window.dropEvent(dropped(path))
    dialog = next(one for one in window.dialogs() if isinstance(one, ImportDialog))
    assert dialog.path == path


def test_another_file_that_falls_on_the_dialog_takes_the_place_of_the_first(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    path = tmp_path / "cards.vcf"
    path.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ana Lima\nEMAIL:ana@example.org\nEND:VCARD\n", "utf-8")
    dialog = opened.dialog
    dialog.dropEvent(dropped(path))
    qtbot.waitUntil(lambda: dialog.preview is not None and dialog.preview.format == "vcard", timeout=LONG_MS)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=LONG_MS)
    assert counts(dialog.plan)[0] == 1
    assert not dialog.file._delimiter_field.isVisibleTo(dialog.file)


def test_escape_closes_and_writes_nothing(qtbot: QtBot, window: Window, opened: Opened) -> None:
    opened.dialog.reject()
    assert window.dialogs() == []
    assert opened.told == []
    qtbot.waitUntil(lambda: not window.tasks.jobs(), timeout=LONG_MS)
