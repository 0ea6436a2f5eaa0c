"""The language that a message is written in: screen readers and translators of mail programs go by it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QComboBox

from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.inputs import calm_wheel, long_list

CODES = (
    "ar",
    "bg",
    "bn",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fr",
    "ga",
    "gl",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "is",
    "it",
    "ja",
    "ka",
    "ko",
    "lt",
    "lv",
    "mk",
    "ms",
    "mt",
    "nb",
    "nl",
    "pl",
    "pt",
    "pt-BR",
    "ro",
    "ru",
    "sk",
    "sl",
    "sq",
    "sr",
    "sv",
    "sw",
    "ta",
    "th",
    "tr",
    "uk",
    "ur",
    "vi",
    "zh-Hans",
    "zh-Hant",
)
"""The languages that are offered; that of a message may be another one."""


def own_language() -> str:
    """Give the code of the language that this computer speaks with its person: what people write in most often."""
    code = next((one for one in QLocale.system().uiLanguages() if QLocale(one).language() != QLocale.Language.C), "en")
    return code if code in CODES else code.split("-")[0]


class LanguageBox(QComboBox):
    """A language, each in its own words. `chosen(code)` comes from the person only."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        long_list(self)
        calm_wheel(self)
        self.setMinimumContentsLength(8)
        self.addItem(tr("Not said"), "")
        for name, code in sorted((_name(code), code) for code in CODES):
            self.addItem(name, code)
        self.activated.connect(lambda at: self.chosen.emit(self.itemData(at)))

    def show_language(self, code: str) -> None:
        """Show a language; nothing is emitted."""
        if self.findData(code) < 0:
            self.addItem(_name(code), code)
        self.setCurrentIndex(self.findData(code))


def _name(code: str) -> str:
    own = QLocale(code)
    name = own.nativeLanguageName() or code
    if "-" in code and own.nativeTerritoryName() and len(code.split("-")[-1]) == 2:
        name = f"{name} ({own.nativeTerritoryName()})"
    return name[:1].upper() + name[1:]
