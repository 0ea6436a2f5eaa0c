"""What a person chose about the window itself: kept in their config folder, not in the workspace."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from mailer_gui.paths import config_folder
from mailer_gui.ui.theme import ThemeMode

UNDO_SECONDS = 10
MOST_UNDO_SECONDS = 60


def theme_mode() -> ThemeMode:
    """Give the chosen look."""
    try:
        return ThemeMode(str(_file().value("theme", ThemeMode.SYSTEM)))
    except ValueError:
        return ThemeMode.SYSTEM


def set_theme_mode(mode: ThemeMode) -> None:
    """Keep the chosen look."""
    _keep("theme", mode.value)


def undo_seconds() -> int:
    """Give how long Send can be taken back."""
    try:
        wanted = int(str(_file().value("undo_seconds", UNDO_SECONDS)))
    except ValueError:
        return UNDO_SECONDS
    return min(MOST_UNDO_SECONDS, max(0, wanted))


def set_undo_seconds(seconds: int) -> None:
    """Keep how long Send can be taken back."""
    _keep("undo_seconds", seconds)


def remembered(name: str) -> str:
    """Give what a page keeps about its own look; empty when it has kept nothing."""
    return str(_file().value(name, ""))


def remember(name: str, value: str) -> None:
    """Keep something about a page's own look."""
    _keep(name, value)


def session_start_offered() -> bool:
    """Tell whether the person was asked already if sending is to start with their session."""
    return str(_file().value("session_start_offered", "false")).lower() == "true"


def set_session_start_offered() -> None:
    """They were asked; they are not asked again."""
    _keep("session_start_offered", "true")


def _keep(name: str, value: object) -> None:
    file = _file()
    file.setValue(name, value)
    file.sync()


def _file() -> QSettings:
    return QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)
