"""Tables: rows that stay where they are, and a million of them without waiting."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from mailer_gui.model.errors import Cancelled
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.paged import PAGE, PagedModel
from mailer_gui.ui.widgets.seeking import FirstRows
from mailer_gui.ui.widgets.table import DataTable

LONG_MS = 15_000


@dataclass(frozen=True)
class Row:
    id: int
    name: str


COLUMNS = (
    Column[Row]("id", "Number", lambda row: Cell(str(row.id), sort=row.id), 80),
    Column[Row]("name", "Name", lambda row: Cell(row.name)),
)


def model_of(*rows: Row) -> RowsModel[Row]:
    made: RowsModel[Row] = RowsModel(COLUMNS, key=lambda row: row.id)
    made.set_rows(rows)
    return made


def lines(model: RowsModel[Row]) -> list[str]:
    return [f"{row.id} {row.name}" for row in model.rows()]


def test_a_small_model_keeps_the_rules(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model_of(Row(1, "Ana"), Row(2, "Li")))  # type: ignore[no-untyped-call]  # no types there


def test_the_same_rows_again_change_in_place() -> None:
    model = model_of(Row(1, "Ana"), Row(2, "Li"))
    resets, changes = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.dataChanged.connect(lambda first, last: changes.append(first.row()))
    model.set_rows([Row(1, "Ana"), Row(2, "Li Wei")])
    assert (resets, changes) == ([], [1])
    assert lines(model) == ["1 Ana", "2 Li Wei"]


def test_new_rows_come_on_top_and_old_ones_fall_off_the_end() -> None:
    model = model_of(Row(3, "c"), Row(2, "b"), Row(1, "a"))
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    model.set_newest([Row(5, "e"), Row(4, "d"), Row(3, "c")])
    assert lines(model) == ["5 e", "4 d", "3 c"]
    assert resets == []


def test_newest_rows_that_have_nothing_in_common_replace_all() -> None:
    model = model_of(Row(3, "c"), Row(2, "b"))
    model.set_newest([Row(9, "i"), Row(8, "h")])
    assert lines(model) == ["9 i", "8 h"]


def test_numbers_are_sorted_as_numbers() -> None:
    model = model_of(Row(10, "b"), Row(9, "a"))
    model.sort(0, Qt.SortOrder.AscendingOrder)
    assert lines(model) == ["9 a", "10 b"]


def paged(tasks: Tasks, fetched: list[int] | None = None) -> PagedModel[Row]:
    def fetch(_: Any, ids: Sequence[int]) -> list[Row]:
        if fetched is not None:
            fetched.append(len(ids))
        return [Row(i, f"person {i}") for i in ids if i != 13]

    return PagedModel(COLUMNS, tasks, fetch, lambda row: row.id, tasks)


def load(qtbot: QtBot, model: PagedModel[Row], count: int) -> None:
    with qtbot.waitSignal(model.loaded):
        model.load(lambda _: array("q", range(count)))


def test_a_page_is_fetched_when_one_of_its_rows_is_asked_for(qtbot: QtBot, tasks: Tasks) -> None:
    fetched: list[int] = []
    model = paged(tasks, fetched)
    load(qtbot, model, 1000)
    assert model.row_at(600) is None
    qtbot.waitUntil(lambda: model.row_at(600) is not None)
    assert fetched == [PAGE]
    assert model.row_at(601) == Row(601, "person 601")


def test_a_row_that_was_deleted_meanwhile_is_empty(qtbot: QtBot, tasks: Tasks) -> None:
    model = paged(tasks)
    load(qtbot, model, 20)
    model.row_at(0)
    qtbot.waitUntil(lambda: model.row_at(0) is not None)
    assert model.row_at(13) is None


def test_an_answer_that_a_newer_question_has_overtaken_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    model = paged(tasks)
    counts: list[int] = []
    model.loaded.connect(counts.append)

    def slow(_: Any) -> array[int]:
        end = time.monotonic() + 0.2
        while time.monotonic() < end:
            pass
        return array("q", range(5))

    model.load(slow)
    model.load(lambda _: array("q", range(7)))
    qtbot.waitUntil(lambda: bool(counts))
    qtbot.wait(300)
    assert counts == [7]


def test_the_first_rows_are_shown_before_all_are_known(qtbot: QtBot, tasks: Tasks) -> None:
    model = paged(tasks)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    with qtbot.waitSignal(model.loaded):
        with qtbot.waitSignal(model.first_shown):
            model.load(lambda _: array("q", range(5000)), lambda _: FirstRows(array("q", range(300)), wait=True))
        assert model.rowCount() == 300
        assert model.answered and not model.complete
        qtbot.waitUntil(lambda: model.row_at(299) is not None)
        whole: list[int] = []
        model.when_complete(lambda: whole.append(len(model.ids)))
        assert whole == []
    assert whole == [5000]
    assert resets == [1]
    qtbot.waitUntil(lambda: model.row_at(4000) is not None and model.row_at(400) is not None)


def test_a_search_grows_below_its_first_rows(qtbot: QtBot, tasks: Tasks) -> None:
    model = paged(tasks)
    inserted: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    with qtbot.waitSignal(model.loaded):
        model.load(lambda _: array("q", range(700)), lambda _: FirstRows(array("q", range(100))))
    assert inserted == [(100, 699)]
    qtbot.waitUntil(lambda: model.row_at(101) is not None)


def test_first_rows_that_were_not_the_first_are_replaced(qtbot: QtBot, tasks: Tasks) -> None:
    model = paged(tasks)
    with qtbot.waitSignal(model.loaded):
        model.load(lambda _: array("q", range(1, 9)), lambda _: FirstRows(array("q", range(3))))
    assert list(model.ids) == list(range(1, 9))


def test_any_place_is_shown_before_all_are_known_and_stays(qtbot: QtBot, tasks: Tasks) -> None:
    model, go_on, asked, resets = paged(tasks), threading.Event(), list[int](), list[int]()
    everybody = array("q", range(1, 5001))

    def part(_: Any, start: int, most: int, _cancel: Any) -> array[int]:
        asked.append(start)
        return everybody[start : start + most]

    def whole(_: Any) -> array[int]:
        while not go_on.wait(0.001):
            if overtaken():
                raise Cancelled("Stopped.")
        return everybody[:]

    model.modelReset.connect(lambda: resets.append(1))
    overtaken = model.overtaken()
    model.load(whole, lambda _: FirstRows(everybody[:300], total=5000, part=part))
    qtbot.waitUntil(lambda: model.rowCount() == 5000 and model.row_at(4999) is not None, timeout=LONG_MS)
    assert asked == [4608]  # nobody had to ask for the end
    qtbot.waitUntil(lambda: model.row_at(2500) is not None, timeout=LONG_MS)
    assert model.row_at(2500) == Row(2501, "person 2501")
    assert not model.complete
    assert model.row_at(1500) is None
    go_on.set()
    qtbot.waitUntil(lambda: model.complete and model.row_at(1500) is not None, timeout=LONG_MS)
    assert model.ids == everybody
    assert resets == [1]


def test_a_place_that_nobody_can_tell_waits_for_all(qtbot: QtBot, tasks: Tasks) -> None:
    model, go_on, asked = paged(tasks), threading.Event(), list[int]()

    def whole(_: Any) -> array[int]:
        go_on.wait(LONG_MS / 1000)
        return array("q", range(1, 2001))

    def part(_: Any, start: int, _most: int, _cancel: Any) -> None:
        asked.append(start)

    model.load(whole, lambda _: FirstRows(array("q", range(1, 301)), total=1900, part=part))
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=LONG_MS)
    assert model.rowCount() == 1900
    go_on.set()
    qtbot.waitUntil(lambda: model.complete and model.row_at(1999) is not None, timeout=LONG_MS)
    assert model.rowCount() == 2000  # some came meanwhile


def test_a_question_knows_that_it_was_overtaken(qtbot: QtBot, tasks: Tasks) -> None:
    model = paged(tasks)
    overtaken = model.overtaken()
    load(qtbot, model, 5)
    assert not overtaken()
    load(qtbot, model, 6)
    assert overtaken()


def test_selecting_a_million_rows_is_free(qtbot: QtBot, tasks: Tasks) -> None:
    model = paged(tasks)
    load(qtbot, model, 1_000_000)
    table = DataTable(model, "People")
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show()
    qtbot.waitExposed(table)
    begun = time.thread_time()  # what a busy machine does not lengthen
    table.selectAll()
    table.viewport().repaint()
    table.horizontalHeader().repaint()
    assert table.selected_count() == 1_000_000
    assert time.thread_time() - begun < 1.0


def test_columns_that_do_not_fit_are_left_out(qtbot: QtBot, tasks: Tasks) -> None:
    columns = (COLUMNS[0], Column[Row]("more", "More", lambda row: Cell(row.name), 80, hide_below=400))
    table = DataTable(RowsModel(columns), "People")
    qtbot.addWidget(table)
    table.show()
    table.resize(300, 200)
    qtbot.waitUntil(lambda: table.isColumnHidden(1))
    table.resize(600, 200)
    qtbot.waitUntil(lambda: not table.isColumnHidden(1))


def test_a_wide_table_gives_room_away_unless_a_person_chose_a_width(qtbot: QtBot) -> None:
    columns = (
        Column[Row]("id", "Number", lambda row: Cell(str(row.id)), 100, share=0.5),
        Column[Row]("name", "Name", lambda row: Cell(row.name)),
    )
    table = DataTable(RowsModel(columns, key=lambda row: row.id), "Rows")
    qtbot.addWidget(table)
    table.show()
    for width in (160, 400):
        table.resize(width, 200)
        assert table.columnWidth(0) == max(100, table.viewport().width() // 2)
    table.setColumnWidth(0, 130)
    table.resize(500, 200)
    assert table.columnWidth(0) == 130


def test_copy_takes_the_chosen_rows(qtbot: QtBot, tasks: Tasks) -> None:
    from PySide6.QtGui import QGuiApplication

    table = DataTable(model_of(Row(1, "Ana"), Row(2, "Li")), "People")
    qtbot.addWidget(table)
    table.selectAll()
    table.copy()
    assert QGuiApplication.clipboard().text() == "1\tAna\n2\tLi"
