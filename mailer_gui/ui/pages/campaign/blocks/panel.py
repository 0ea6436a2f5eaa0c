"""What stands right of the canvas: everything that can be set on the chosen block, made from its kind's properties."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent, QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from mailer_gui.model.block_kinds import FONTS, KINDS, THEME, Property, PropertyType, Value
from mailer_gui.model.blocks import Block, Document
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.blocks import words
from mailer_gui.ui.pages.campaign.blocks.condition import ConditionField
from mailer_gui.ui.pages.campaign.blocks.fields import ColourField, PictureField
from mailer_gui.ui.pages.campaign.blocks.languages import LanguageBox
from mailer_gui.ui.pages.campaign.blocks.social import SocialLinks
from mailer_gui.ui.pages.campaign.blocks.stops import stops
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import column, label, line, row
from mailer_gui.ui.widgets.chip_line import ChipLine
from mailer_gui.ui.widgets.inputs import Field, calm_wheel

T = PropertyType
_PAIR = ("space_above", "space_below")
"""Two numbers that belong together stand side by side."""
Brand = Callable[[], Sequence[tuple[str, str]]]


class PropertyFields(QWidget):
    """A column of fields for properties. `changed(name, value)` comes from the person only."""

    changed = Signal(str, object)
    picture_wanted = Signal()
    picture_given = Signal(object)
    chip_wanted = Signal(object, str, str)

    def __init__(self, properties: Sequence[Property], caption: Callable[[str], str], brand: Brand) -> None:
        super().__init__()
        self.controls: dict[str, QWidget] = {}
        self._show: dict[str, Callable[[Value], None]] = {}
        self._values: dict[str, Value] = {}
        self._showing = False
        self._brand = brand
        layout = column(spacing=t.M)
        fields: dict[str, QWidget] = {}
        for one in properties:
            if one.type is T.RICH or one.hidden:
                continue
            name = caption(one.name)
            control = self.controls[one.name] = self._control(one, name)
            fields[one.name] = _captioned(name, control, words.property_note(one.name))
        is_pair = fields.keys() >= set(_PAIR)
        for property_name, field in fields.items():
            if not is_pair or property_name not in _PAIR:
                layout.addWidget(field)
            elif property_name == _PAIR[0]:  # a widget must never stand in two layouts: both would place it
                layout.addLayout(row(field, fields[_PAIR[1]], spacing=t.S))
        self.setLayout(layout)

    def show_values(self, values: dict[str, Value]) -> None:
        """Show how things stand; what stands there already is left alone."""
        self._showing = True
        for name, show in self._show.items():
            if self._values.get(name) != values[name]:
                show(values[name])
        self._values = dict(values)
        self._showing = False

    def _tell(self, name: str, value: Value) -> None:
        if not self._showing:
            self._values[name] = value
            self.changed.emit(name, value)

    def _control(self, one: Property, name: str) -> QWidget:
        if one.type is T.NUMBER:
            return self._number(one)
        if one.type in (T.CHOICE, T.FONT):
            return self._choice(one)
        if one.type is T.COLOUR:
            colours = ColourField(name, self._brand, may_be_empty=one.default == "")
            colours.changed.connect(lambda value: self._tell(one.name, value))
            self._show[one.name] = lambda value: colours.set_value(str(value))
            return colours
        if one.type is T.YES_NO:
            box = QCheckBox()
            box.toggled.connect(lambda on: self._tell(one.name, on))
            self._show[one.name] = lambda value: box.setChecked(bool(value))
            return box
        if one.type is T.PICTURE:
            picture = PictureField()
            picture.wanted.connect(self.picture_wanted)
            picture.given.connect(self.picture_given)
            return picture
        if one.type is T.LINKS:
            links = SocialLinks()
            links.changed.connect(lambda value: self._tell(one.name, value))
            self._show[one.name] = lambda value: links.set_value(str(value))
            return links
        return self._line(one)

    def _number(self, one: Property) -> QWidget:
        box = QSpinBox()
        box.setRange(one.low, one.high)
        box.setSuffix(" px" if one.name == "width" and one.high > 100 else words.unit(one.name))
        box.setFixedHeight(t.CONTROL_HEIGHT)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.lineEdit().setTextMargins(8, 0, 0, 0)
        calm_wheel(box)
        box.valueChanged.connect(lambda value: self._tell(one.name, value))
        self._show[one.name] = lambda value: box.setValue(int(value))
        return box

    def _choice(self, one: Property) -> QWidget:
        box = QComboBox()
        is_font = one.type is T.FONT
        for value in FONTS if is_font else one.choices:
            box.addItem(words.font_name(value) if is_font else words.choice_name(one, value), value)
        box.setMinimumContentsLength(8)
        calm_wheel(box)
        box.currentIndexChanged.connect(lambda at: self._tell(one.name, box.itemData(at)))
        self._show[one.name] = lambda value: box.setCurrentIndex(box.findData(value))
        return box

    def _line(self, one: Property) -> QWidget:
        edit = ChipLine()
        if one.type is T.LINK:
            edit.setPlaceholderText("https://")
        edit.textEdited.connect(lambda text: self._tell(one.name, text.strip() if one.type is T.LINK else text))
        edit.chip_wanted.connect(lambda field, fallback: self.chip_wanted.emit(edit, field, fallback))
        self._show[one.name] = lambda value: None if edit.text().strip() == str(value) else edit.setText(str(value))
        return edit

    def show_picture(self, picture: QPixmap) -> None:
        """Show the chosen picture small."""
        for control in self.controls.values():
            if isinstance(control, PictureField):
                control.show_picture(picture)


class _Words(QLabel):
    """The words of a check box, in as many lines as they need; a click on them is one on the box."""

    def __init__(self, box: QCheckBox, text: str) -> None:
        super().__init__(text)
        self._box = box
        self.setWordWrap(True)
        self.setBuddy(box)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Press the box."""
        if self.rect().contains(event.position().toPoint()):
            self._box.click()


