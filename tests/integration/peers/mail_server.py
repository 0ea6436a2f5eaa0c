"""A private Postfix with Dovecot behind it: with logins, mailboxes and nothing of the system's own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.integration.peers import configuration
from tests.integration.peers.arrived import Arrived, from_stored
from tests.integration.peers.certificates import Certificates, make_certificates
from tests.integration.peers.own_processes import free_ports, listens, root_prefix, start, wait_until

NEEDED = ("/usr/sbin/postfix", "/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp")
USER = "sender@loop.example"
PASSWORD = "correct horse"


@dataclass(frozen=True)
class MailServer:
    """Everything that is accepted ends in one Maildir, whoever it is for. The ports are all on 127.0.0.1.

    `smtp` is open to everyone here; `submission` (STARTTLS) and `smtps` (TLS from the start) want a login.
    `expired` and `misnamed` are submission ports with such a certificate; `imap` reads the mailbox of USER.
    Recipients at refused.example get 550 5.1.1, those at later.example 450 4.2.1.
    """

    root: Path
    smtp: int
    submission: int
    smtps: int
    expired: int
    misnamed: int
    imap: int
    certificates: Certificates

    def arrived(self) -> list[Arrived]:
        """Give every message in the receiving mailbox."""
        files = [file for part in ("new", "cur") for file in sorted((self.maildir / part).glob("*"))]
        return [from_stored(file.read_bytes(), b"return-path", b"delivered-to") for file in files]

    def wait_until_delivered(self, patience: float = 120.0) -> None:
        """Wait until Postfix holds no message any more: all that it accepted is in the mailbox."""
        wait_until(self._queue_is_empty, lambda: f"still in the queue: {self._queue()[:500]}", patience)

    def forget(self) -> None:
        """Empty the receiving mailbox."""
        self.wait_until_delivered()
        for part in ("new", "cur"):
            for file in (self.maildir / part).glob("*"):
                file.unlink()

    @property
    def maildir(self) -> Path:
        return self.root / "mail" / "everyone"

    def log(self) -> str:
        """Give Postfix's log."""
        command = [*(root_prefix() or []), "cat", str(self.root / "postfix" / "mail.log")]
        return subprocess.run(command, capture_output=True, text=True, errors="replace", check=True).stdout

    def refused_logins(self) -> int:
        """Count the logins that were refused so far."""
        return len(re.findall(r"SASL \S+ authentication failed", self.log()))

    def _queue_is_empty(self) -> bool:
        return not self._queue().strip()

    def _queue(self) -> str:
        command = [*(root_prefix() or []), "postqueue", "-c", str(self.root / "postfix" / "etc"), "-j"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def why_not() -> str:
    """Say what is missing for a mail server of our own; empty when nothing is."""
    missing = [name for name in NEEDED if not Path(name).exists()]
    if missing:
        return "needs the packages postfix, dovecot-imapd and dovecot-lmtpd (missing: " + ", ".join(missing) + ")"
    return "" if root_prefix() is not None else "Postfix needs root, and sudo asks for a password here"


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    """Start both in a folder of their own; they end with the block, or with this process."""
    root = Path(tempfile.mkdtemp(prefix="mailer-peers-", dir=_roomiest_place()))
    root.chmod(0o755)
    prefix = root_prefix() or []
    ports = free_ports(6)
    smtp, submission, smtps, expired, misnamed, imap = ports
    server = MailServer(root, smtp, submission, smtps, expired, misnamed, imap, make_certificates(root))
    configuration.write(server.root, ports, server.certificates, user=USER, password=PASSWORD)
    postfix, dovecot = str(root / "postfix" / "etc"), str(root / "dovecot" / "dovecot.conf")
    if prefix == []:
        configuration.hand_over(root)
    else:
        subprocess.run([*prefix, "chown", "postfix", str(root / "postfix" / "data")], check=True)
    processes = [
        start([*prefix, "dovecot", "-F", "-c", dovecot], root / "dovecot" / "output"),
        start([*prefix, "postfix", "-c", postfix, "start-fg"], root / "postfix" / "output"),
    ]
    try:
        wait_until(lambda: all(map(listens, ports)), lambda: _last_words(root))
        yield server
    finally:
        subprocess.run([*prefix, "postfix", "-c", postfix, "abort"], capture_output=True, check=False)
        subprocess.run([*prefix, "doveadm", "-c", dovecot, "stop"], capture_output=True, check=False)
        for process in processes:
            process.wait(20)
        subprocess.run([*prefix, "rm", "-rf", str(root)], check=False)


def _roomiest_place() -> Path:
    """Give memory where there is enough of it: both servers wait for the disk after every message."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 500_000_000
    return memory if roomy else Path(tempfile.gettempdir())


def _last_words(root: Path) -> str:
    files = [*root.glob("*/output"), root / "postfix" / "mail.log", root / "dovecot" / "dovecot.log"]
    return "\n".join(f"{file.name}: {file.read_text(errors='replace')[-2000:]}" for file in files if file.exists())
