"""The style sheet, written from the tokens.

Widgets choose their look by dynamic properties: `kind` on buttons and banners, `role` on labels and frames.
"""

# ruff: noqa: E501 - rules of a style sheet are read one per line

from __future__ import annotations

from mailer_gui.ui import tokens as t
from mailer_gui.ui.tokens import Colours


def sheet(c: Colours) -> str:
    """Give the whole style sheet for a palette."""
    parts = (_texts, _frames, _buttons, _small_buttons, _inputs, _choices, _tables, _bars, _menus, _tabs, _shell)
    return "\n".join(part(c) for part in parts)


def _texts(c: Colours) -> str:
    return f"""
QWidget {{ color: {c.text}; font-size: {t.FONT_BODY}px; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {t.FONT_TITLE}px; font-weight: 600; }}
QLabel[role="section"] {{ font-size: {t.FONT_SECTION}px; font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="caption"] {{ font-size: {t.FONT_SMALL}px; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="small"] {{ color: {c.muted}; font-size: {t.FONT_SMALL}px; }}
QLabel[role="huge"] {{ font-size: {t.FONT_HUGE}px; font-weight: 700; }}
QLabel[role="beside-huge"] {{ font-size: 18px; color: {c.muted}; }}
QLabel[role="error"] {{ color: {c.bad}; font-size: {t.FONT_SMALL}px; }}
QLabel[role="good"] {{ color: {c.good}; }}
QLabel[role="warning"] {{ color: {c.warning}; }}
QLabel[role="bad"] {{ color: {c.bad}; }}
QToolTip {{ background: {c.text}; color: {c.card}; border: none; padding: 5px 8px; font-size: {t.FONT_SMALL}px; }}
"""


def _frames(c: Colours) -> str:
    banners = "\n".join(
        f'QFrame[role="banner"][kind="{kind}"] {{ background: {c.meaning(kind)[1]}; }}\n'
        f'QFrame[role="banner"][kind="{kind}"] QLabel {{ color: {c.meaning(kind)[0]}; }}'
        for kind in ("info", "good", "warning", "bad", "neutral")
    )
    return f"""
QMainWindow, QDialog {{ background: {c.background}; }}
QFrame[role="card"] {{ background: {c.card}; border: 1px solid {c.line}; border-radius: {t.CARD_RADIUS}px; }}
QFrame[role="chip"] {{ background: {c.neutral_soft}; border: none; border-radius: 14px; }}
QFrame[role="group"] {{ background: {c.hover}; border: none; border-left: 3px solid {c.accent}; border-radius: 0; }}
QFrame[role="line"] {{ background: {c.line}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[role="upright"] {{ background: {c.line}; border: none; max-width: 1px; min-width: 1px; }}
QFrame[role="banner"] {{ border: none; border-radius: {t.CARD_RADIUS}px; }}
{banners}
QFrame[role="toast"] {{ background: {c.text}; border: none; border-radius: {t.CARD_RADIUS}px; }}
QFrame[role="toast"] QLabel {{ color: {c.card}; }}
QFrame[role="toast"] QPushButton {{ background: transparent; border: none; color: {c.card}; font-weight: 600;
    text-decoration: underline; min-height: 28px; padding: 0 {t.S}px; }}
QFrame[role="toast"] QPushButton:focus {{ border: 1px solid {c.card}; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget[role="page"] {{ background: transparent; }}
QSplitter::handle {{ background: transparent; }}
"""


