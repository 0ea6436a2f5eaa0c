"""Every change of a document of blocks can be undone and redone; moving by keyboard goes through columns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from mailer_gui.model.blocks import Document, Place, new_block
from mailer_gui.ui.pages.campaign.blocks.editing import Editing


@pytest.fixture
def editing(qapp: QApplication) -> Editing:
    made = Editing()
    columns = replace(new_block("columns", "c"), columns=((new_block("text", "l"),), (new_block("text", "r"),)))
    made.start(Document((new_block("heading", "a"), columns, new_block("footer", "z"))))
    return made


def ids(editing: Editing) -> list[object]:
    return [
        [block.id, *[[one.id for one in column] for column in block.columns]] if block.columns else block.id
        for block in editing.document.blocks
    ]


def test_typing_is_undone_by_pauses(editing: Editing, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    for text, pause in (("H", 0.1), ("He", 0.2), ("Hel", 5.0), ("Hell", 0.2)):
        now[0] += pause
        editing.set_value("a", "html", text)
    said = []
    while editing.can_undo:
        editing.undo()
        said.append(editing.document.blocks[0].values["html"])
    assert said == ["He", "Heading"]
    editing.redo()
    editing.redo()
    assert editing.document.blocks[0].values["html"] == "Hell"
    assert not editing.can_redo


def test_hundreds_of_changes_are_taken_back_one_by_one(editing: Editing) -> None:
    first = editing.document
    for number in range(300):
        editing.set_value("a" if number % 2 else "z", "size", 12 + number % 7)
    steps = 0
    while editing.can_undo:
        editing.undo()
        steps += 1
    assert editing.document == first
    assert steps > 200


def test_what_is_done_after_an_undo_ends_the_way_forward(editing: Editing) -> None:
    editing.add("divider")
    editing.undo()
    editing.add("spacer")
    assert not editing.can_redo
    assert [block.kind for block in editing.document.blocks] == ["heading", "columns", "spacer", "footer"]


def test_a_new_block_stands_after_the_chosen_one_or_before_the_footer(editing: Editing) -> None:
    assert editing.next_place("text") == Place(2)
    editing.choose("l")
    assert editing.next_place("text") == Place(1, "c", 0)
    assert editing.next_place("columns") == Place(2)
    editing.choose("z")
    assert editing.next_place("text") == Place(3)


def test_a_block_is_moved_through_columns_and_out_of_them(editing: Editing) -> None:
    editing.choose("l")
    editing.step(1)
    assert ids(editing) == ["a", ["c", [], ["l", "r"]], "z"]
    editing.step(1)
    assert ids(editing) == ["a", ["c", [], ["r", "l"]], "z"]
    editing.step(1)
    assert ids(editing) == ["a", ["c", [], ["r"]], "l", "z"]
    editing.step(-1)
    assert ids(editing) == ["a", "l", ["c", [], ["r"]], "z"]
    assert editing.chosen == "l"


def test_deleting_chooses_the_neighbour_and_a_copy_is_chosen(editing: Editing) -> None:
    editing.choose("c")
    editing.duplicate()
    assert [block.kind for block in editing.document.blocks] == ["heading", "columns", "columns", "footer"]
    assert editing.chosen == editing.document.blocks[2].id
    editing.remove()
    assert editing.chosen == "z"
    editing.remove()
    assert editing.chosen == "r"
