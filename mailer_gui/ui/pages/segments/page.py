"""The page of segments: all of them, or one in front of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from mailer_gui.model.segments import Group, Segment
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.page import Page, Unfinished
from mailer_gui.ui.pages.segments import reading
from mailer_gui.ui.pages.segments.editor import Editor
from mailer_gui.ui.pages.segments.listing import Listing
from mailer_gui.ui.pages.segments.reading import Known
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import column
from mailer_gui.ui.widgets.dialogs import ask, ask_text


def make(context: PageContext) -> Page:
    """Make the page."""
    return SegmentsPage(context)


class SegmentsPage(Page):
    """All segments; `open_with({"segment": id})` opens one, "new" makes one."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.known = Known()
        self.listing = Listing(context)
        self.editor = Editor(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.listing)
        self._stack.addWidget(self.editor)
        self.setLayout(column(self._stack))
        self.listing.opened.connect(self.open_segment)
        self.listing.new_wanted.connect(self.start_new)
        self.listing.rename_wanted.connect(self._rename)
        self.editor.left.connect(self.go_back)
        for part in (self.listing, self.editor):
            part.copy_wanted.connect(self._copy)
            part.delete_wanted.connect(self._ask_delete)

    # What the window calls

    def open_with(self, argument: Any) -> None:
        """Open a segment, or make a new one."""
        if argument == "new":
            self.start_new()
        elif isinstance(argument, dict) and "segment" in argument:
            wanted = argument["segment"]

            def show(found: tuple[list[Segment], Known]) -> None:
                self.known = found[1]
                for one in found[0]:
                    if one.id == wanted:
                        self.open_segment(one)

            self.context.tasks.read(self, _read, show)

    def refresh(self) -> None:
        """Read the list again; rules that are being changed stay as they are."""
        self.context.tasks.read(self, _read, self._show)

    def start_search(self) -> None:
        """Go to the search."""
        if self._stack.currentWidget() is self.listing:
            self.listing.search.setFocus()
            self.listing.search.selectAll()

    def start_new(self) -> bool:
        """Ask for a name and begin."""

        def begin(name: str) -> None:
            self._when_free(lambda: self.open_segment(Segment(0, name, Group())))

        ask_text(
            self.window(),
            tr("New segment"),
            tr("Name"),
            begin,
            word=tr("Create"),
            text=tr("For example: customers in Lisbon."),
        )
        return True

    def go_back(self) -> None:
        """Go from a segment to the list, from the list to the contacts."""
        if self._stack.currentWidget() is self.editor:
            self._when_free(self._show_list)
        else:
            self.context.navigate("contacts", None)

    def unfinished(self) -> Unfinished | None:
        """Rules that are not kept yet."""
        if self._stack.currentWidget() is not self.editor or not self.editor.save_button.isEnabled():
            return None
        return Unfinished(
            tr("Keep the segment “{name}”?").format(name=self.editor.segment.name),
            tr("Its rules were changed and are not saved yet."),
            tr("Save and close"),
            lambda close: self.editor.save(close),
            tr("Close without saving"),
            self._show_list,
        )

    # Showing

    def _show(self, found: tuple[list[Segment], Known]) -> None:
        segments, self.known = found
        self.listing.show_segments(segments, self.known)

    def _show_list(self) -> None:
        self.editor.builder = None
        self._stack.setCurrentWidget(self.listing)
        self.setFocus()
        self.refresh()

    def open_segment(self, segment: Segment) -> None:
        """Show one segment with its rules."""
        self._stack.setCurrentWidget(self.editor)
        self.editor.show_segment(segment, self.known)

    def _when_free(self, go: Callable[[], object]) -> None:
        """Go on when nothing on screen is unsaved, or the person has said what to do with it."""
        if self._stack.currentWidget() is not self.editor or not self.editor.is_changed:
            go()
            return
        choices: list[tuple[str, str, Callable[[], object] | None]] = [
            (tr("Stay here"), "plain", None),
            (tr("Do not save"), "danger", go),
        ]
        if self.editor.save_button.isEnabled():
            choices.append((tr("Save"), "primary", lambda: self.editor.save(go)))
        title = tr("Keep the segment “{name}”?").format(name=self.editor.segment.name)
        ask(self.window(), title, tr("Its rules were changed and are not saved yet."), choices)

    # Doing

    def _rename(self, segment: Segment) -> None:
        def rename(name: str) -> None:
            fresh = replace(segment, name=name)
            self.context.tasks.read(self, lambda ws: reading.save(ws, fresh), lambda _saved: self.refresh())

        ask_text(self.window(), tr("Rename segment"), tr("Name"), rename, value=segment.name, word=tr("Rename"))

    def _copy(self, segment: Segment) -> None:
        name = tr("{name}, copy").format(name=segment.name)

        def begin(chosen: str) -> None:
            self._when_free(lambda: self.open_segment(Segment(0, chosen, segment.rules)))

        ask_text(self.window(), tr("Duplicate segment"), tr("Name"), begin, value=name, word=tr("Duplicate"))

    def _ask_delete(self, segment: Segment) -> None:
        def deleted(_none: None) -> None:
            self._show_list()
            self.context.notify(Notice(tr("“{name}” is deleted.").format(name=segment.name)))

        def delete() -> None:
            if segment.id:
                self.context.tasks.read(self, lambda ws: reading.remove(ws, segment.id), deleted)
            else:
                self._show_list()

        ask(
            self.window(),
            tr("Delete the segment “{name}”?").format(name=segment.name),
            tr("Only its rules go; its people stay. Drafts that go to it lose it."),
            [(tr("Keep it"), "plain", None), (tr("Delete segment"), "danger", delete)],
        )


def _read(ws: Any) -> tuple[list[Segment], Known]:
    return reading.every(ws), reading.known(ws)
