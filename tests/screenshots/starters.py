"""Pictures of every starter as mail programs show it: on a phone, a tablet and a wide screen, in light and in dark.

`python -m tests.screenshots.starters --out screenshots/starters [words]`, or `make starters`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailer_gui.model.preview import Preview
    from mailer_gui.operations.workspace import Workspace

DARK = "--blink-settings=preferredColorScheme=0"
"""What a process of the web engine is told from its start when its pages prefer dark colours."""
WIDTHS = (320, 600, 1280)


def main() -> int:
    """Take the pictures; starters whose names hold none of the given words are left out."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots.starters")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--out", type=Path, default=Path("screenshots/starters"))
    parser.add_argument("--look", choices=("light", "dark"), help="only this one")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.look is None:  # a process of the web engine is either light or dark
        command = [sys.executable, "-m", "tests.screenshots.starters", "--out", str(options.out), *options.words]
        return max(subprocess.run([*command, "--look", look], check=False).returncode for look in ("light", "dark"))
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if options.look == "dark":
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = DARK
    with tempfile.TemporaryDirectory(prefix="mailer-starters-") as folder:
        os.environ["XDG_CONFIG_HOME"] = str(Path(folder) / "config")
        taken, faults = _take(options.words, options.out, options.look, Path(folder) / "workspace")
    print(f"{taken} pictures in {options.out}")
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.stdout.flush()
    os._exit(1 if faults else 0)  # the web engine takes long to say good-bye


def _take(words: list[str], out: Path, look: str, workspace: Path) -> tuple[int, list[str]]:
    from mailer_gui.operations import demo, starters
    from mailer_gui.operations.workspace import open_workspace
    from mailer_gui.ui.app import make_application

    make_application(["mailer"])
    from mailer_gui.ui.sheet import Sheet

    sheet = Sheet()
    ws = open_workspace(workspace)
    ws.settings.set("postal_address", "Bakery Lane 1, 12345 Anytown")
    campaign_id = demo.prepare(ws, 3)
    taken, faults = 0, []
    for key in starters.NAMES:
        if words and not any(word in key for word in words):
            continue
        preview = previewed(ws, campaign_id, key)
        for width in WIDTHS:
            sheet.picture(preview.html, preview.pictures, width).save(str(out / f"{key}-{width}-{look}.png"))
            taken += 1
            if sheet.width > width:
                faults.append(f"{key} is {sheet.width} pixels wide at {width}")
    ws.close()
    return taken, faults


def previewed(ws: Workspace, campaign_id: int, key: str) -> Preview:
    """Give a starter as the first person of a campaign would get it."""
    from mailer_gui.operations import outbox, starters

    message = replace(starters.begin(ws, key), from_name="The House", from_address="news@shop.example")
    return outbox.preview(ws, campaign_id, message=message)


if __name__ == "__main__":
    sys.exit(main())
