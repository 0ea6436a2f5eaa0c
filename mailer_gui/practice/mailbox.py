"""The practice mailbox: every message is one .eml file, exactly as it came, beside one list of them all."""

from __future__ import annotations

import calendar
import itertools
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mailer_gui.model.errors import NotFoundError, StoreError
from mailer_gui.model.practice import PracticeMail, PracticeMessage
from mailer_gui.practice.index import INDEX_NAME, Index, append, from_line, to_line
from mailer_gui.practice.reading import header_of, open_message

_KEY = re.compile(r"\d{8}T\d{6}-\d{6}-\d{5}")
_SUFFIX = ".eml"


class Mailbox:
    """The mail in one folder. Windows read it while the server writes; each keeps a mailbox of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index_file = folder / INDEX_NAME
        self._index = Index(self._index_file)
        self._numbers = itertools.count(1)

    def count(self, search: str = "") -> int:
        """Count the messages, or those whose recipient, sender or subject contains the words."""
        with _errors_for_people():
            return self._index.count(search)

    def page(self, start: int = 0, limit: int = 100, search: str = "") -> list[PracticeMail]:
        """Give `limit` messages, newest first, from the `start`-th on."""
        with _errors_for_people():
            return self._index.page(start, limit, search)

    def read(self, key: str) -> PracticeMessage:
        """Open one message for reading; however odd it is, it is shown as well as it can be."""
        path = self.path(key)
        with _errors_for_people():
            content = path.read_bytes()
            return open_message(self._index.find(key) or self._line_for(key, content), content)

    def path(self, key: str) -> Path:
        """Give the file of one message."""
        if not _KEY.fullmatch(key):
            raise NotFoundError("There is no such message in the practice mailbox.")
        return self.folder / (key + _SUFFIX)

    def add(self, sender: str, recipients: Sequence[str], content: bytes) -> str:
        """Keep one message; when this returns, the file is whole and the list knows it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        at = time.time()
        key = self._new_key(at)
        final = self.folder / (key + _SUFFIX)
        unfinished = final.with_suffix(".part")
        subject = header_of(content, "Subject")
        line = to_line(PracticeMail(key, at, ", ".join(recipients), sender, subject, len(content)))
        try:
            unfinished.write_bytes(content)
            unfinished.replace(final)
            append(self._index_file, line)
        except OSError:
            unfinished.unlink(missing_ok=True)
            final.unlink(missing_ok=True)  # refused, so it will come again
            raise
        return key

    def empty(self) -> int:
        """Remove every message that is here now and count them; what arrives meanwhile stays."""
        with _errors_for_people():
            names = self._names()
            aside = self.folder / f"{INDEX_NAME}.{os.getpid()}"
            if self._index_file.exists():
                self._index_file.replace(aside)
            for name in names:
                (self.folder / name).unlink(missing_ok=True)
            self._give_back(aside)
            return len(names)

    def keys_to(self, address: str) -> list[str]:
        """Give the keys of every message to this address."""
        wanted = address.strip().lower()
        with _errors_for_people():
            found = self._index.page(0, self._index.count(wanted), wanted)
            return [one.key for one in found if wanted in one.recipient.lower().split(", ")]

    def forget(self, address: str) -> int:
        """Remove every message to this address and count them; all others stay, also what arrives meanwhile."""
        gone = self.keys_to(address)
        with _errors_for_people():
            for key in gone:
                self.path(key).unlink(missing_ok=True)
            if gone:
                aside = self.folder / f"{INDEX_NAME}.{os.getpid()}"
                self._index_file.replace(aside)
                self._give_back(aside)
            return len(gone)

    def _give_back(self, aside: Path) -> None:
        """Put the lines of messages that arrived while the others were removed back into the list."""
        if not aside.exists():
            return
        lines = aside.read_bytes().splitlines(keepends=True)
        mails = [mail for mail in map(from_line, lines) if mail is not None]
        kept = [to_line(mail) for mail in mails if (self.folder / (mail.key + _SUFFIX)).exists()]
        if kept:
            append(self._index_file, b"".join(kept))
        aside.unlink()

    def mend(self) -> None:
        """Bring the list in line with the files, after the server or the computer died between the two."""
        self._end_last_line()
        for unfinished in self.folder.glob("*.part"):
            unfinished.unlink(missing_ok=True)
        known = self._index.keys()
        lines = [
            to_line(self._line_for(key, (self.folder / name).read_bytes()))
            for name in self._names()
            if (key := name.removesuffix(_SUFFIX)) not in known
        ]
        if lines:
            append(self._index_file, b"".join(lines))

    def _end_last_line(self) -> None:
        try:
            with self._index_file.open("r+b") as file:
                if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n":
                    file.write(b"\n")
        except FileNotFoundError:
            return

    def _names(self) -> list[str]:
        try:
            with os.scandir(self.folder) as entries:
                names = [e.name for e in entries if e.name.endswith(_SUFFIX)]
        except FileNotFoundError:
            return []
        return sorted(name for name in names if _KEY.fullmatch(name.removesuffix(_SUFFIX)))

    def _new_key(self, at: float) -> str:
        stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(at))
        return f"{stamp}-{int(at % 1 * 1e6):06d}-{next(self._numbers) % 100_000:05d}"

    def _line_for(self, key: str, content: bytes) -> PracticeMail:
        """Make a line from the message itself; its envelope is gone, so its own From and To must do."""
        at = float(calendar.timegm(time.strptime(key[:15], "%Y%m%dT%H%M%S")))
        sender, recipient, subject = (header_of(content, name) for name in ("From", "To", "Subject"))
        return PracticeMail(key, at, recipient, sender, subject, len(content))


@contextmanager
def _errors_for_people() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFoundError("This message is not in the practice mailbox any more.") from None
    except OSError as error:
        raise StoreError(f"The practice mailbox cannot be used: {error.strerror or error}.") from error
