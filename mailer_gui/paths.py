"""Where data, logs and resources live, and how the program starts itself again."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

APP_NAME = "Mailer"
WORKSPACE_VARIABLE = "MAILER_WORKSPACE"
_OWN_FILES = ("mailer.db*", "flight-*.log*", "*.lock")
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class WorkspacePaths:
    """The places inside one workspace folder."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "mailer.db"

    @property
    def attachments(self) -> Path:
        """The folder of attachments, each file named by its SHA-256."""
        return self.root / "attachments"

    @property
    def practice(self) -> Path:
        """The folder of the practice server's mail, as .eml files."""
        return self.root / "practice"

    @property
    def logs(self) -> Path:
        """The folder of the log."""
        return self.root / "logs"

    @property
    def log(self) -> Path:
        """The log that window, command line, sender and practice server share."""
        return self.logs / "mailer.log"

    @property
    def reports(self) -> Path:
        """The folder where reports go that nobody named a place for."""
        return self.root / "reports"

    @property
    def thumbnails(self) -> Path:
        """The folder of small pictures of templates; it can be thrown away."""
        return self.root / "thumbnails"

    @property
    def practice_lock(self) -> Path:
        """Held by the practice server while it lives."""
        return self.root / "practice.lock"

    def sender_lock(self, slot: int = 1) -> Path:
        """Held by the sender of this slot while it lives; the operating system frees it when the process dies."""
        return self.root / f"sender-{slot}.lock"

    def import_lock(self, number: int) -> Path:
        """Held by whoever brings this file in; the operating system frees it when the process dies."""
        return self.root / f"import-{number}.lock"

    def flight_log(self, slot: int = 1) -> Path:
        """The flight log of the sender of this slot."""
        return self.root / f"flight-{slot}.log"

    def is_own(self, path: Path) -> bool:
        """True when writing there would harm the workspace: its database, logs and locks, by whatever name."""
        where, root = path.resolve(), self.root.resolve()
        if where == root or any(where.is_relative_to(folder.resolve()) for folder in self._own_folders()):
            return True
        own = [file for pattern in _OWN_FILES for file in root.glob(pattern)]
        if where.parent == root and any(where.match(pattern) for pattern in _OWN_FILES):
            return True
        return where.exists() and any(file.exists() and where.samefile(file) for file in own)

    def is_database(self, path: Path) -> bool:
        """True when this file is part of the database: who opens and closes it drops this process's locks on it."""
        where = path.resolve()
        return where.parent == self.root.resolve() and where.match(f"{self.database.name}*")

    def _own_folders(self) -> tuple[Path, ...]:
        return self.attachments, self.practice, self.logs, self.thumbnails


def default_workspace() -> Path:
    """Give the workspace that is used when none is named: `MAILER_WORKSPACE`, else the platform's data folder."""
    named = os.environ.get(WORKSPACE_VARIABLE)
    if named:
        return Path(named).expanduser()
    import platformdirs  # here, not above: the sender and the practice server are told their workspace

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def config_folder() -> Path:
    """Give the person's config folder, which does not travel with a copied workspace."""
    import platformdirs

    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))


def is_frozen() -> bool:
    """True in the packaged program, where there is no Python beside us."""
    return bool(getattr(sys, "frozen", False))


def resource(*parts: str) -> Path:
    """Give the path of a file in resources/, in the checkout, the wheel and the frozen program alike."""
    return _resources().joinpath(*parts)


def _resources() -> Path:
    if is_frozen():
        return Path(getattr(sys, "_MEIPASS", str(_PACKAGE.parent))) / "resources"
    inside = _PACKAGE / "resources"  # the wheel carries them inside the package
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def name_of(file: Path) -> str:
    """Give a file's name as text that can be stored: bytes that are no letters in this system become question marks."""
    return file.name.encode("utf-8", "replace").decode()


def own_command(*arguments: str) -> list[str]:
    """Give the command that starts this program again with these arguments."""
    if is_frozen():
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "mailer_gui", *arguments]


def start_folder() -> Path:
    """Give the current folder of the processes we start: they must not keep a person's folder busy.

    Python looks for modules there first, so it is the folder that holds our own package, never where a person stands.
    """
    return Path(os.sep) if is_frozen() else _PACKAGE.parent


def sender_command(workspace: Path, *extra: str) -> list[str]:
    """Give the command that starts the sender of a workspace."""
    return own_command("--sender", str(workspace), *extra)


def practice_command(workspace: Path) -> list[str]:
    """Give the command that starts the practice server of a workspace."""
    return own_command("--practice", str(workspace))


def has_display() -> bool:
    """Tell whether a window can be opened here; Qt told to paint elsewhere (QT_QPA_PLATFORM) needs no screen."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
