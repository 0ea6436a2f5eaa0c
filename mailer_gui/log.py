"""The one log that window, command line, sender and practice server share; it rotates and holds no secrets."""

from __future__ import annotations

import logging
import re
from pathlib import Path

MAX_BYTES = 1_000_000
KEPT_FILES = 3
_SECRET = re.compile(r"""(?i)\b(AUTH\s+\S+|(?:password|passwd|token)["']?\s*[=:])\s*(?:"[^"]*"|'[^']*'|\S+)""")


class _Hiding(logging.Formatter):
    """The net under the rule that nobody logs a secret, in a message or in an exception."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub(r"\1 [hidden]", super().format(record))


def configure(log_file: Path, role: str) -> None:
    """Send this process's log records to the workspace's log, marked with its role; safe to call again.

    Several processes write to one file and it rotates, so the handler locks between processes.
    """
    from concurrent_log_handler import ConcurrentRotatingFileHandler  # a tenth of a second the window need not wait

    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "mailer_log", False)]:
        root.removeHandler(old)
        old.close()
    log_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = ConcurrentRotatingFileHandler(str(log_file), maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    vars(handler)["mailer_log"] = True  # how we find our own handler again
    handler.setFormatter(
        _Hiding(f"%(asctime)s {role} %(process)d %(levelname)s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
    )
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.getLogger("aiosmtplib").setLevel(logging.WARNING)
