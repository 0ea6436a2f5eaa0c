"""The front doors: window, command line, sender and practice server; each is loaded only when it is entered."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path

from mailer_gui.paths import default_workspace, has_display

NO_DISPLAY = (
    "There is no display, so the window cannot open. "
    "Try “mailer-gui demo --no-window”, or “mailer-gui --help” for everything that works in a terminal."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the door that the arguments ask for and give the exit code."""
    multiprocessing.freeze_support()  # the frozen program starts its children through this same door
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--sender"] and len(given) > 1:
        from mailer_gui.sender.main import run as run_sender

        return run_sender(Path(given[1]), given[2:])
    if given[:1] == ["--practice"] and len(given) == 2:
        from mailer_gui.operations.practice import serve

        return serve(Path(given[1]))
    if given[:1] == ["--look-into"] and len(given) == 3:
        from mailer_gui.intake.probe import look_into

        return look_into(Path(given[1]), given[2])
    workspace = _window_workspace(given)
    if workspace is not None:
        if not has_display():
            sys.stderr.write(f"{NO_DISPLAY}\n")
            return 2
        from mailer_gui.ui.app import run as run_window

        return run_window(workspace)
    from mailer_gui.cli.main import run as run_command_line

    return run_command_line(given)


def _window_workspace(given: Sequence[str]) -> Path | None:
    """Give the workspace to open in the window, or None when the arguments are for the command line."""
    if not given:
        return default_workspace()
    if len(given) == 2 and given[0] == "--workspace":
        return Path(given[1]).expanduser()
    if len(given) == 1 and given[0].startswith("--workspace="):
        return Path(given[0].partition("=")[2]).expanduser()
    return None


def window() -> int:
    """Open the window: the door of the desktop entry, which has no console."""
    return main()


if __name__ == "__main__":
    sys.exit(main())
