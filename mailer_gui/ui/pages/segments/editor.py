"""One segment: its rules, and below them who is found, while one builds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.segments import Segment
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.segments import reading
from mailer_gui.ui.pages.segments.builder import GroupBox
from mailer_gui.ui.pages.segments.counting import Counting
from mailer_gui.ui.pages.segments.reading import Known
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, clear, column, icon_button, page, scrolled
from mailer_gui.ui.widgets.cards import Card, PageHeader
from mailer_gui.ui.widgets.dialogs import ask_text


class Editor(QWidget):
    """Changes one segment. `left` comes when the list is wanted again; `kept` after it was saved."""

    left = Signal()
    kept = Signal()
    copy_wanted = Signal(object)
    delete_wanted = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self.segment = Segment(0, "")
        self.builder: GroupBox | None = None
        self.back = icon_button("back", tr("All segments"), self.left.emit)
        self.save_button = button(tr("Save"), "primary", lambda: self.save())
        self.write_button = button(tr("Write to these people"), "plain", self._write, icon="send")
        self.more = icon_button("more", tr("Rename, copy or delete this segment"), self._show_more, "text")
        self.header = PageHeader("", "", self.more, self.write_button, self.save_button)
        self.header.before.addWidget(self.back)
        self._place = column(spacing=0)
        inner = QWidget()
        inner.setLayout(column(self._place, None, margins=(t.L, t.M, t.L, t.M)))
        card = Card(margin=1, spacing=0)
        card.content.addWidget(scrolled(inner))
        self.counting = Counting(context)
        layout = page(self.header, card, self.counting)
        layout.setStretch(1, 5)
        layout.setStretch(2, 4)
        self.setLayout(layout)

    def show_segment(self, segment: Segment, known: Known) -> None:
        """Begin with a segment; one that is new begins with one rule."""
        self.segment = segment
        clear(self._place)
        self.builder = GroupBox(known, segment.rules)
        self._place.addWidget(self.builder)
        if not segment.id and not segment.rules.rules:
            self.builder.add_rule()
        self.builder.changed.connect(self._changed)
        self._show_state()
        self.counting.show_rules(self.builder.group(), self.builder.incomplete(), at_once=True)

    def current(self) -> Segment:
        """Give the segment as it stands on screen."""
        return self.segment if self.builder is None else replace(self.segment, rules=self.builder.group())

    @property
    def is_changed(self) -> bool:
        """True when something on screen is not kept yet."""
        return self.builder is not None and (not self.segment.id or self.current() != self.segment)

    def _changed(self) -> None:
        self._show_state()
        if self.builder is not None:
            self.counting.show_rules(self.builder.group(), self.builder.incomplete())

    def _show_state(self) -> None:
        incomplete = self.builder.incomplete() if self.builder is not None else 0
        changed = self.is_changed
        self.header.set(
            title=self.segment.name,
            subtitle=tr("Not saved yet") if changed else tr("Always up to date: whoever fits is in it"),
        )
        self.save_button.setEnabled(changed and not incomplete)
        self.save_button.setToolTip(tr("Complete every rule first, or remove it.") if incomplete else "")
        self.write_button.setEnabled(not changed)
        self.write_button.setToolTip(tr("Save the segment first.") if changed else "")

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Keep it."""
        segment = self.current()

        def kept(saved: Segment) -> None:
            self.segment = saved
            self._show_state()
            self.kept.emit()
            self._context.notify(Notice(tr("“{name}” is saved.").format(name=saved.name)))
            if then is not None:
                then()

        self._context.tasks.read(self, lambda ws: reading.save(ws, segment), kept)

    def rename(self) -> None:
        """Ask for another name."""

        def rename(name: str) -> None:
            fresh = replace(self.segment, name=name)

            def renamed(saved: Segment) -> None:
                self.segment = replace(self.segment, name=saved.name)
                self._show_state()
                self.kept.emit()

            if self.segment.id:
                self._context.tasks.read(self, lambda ws: reading.save(ws, fresh), renamed)
            else:
                self.segment = fresh
                self._show_state()

        ask_text(self, tr("Rename segment"), tr("Name"), rename, value=self.segment.name, word=tr("Rename"))

    def _write(self) -> None:
        name, segment_id = tr("To {list}").format(list=self.segment.name), self.segment.id
        self._context.tasks.read(
            self,
            lambda ws: reading.begin_campaign(ws, name, segment_id),
            lambda campaign_id: self._context.navigate("campaign", campaign_id),
        )

    def _show_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Rename…"), self.rename)
        menu.addAction(tr("Duplicate"), lambda: self.copy_wanted.emit(self.current()))
        menu.addSeparator()
        menu.addAction(tr("Delete…"), lambda: self.delete_wanted.emit(self.segment))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
