"""What an import does with the people it finds: their list, who is here already, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from mailer_gui.model.contacts import ContactList, MergePolicy
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import restyle, row
from mailer_gui.ui.widgets.inputs import Field, long_list


def policies() -> dict[MergePolicy, tuple[str, str]]:
    """Give the ways to treat people who are here already: its name, and what it does in a sentence."""
    return {
        MergePolicy.OVERWRITE: (
            tr("Take the file’s values"),
            tr("Cells with a value replace what is here. Empty cells change nothing."),
        ),
        MergePolicy.FILL: (
            tr("Only fill gaps"),
            tr("What is here stays. Empty fields take the file’s values."),
        ),
        MergePolicy.KEEP: (
            tr("Keep what I have"),
            tr("They stay as they are; they are only put on the list."),
        ),
    }


class Choices(QWidget):
    """The three choices side by side; `changed` comes when the outcome may be another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list_box = QComboBox()
        long_list(self.list_box)
        typed = QLineEdit(placeholderText=tr("No list"))
        self.list_box.setEditable(True)
        self.list_box.setLineEdit(typed)
        restyle(typed, bare="true")
        self.list_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.policy_box = QComboBox()
        for policy, (name, _words) in policies().items():
            self.policy_box.addItem(name, str(policy))
        self.consent_edit = QLineEdit(placeholderText=tr("For example: spring fair, paper list"))
        self.consent_edit.setMaxLength(500)
        self.list_field = Field(
            tr("Put everybody on this list"), self.list_box, tr("Type a new name, choose one, or leave it empty.")
        )
        self.policy_field = Field(tr("People who are here already"), self.policy_box, " ")
        self.consent_field = Field(
            tr("Where do these people come from? (optional)"),
            self.consent_edit,
            tr("Kept with each person, should anybody ever ask."),
        )
        for box in (self.list_box, self.policy_box):
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        fields = (self.list_field, self.policy_field, self.consent_field)
        whole = row(*fields, spacing=t.L)
        for place, field in enumerate(fields):
            whole.setStretch(place, 1)
            whole.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        self.setLayout(whole)
        self.list_box.editTextChanged.connect(lambda _text: self.changed.emit())
        self.policy_box.currentIndexChanged.connect(self._explain)
        self.policy_box.activated.connect(lambda _place: self.changed.emit())
        self._explain()

    def offer(self, lists: Sequence[ContactList]) -> None:
        """Fill in the lists that are there already."""
        wanted = self.list_box.currentText()
        self.list_box.blockSignals(True)
        self.list_box.clear()
        self.list_box.addItems([one.name for one in lists])
        self.list_box.setEditText(wanted)
        self.list_box.blockSignals(False)

    def set(self, list_name: str, policy: MergePolicy) -> None:
        """Show other choices, without telling."""
        for box in (self.list_box, self.policy_box):
            box.blockSignals(True)
        self.list_box.setEditText(list_name)
        self.policy_box.setCurrentIndex(self.policy_box.findData(str(policy)))
        for box in (self.list_box, self.policy_box):
            box.blockSignals(False)
        self._explain()

    @property
    def list_name(self) -> str | None:
        """The list chosen; None for no list."""
        return self.list_box.currentText().strip() or None

    @property
    def policy(self) -> MergePolicy:
        """What happens to people who are here already."""
        return MergePolicy(str(self.policy_box.currentData()))

    @property
    def consent(self) -> str:
        """Where the people come from, in the person's own words; empty when nothing was said."""
        return self.consent_edit.text().strip()

    def _explain(self) -> None:
        self.policy_field.set_note(policies()[self.policy][1])
