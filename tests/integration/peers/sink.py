"""Postfix's smtp-sink: takes everything at once, as fast as a server can, and keeps each message in a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.integration.peers.arrived import Arrived, from_stored
from tests.integration.peers.own_processes import free_ports, listens, start, wait_until
from tests.support.processes import end

PROGRAM = shutil.which("smtp-sink", path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")


class Sink:
    """A running smtp-sink on `port`."""

    def __init__(self, port: int, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process
        self._folder = folder

    def arrived(self) -> list[Arrived]:
        """Give every message that was kept, oldest file first."""
        files = sorted(self._folder.glob("*.mail.*"), key=lambda file: file.stat().st_mtime_ns)
        # smtp-sink ends each file with an empty line of its own.
        stored = (file.read_bytes().removesuffix(b"\n") for file in files)
        return [from_stored(one, b"x-mail-args", b"x-rcpt-args") for one in stored]


@contextmanager
def running_sink(*options: str, keep: bool = True) -> Iterator[Sink]:
    """Start smtp-sink with these options; without `keep` it throws the messages away (fastest)."""
    assert PROGRAM is not None
    folder = Path(tempfile.mkdtemp(prefix="mailer-sink-"))
    folder.chmod(0o777)
    port = free_ports(1)[0]
    command = [PROGRAM, "-4", *options]
    if os.geteuid() == 0:
        command += ["-u", "nobody"]
    if keep:
        command += ["-d", f"{folder}/%H%M%S.mail."]
    process = start([*command, f"127.0.0.1:{port}", "1000"], folder / "output")
    try:
        wait_until(lambda: listens(port), lambda: (folder / "output").read_text())
        yield Sink(port, folder, process)
    finally:
        end(process)
        shutil.rmtree(folder, ignore_errors=True)