def _captioned(name: str, control: QWidget, note: str) -> QWidget:
    """Give a control with its caption; the column is narrow, so that words may need two lines."""
    if isinstance(control, SocialLinks):
        return control
    if isinstance(control, QCheckBox):
        control.setAccessibleName(name)
        whole = QWidget()
        both = row(control, _Words(control, name), spacing=t.S)
        both.setStretch(1, 1)
        whole.setLayout(both)
        return whole
    field = Field(name, control, note)
    field.caption.setWordWrap(True)
    return field


class BlockPanel(QWidget):
    """The chosen block: its kind, its properties, and to whom it is shown."""

    made = Signal()
    changed = Signal(str, str, object)
    condition_changed = Signal(str, object)
    picture_wanted = Signal(str)
    picture_given = Signal(str, object)
    chip_wanted = Signal(object, str, str)

    def __init__(self, brand: Brand) -> None:
        super().__init__()
        self._brand = brand
        self._block: Block | None = None
        self.fields: PropertyFields | None = None
        self._made: dict[str, PropertyFields] = {}
        self._title = label("", "strong")
        self._nothing = label(tr("Choose a block to change how it looks."), "muted", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(t.M)
        self.condition = ConditionField()
        self.condition.changed.connect(self._tell_condition)
        self._below = QWidget()
        self._below.setLayout(column(line(), self.condition, spacing=t.M))
        whole = column(self._title, self._nothing, self._list, self._below, None, spacing=t.M)
        whole.setContentsMargins(t.M, t.M, t.M, t.L)
        self.setLayout(whole)
        self.show_block(None)

    def show_block(self, block: Block | None) -> None:
        """Show a block; the fields stay the same as long as it is the same one."""
        before, self._block = self._block, block
        self._nothing.setVisible(block is None)
        self._below.setVisible(block is not None)
        self._title.setVisible(block is not None)
        if block is None:
            for made in self._made.values():
                made.hide()
            self.fields = None
            return
        fields = self._fields_for(block.kind)
        if fields is not self.fields:
            for other in self._made.values():
                other.setVisible(other is fields)
            self.fields = fields
            self._title.setText(words.kind_name(block.kind))
        if before is None or before.id != block.id:
            fields.show_picture(QPixmap())
        fields.show_values(dict(block.values))
        self.condition.show_condition(block.condition)

    def prepare(self, kind: str) -> None:
        """Make and dress the fields of a kind before they are needed."""
        for made in self._fields_for(kind).findChildren(QWidget):
            made.ensurePolished()

    def _fields_for(self, kind: str) -> PropertyFields:
        """Give the fields of a kind; they are made once, for making them takes long."""
        if kind not in self._made:
            fields = self._made[kind] = PropertyFields(KINDS[kind].properties, words.property_name, self._brand)
            fields.changed.connect(lambda name, value: self.changed.emit(self._id, name, value))
            fields.picture_wanted.connect(lambda: self.picture_wanted.emit(self._id))
            fields.picture_given.connect(lambda data: self.picture_given.emit(self._id, data))
            fields.chip_wanted.connect(self.chip_wanted)
            fields.hide()  # else Qt shows it a moment after it has come into the layout
            self._list.addWidget(fields)
            self.made.emit()
        return self._made[kind]

    def stops(self) -> list[QWidget]:
        """Give what Tab comes to, in the order in which it stands there: fields are made later than what is below."""
        condition = self.condition
        fields = [one for made in self._made.values() for one in stops(made)]
        return [*fields, condition.field, condition.operator, condition.value]

    @property
    def _id(self) -> str:
        return self._block.id if self._block is not None else ""

    def _tell_condition(self, condition: object) -> None:
        if self._block is not None:
            self.condition_changed.emit(self._block.id, condition)


class ThemePanel(QWidget):
    """The whole message: colours, fonts, width, and the words after the subject."""

    changed = Signal(str, object)
    preview_changed = Signal(str)
    language_chosen = Signal(str)

    def __init__(self, brand: Brand) -> None:
        super().__init__()
        self.preview = ChipLine()
        self.preview.textEdited.connect(self.preview_changed)
        note = tr("Mail programs show these words after the subject.")
        self.fields = PropertyFields(THEME, words.theme_name, brand)
        self.fields.changed.connect(self.changed)
        self.language = LanguageBox()
        self.language.chosen.connect(self.language_chosen)
        spoken = Field(
            tr("Language of the message"), self.language, tr("Screen readers read it aloud in this language.")
        )
        first = Field(tr("Preview text"), self.preview, note)
        whole = column(first, line(), self.fields, line(), spoken, None, spacing=t.M)
        whole.setContentsMargins(t.M, t.M, t.M, t.L)
        self.setLayout(whole)

    def show_document(self, document: Document) -> None:
        """Show how things stand."""
        self.fields.show_values(dict(document.theme))
        self.language.show_language(document.language)
        if self.preview.text() != document.preview:
            self.preview.setText(document.preview)