def _buttons(c: Colours) -> str:
    radius = t.CONTROL_RADIUS
    return f"""
QPushButton {{ background: {c.card}; color: {c.text}; border: 1px solid {c.control_line}; border-radius: {radius}px;
    padding: 0 14px; min-height: {t.CONTROL_HEIGHT - 2}px; }}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:pressed {{ background: {c.neutral_soft}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 0 13px; min-height: {t.CONTROL_HEIGHT - 4}px; }}
QPushButton:disabled {{ color: {c.muted}; background: {c.background}; border-color: {c.line}; }}
QPushButton:checked {{ background: {c.accent_soft}; color: {c.accent}; border-color: {c.accent}; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[kind="primary"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {c.accent_hover}; border-color: {c.accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[kind="primary"]:disabled {{ background: {c.neutral_soft}; color: {c.muted}; border-color: {c.neutral_soft}; }}
QPushButton[kind="danger"] {{ color: {c.bad}; }}
QPushButton[kind="danger"]:hover {{ background: {c.bad_soft}; }}
QPushButton[kind="danger"]:disabled {{ color: {c.muted}; }}
QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; color: {c.accent}; padding: 0 {t.XS}px;
    min-height: 26px; text-align: left; }}
QPushButton[kind="link"][flush="true"] {{ padding: 0; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border: 1px solid {c.accent}; }}
QPushButton[kind="link"]:disabled {{ color: {c.muted}; }}
QPushButton[kind="choice"] {{ min-height: 54px; padding: 0; text-align: left; }}
QPushButton[kind="thumbnail"], QPushButton[kind="thumbnail"]:focus {{ min-height: 100px; padding: 0; }}
QPushButton[kind="choice"]:focus {{ min-height: 52px; padding: 0; }}
QPushButton[kind="big"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; font-weight: 600;
    font-size: {t.FONT_SECTION}px; min-height: 46px; padding: 0 {t.XL}px; }}
QPushButton[kind="big"]:hover {{ background: {c.accent_hover}; }}
QPushButton[kind="big"]:focus {{ border: 2px solid {c.text}; min-height: 44px; }}
QPushButton[kind="big"]:disabled {{ background: {c.neutral_soft}; color: {c.muted}; border-color: {c.neutral_soft}; }}
"""


def _small_buttons(c: Colours) -> str:
    return f"""
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {t.CONTROL_RADIUS}px; padding: 5px;
    min-width: 18px; min-height: 18px; }}
QToolButton[kind="tiny"] {{ padding: 2px; min-width: 16px; min-height: 16px; }}
QToolButton:hover {{ background: {c.hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {c.accent_soft}; }}
QToolButton:focus {{ border: 1px solid {c.accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QFrame[role="banner"] QPushButton {{ background: transparent; border-color: transparent; font-weight: 600; min-height: 28px; }}
QFrame[role="banner"] QPushButton:hover {{ text-decoration: underline; }}
QFrame[role="banner"] QPushButton:focus {{ border: 1px solid {c.text}; }}
"""


def _inputs(c: Colours) -> str:
    boxes = "QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser, QSpinBox, QDoubleSpinBox, QComboBox, QDateTimeEdit"
    focused = ", ".join(f"{box}:focus" for box in boxes.split(", "))
    disabled = ", ".join(f"{box}:disabled" for box in boxes.split(", "))
    return f"""
{boxes} {{ background: {c.card}; border: 1px solid {c.control_line}; border-radius: {t.CONTROL_RADIUS}px;
    selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
{focused} {{ border: 2px solid {c.accent}; }}
{disabled} {{ color: {c.muted}; background: {c.background}; }}
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateTimeEdit {{ padding: 0 10px; min-height: {t.CONTROL_HEIGHT - 2}px; }}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QDateTimeEdit:focus {{ padding: 0 9px;
    min-height: {t.CONTROL_HEIGHT - 4}px; }}
QLineEdit[search="true"], QLineEdit[search="true"]:focus {{ padding: 0 2px; }}
QLineEdit QToolButton {{ border: none; padding: 0; margin: 0; min-width: 0; min-height: 0; }}
QLineEdit[bare="true"] {{ border: none; padding: 0; background: transparent; }}
QLineEdit[invalid="true"] {{ border: 2px solid {c.bad}; }}
QPlainTextEdit, QTextEdit, QTextBrowser {{ padding: {t.S}px; }}
QTextEdit[line="true"] {{ padding: 5px {t.S}px; }}
QPlainTextEdit[bare="true"], QTextEdit[bare="true"], QTextBrowser[bare="true"] {{ border: none; border-radius: 0; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: url({_arrow(c, "down")}); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {c.card}; border: 1px solid {c.line}; outline: none;
    selection-background-color: {c.accent_soft}; selection-color: {c.text}; }}
QComboBox QAbstractItemView::item {{ min-height: 30px; padding: 0 {t.S}px; }}
QDateEdit::drop-down {{ border: none; background: transparent; width: 26px; }}
QDateEdit::down-arrow {{ image: url({_arrow(c, "down")}); width: 12px; height: 12px; }}
QCalendarWidget QWidget {{ background: {c.card}; alternate-background-color: {c.card}; }}
QCalendarWidget QAbstractItemView {{ background: {c.card}; border: none; outline: none;
    selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QCalendarWidget QAbstractItemView:disabled {{ color: {c.muted}; }}
QCalendarWidget QToolButton {{ color: {c.text}; font-weight: 600; }}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button,
QTimeEdit::up-button, QTimeEdit::down-button {{ border: none; background: transparent; width: 20px; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QTimeEdit::up-arrow {{ image: url({_arrow(c, "up")}); width: 10px; height: 10px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QTimeEdit::down-arrow {{ image: url({_arrow(c, "down")}); width: 10px; height: 10px; }}
"""


