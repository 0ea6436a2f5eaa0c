"""Play every scene and take its pictures."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import pkgutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.screenshots.stage import Scene

FIRST = ("campaigns-empty", "reports-empty")
LAST = "readme"


def main() -> int:
    """Take pictures; scenes whose names hold none of the given words are left out."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    options = parser.parse_args()
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mailer-screenshots-") as folder:
        os.environ["XDG_CONFIG_HOME"] = str(Path(folder) / "config")
        return _play(options.words, options.out, Path(folder) / "workspace")


def _scenes() -> dict[str, Scene]:
    """Give all scenes; those of an empty workspace come first, the one that fills the sidebar last."""
    found: dict[str, Scene] = {}
    for module in sorted(pkgutil.iter_modules([str(Path(__file__).parent)]), key=lambda one: one.name):
        if module.name.startswith("scenes_"):
            found |= importlib.import_module(f"tests.screenshots.{module.name}").SCENES
    return {name: found[name] for name in sorted(found, key=lambda name: (name == LAST, name not in FIRST))}


def _play(words: list[str], out: Path, workspace: Path) -> int:
    from qasync import QEventLoop  # type: ignore[import-untyped]  # it ships no types

    from mailer_gui.ui.app import make_application, make_window
    from tests.screenshots.stage import Stage

    app = make_application(["mailer"])
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    window = make_window(workspace)
    window.show()
    stage = Stage(window, out)
    failed = []

    async def play() -> None:
        await stage.until(lambda: window.current, "the window never opened its first page")
        for name, scene in _scenes().items():
            if words and not any(word in name for word in words):
                continue
            try:
                await scene(stage)
            except Exception as problem:  # one broken scene must not hide the others
                failed.append(name)
                print(f"{name}: {type(problem).__name__}: {problem}", file=sys.stderr)
            await stage.close_dialogs()

    with loop:
        loop.run_until_complete(play())
        window.tasks.close()
    print(f"{len(stage.taken)} pictures in {out}")
    sys.stdout.flush()
    os._exit(1 if failed else 0)  # the web engine takes long to say good-bye


if __name__ == "__main__":
    sys.exit(main())
