"""Postfix's smtp-sink: takes everything at once, as fast as a server can, and keeps each message in a file."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.integration.peers.arrived import Arrived, from_stored
from tests.integration.peers.own_processes import free_ports, listens, start, wait_until

PROGRAM = shutil.which("smtp-sink", path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")


class Sink:
    """An smtp-sink on `port`; it can go away and come back."""

    def __init__(self, folder: Path, options: Sequence[str], keep: bool) -> None:
        assert PROGRAM is not None
        self.port = free_ports(1)[0]
        self._folder = folder
        self._command = [PROGRAM, "-4", *options]
        if os.geteuid() == 0:
            self._command += ["-u", "nobody"]
        if keep:
            self._command += ["-d", f"{folder}/%H%M%S.mail."]
        self._command += [f"127.0.0.1:{self.port}", "1000"]

    def start(self) -> None:
        """Listen."""
        output = self._folder / "output"
        self._process = start(self._command, output)
        wait_until(lambda: listens(self.port), output.read_text)

    def stop(self) -> None:
        """Go away without a word, whatever is in flight."""
        self._process.kill()
        self._process.wait()

    def arrived(self) -> list[Arrived]:
        """Give every message that was kept, oldest file first."""
        files = sorted(self._folder.glob("*.mail.*"), key=lambda file: file.stat().st_mtime_ns)
        # smtp-sink ends each file with an empty line of its own.
        stored = (file.read_bytes().removesuffix(b"\n") for file in files)
        return [from_stored(one, b"x-mail-args", b"x-rcpt-args") for one in stored]


@contextmanager
def running_sink(*options: str, keep: bool = True) -> Iterator[Sink]:
    """Start smtp-sink with these options; without `keep` it throws the messages away (fastest)."""
    folder = Path(tempfile.mkdtemp(prefix="mailer-sink-"))
    folder.chmod(0o777)
    sink = Sink(folder, options, keep)
    try:
        sink.start()
        yield sink
    finally:
        sink.stop()
        shutil.rmtree(folder, ignore_errors=True)