def _choices(c: Colours) -> str:
    return f"""
QCheckBox, QRadioButton {{ spacing: {t.S}px; min-height: 28px; background: transparent; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {c.muted}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 16px; height: 16px; border: 1px solid {c.muted}; background: {c.card}; }}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent}; image: url({_arrow(c, "tick")}); }}
QCheckBox::indicator:indeterminate {{ background: {c.accent_soft}; border-color: {c.accent}; }}
QRadioButton::indicator:checked, QRadioButton::indicator:checked:focus {{ border: 5px solid {c.accent}; width: 8px; height: 8px; background: {c.card}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {c.accent}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {c.accent}; width: 14px; height: 14px; }}
"""


def _tables(c: Colours) -> str:
    return f"""
QTableView {{ background: {c.card}; border: none; outline: none; gridline-color: transparent;
    selection-background-color: {c.accent_soft}; selection-color: {c.text}; }}
QTableView[alone="true"] {{ border: 1px solid {c.line}; border-radius: {t.CARD_RADIUS}px; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ background: transparent; color: {c.muted}; border: none; border-bottom: 1px solid {c.line};
    padding: 0 12px; font-size: {t.FONT_SMALL}px; font-weight: 400; min-height: 34px; }}
QHeaderView::section:hover {{ color: {c.text}; }}
QHeaderView::up-arrow {{ image: url({_arrow(c, "up")}); width: 9px; height: 9px; subcontrol-position: center right; right: 2px; }}
QHeaderView::down-arrow {{ image: url({_arrow(c, "down")}); width: 9px; height: 9px; subcontrol-position: center right;
    right: 2px; }}
QTableCornerButton::section {{ background: transparent; border: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QListView, QListWidget {{ background: {c.card}; border: 1px solid {c.line}; border-radius: {t.CARD_RADIUS}px; outline: none; }}
QListView::item, QListWidget::item {{ min-height: 34px; padding: 0 {t.S}px; }}
QListView::item:selected, QListWidget::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
"""


def _bars(c: Colours) -> str:
    return f"""
QScrollBar {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: 12px; margin: 2px; }}
QScrollBar:horizontal {{ height: 12px; margin: 2px; }}
QScrollBar::handle {{ background: {c.control_line}; border-radius: 4px; }}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {c.track}; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
"""


def _menus(c: Colours) -> str:
    return f"""
QMenu {{ background: {c.card}; border: 1px solid {c.line}; padding: {t.XS}px; }}
QMenu::item {{ padding: 7px {t.XL}px 7px {t.M}px; border-radius: {t.XS}px; background: transparent; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.muted}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: {t.XS}px {t.S}px; }}
QMenu::icon {{ left: {t.S}px; }}
"""


def _tabs(c: Colours) -> str:
    return f"""
QTabWidget::pane {{ border: none; border-top: 1px solid {c.line}; }}
QTabBar {{ qproperty-drawBase: 0; background: transparent; }}
QTabBar::tab {{ background: transparent; color: {c.muted}; border: none; border-bottom: 2px solid transparent;
    padding: {t.S}px {t.M}px; min-height: 20px; }}
QTabBar::tab:hover {{ color: {c.text}; }}
QTabBar::tab:selected {{ color: {c.accent}; border-bottom: 2px solid {c.accent}; font-weight: 600; }}
QTabBar::tab:focus {{ background: {c.accent_soft}; }}
"""


def _shell(c: Colours) -> str:
    return f"""
QFrame[role="sidebar"] {{ background: {c.sidebar}; border: none; border-right: 1px solid {c.line}; }}
QFrame[role="strip"] {{ background: {c.card}; border: none; border-top: 1px solid {c.line}; }}
QLabel[role="brand"] {{ font-size: {t.FONT_SECTION}px; font-weight: 600; }}
"""


def _arrow(c: Colours, which: str) -> str:
    from mailer_gui.paths import resource

    tone = "dark" if c.is_dark else "light"
    return resource("icons", "style", f"{which}-{tone}.svg").as_posix()
