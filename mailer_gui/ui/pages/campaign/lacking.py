"""Says which fields people lack, and who they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from mailer_gui.model.writing import Lack
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import column
from mailer_gui.ui.widgets.cards import Banner
from mailer_gui.ui.widgets.dialogs import Dialog


class LackingBar(QWidget):
    """A line below the message, only there while somebody would be skipped."""

    def __init__(self, go_to: Callable[[int], object]) -> None:
        super().__init__()
        self._go_to = go_to
        self.banner = Banner("warning")
        self.setLayout(column(self.banner, margins=(t.S, t.S, t.S, t.S)))
        self.lacks: Sequence[Lack] = ()
        self.hide()

    def take(self, lacks: Sequence[Lack]) -> None:
        """Show what is lacking, or nothing."""
        self.lacks = lacks
        self.setVisible(bool(lacks))
        if not lacks:
            return
        fields = tr(" or ").join(f"“{lack.field}”" for lack in lacks[:3]) + (" …" if len(lacks) > 3 else "")
        most = max(lack.count for lack in lacks)
        text = counted(
            most, "%Ln person lacks {fields} and would be skipped.", "%Ln people lack {fields} and would be skipped."
        )
        self.banner.set("warning", "", text.format(fields=fields), tr("Show them"), self._open)

    def _open(self) -> None:
        show_lacking(self, self.lacks, self._go_to)


def show_lacking(parent: QWidget, lacks: Sequence[Lack], go_to: Callable[[int], object]) -> Dialog:
    """List the people by field; choosing one shows the message as that person would read it."""
    dialog = Dialog(
        parent,
        tr("Who would be skipped"),
        tr("They lack a field that the message needs. Insert it again with a fallback to include them."),
        width=520,
    )
    rows = QListWidget()
    rows.setAccessibleName(tr("People who lack a field"))
    rows.setMinimumHeight(280)
    for lack in lacks:
        head = QListWidgetItem(f"{lack.field} · {number(lack.count)}")
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        rows.addItem(head)
        for contact_id, name, address in lack.people:
            item = QListWidgetItem(f"    {name}  ·  {address}" if name else f"    {address}")
            item.setData(Qt.ItemDataRole.UserRole, contact_id)
            rows.addItem(item)

    def chosen(item: QListWidgetItem) -> None:
        contact_id = item.data(Qt.ItemDataRole.UserRole)
        if contact_id is not None:
            dialog.accept()
            go_to(int(contact_id))

    rows.itemClicked.connect(chosen)
    rows.itemActivated.connect(chosen)
    dialog.add(rows)
    dialog.add_button(tr("Close"), "primary")
    dialog.open()
    return dialog
