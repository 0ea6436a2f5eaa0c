"""The programs that we are compared with: got when they are missing, and run."""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.sending.letter import SENDER, address
from tests.benchmarks.sending.machine import pinned
from tests.support.home import ROOT

NODEMAILER = "10.6.0"
FOLDER = ROOT / "build" / "peers"
_HERE = Path(__file__).parent
_ADMIN = "/usr/sbin:/sbin"
_PROGRAMS = {"smtp-source": ("postfix",), "smtp-sink": ("postfix",), "node": ("nodejs",), "npm": ("npm",)}


def make_ready() -> None:
    """Install what is missing: programs by apt, nodemailer by npm into build/peers."""
    if _ADMIN not in os.environ.get("PATH", ""):
        os.environ["PATH"] = os.environ.get("PATH", os.defpath) + os.pathsep + _ADMIN
    missing = {name: debs for name, debs in _PROGRAMS.items() if not shutil.which(name)}
    if missing:
        spec = importlib.util.spec_from_file_location("mailer_prepare", ROOT / "packaging" / "prepare.py")
        assert spec is not None and spec.loader is not None
        prepare = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(prepare)
        assert prepare.install_system_packages(missing), f"these are needed: {', '.join(missing)}"
    if _installed_nodemailer() != NODEMAILER:
        FOLDER.mkdir(parents=True, exist_ok=True)
        options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
        home = {"HOME": pwd.getpwuid(os.getuid()).pw_dir}  # the person's own settings for npm, not those of the tests
        subprocess.run(
            ["npm", "install", *options, "--prefix", str(FOLDER), f"nodemailer@{NODEMAILER}"],
            check=True,
            env={**os.environ, **home},
        )


def _installed_nodemailer() -> str:
    try:
        return str(json.loads((FOLDER / "node_modules/nodemailer/package.json").read_text())["version"])
    except (OSError, ValueError, KeyError):
        return ""


def smtp_source(port: int, count: int, connections: int, length: int) -> float:
    """Messages per second of Postfix's own load generator, which sends the same bytes again and again."""
    options = ["-d", "-s", str(connections), "-m", str(count), "-l", str(length), "-f", SENDER, "-t", address(1)]
    began = time.perf_counter()
    subprocess.run(pinned(0, "smtp-source", *options, f"127.0.0.1:{port}"), check=True)
    return count / (time.perf_counter() - began)


class Running:
    """A peer at work; it prints how long it took, its own start-up left out."""

    def __init__(self, command: list[str], count: int, environment: dict[str, str]) -> None:
        self._count = count
        self._process = subprocess.Popen(
            command, env={**os.environ, **environment}, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def rate(self) -> float:
        """Wait for its end, and give its messages per second."""
        said, _ = self._process.communicate()
        assert self._process.returncode == 0, self._process.args
        told = json.loads(said)
        assert not told["failed"], told
        return self._count / float(told["seconds"])


def start_nodemailer(letter: Path, port: int, count: int, connections: int, core: int | None = 0) -> Running:
    """Start nodemailer's pool."""
    command = ["node", str(_HERE / "with_nodemailer.js"), str(letter), str(port), str(count), str(connections)]
    return Running(pinned(core, *command), count, {"NODE_PATH": str(FOLDER / "node_modules")})


def start_python(kind: str, letter: Path, port: int, count: int, connections: int, core: int | None = 0) -> Running:
    """Start smtplib or aiosmtplib."""
    module = "tests.benchmarks.sending.with_python"
    command = [sys.executable, "-m", module, kind, str(letter), str(port), str(count), str(connections)]
    return Running(pinned(core, *command), count, {})
