"""Each recipient's own files: found by a pattern, checked before Send, and copied when the campaign is frozen."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.errors import InputError, MissingFieldError, TemplateError
from mailer_gui.model.messages import FILES_FIELD, Attachment, Message, PersonalFile, Recipient
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.store.attachments import Attachments
from mailer_gui.store.codec import to_json

if TYPE_CHECKING:
    from mailer_gui.compose.compiled import CampaignFacts

LARGEST = 18_000_000
"""Bytes of files for one person: a quarter more on the way, and most servers refuse messages above 25 MB."""
KEPT_ROWS = 200
MISSING, UNREADABLE, TOO_LARGE, SHARED, OUTSIDE, UNNAMED = (
    "missing",
    "unreadable",
    "too large",
    "shared",
    "outside",
    "unnamed",
)


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Why one person's file cannot go: `kind` is one of this module's words, `what` a sentence for people."""

    kind: str
    address: str
    file: str
    what: str


@dataclass(slots=True)
class FilesFound:
    """What looking at everybody's files gave: sizes in bytes, problems by kind with the first `KEPT_ROWS` of each."""

    people: int = 0
    files: int = 0
    size: int = 0
    largest: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)

    def add(self, problem: FileProblem) -> None:
        """Count a problem and keep it while there are few of its kind."""
        self.counts[problem.kind] = self.counts.get(problem.kind, 0) + 1
        if self.counts[problem.kind] <= KEPT_ROWS:
            self.problems.append(problem)


class _Problem(Exception):  # noqa: N818 - caught in this module
    def __init__(self, kind: str, file: str, what: str) -> None:
        super().__init__(what)
        self.kind = kind
        self.file = file
        self.what = what


class PersonalFiles:
    """Finds the files of a message's recipients. Raises TemplateError when a pattern holds a mistake."""

    def __init__(self, message: Message, facts: CampaignFacts, attachments: Attachments) -> None:
        from mailer_gui.compose.patterns import Pattern  # it brings the merge language

        self._attachments = attachments
        self._spellings = facts.spellings
        constants = {"campaign_name": facts.name, "postal_address": facts.postal_address}
        self._wishes = [(own, Pattern(own.pattern, constants), Path(own.folder)) for own in message.personal]
        self._common = sum(file.size for file in message.attachments)
        self._read: dict[str, bytes] = {}

    def look(
        self, recipients: Iterable[Recipient], progress: Progress = no_progress, cancel: Cancel = never
    ) -> FilesFound:
        """Look at everybody's files without reading them; stops early on a cancel."""
        found = FilesFound()
        owners: dict[Path, str] = {}
        for recipient in recipients:
            found.people += 1
            if found.people % 200 == 0:
                if cancel():
                    break
                progress(found.people, None)
            self._look_at(recipient, found, owners)
        return found

    def _look_at(self, recipient: Recipient, found: FilesFound, owners: dict[Path, str]) -> None:
        size = self._common
        for own, path in self._paths(recipient, found):
            file = str(path)
            found.files += 1
            size += path.stat().st_size
            found.size += path.stat().st_size
            first = owners.setdefault(path, recipient.address)
            if first != recipient.address and not own.shared:
                what = f"{first} would get the same file."
                found.add(FileProblem(SHARED, recipient.address, file, what))
        found.largest = max(found.largest, size)
        if size > LARGEST:
            what = f"Together the files have {size / 1e6:.0f} MB."
            found.add(FileProblem(TOO_LARGE, recipient.address, "", what))

    def _paths(self, recipient: Recipient, found: FilesFound) -> Iterator[tuple[PersonalFile, Path]]:
        for own, fill, folder in self._named():
            try:
                path = _path(own, fill(self._spelt(recipient)), folder)
            except _Problem as problem:
                found.add(FileProblem(problem.kind, recipient.address, problem.file, problem.what))
            except (MissingFieldError, TemplateError) as error:
                if not own.optional:
                    found.add(FileProblem(UNNAMED, recipient.address, "", error.message))
            else:
                if path is not None:
                    yield own, path

    def _named(self) -> Iterator[tuple[PersonalFile, Callable[[Recipient], str], Path]]:
        for own, pattern, folder in self._wishes:
            yield own, pattern.fill, folder

    def _spelt(self, recipient: Recipient) -> Recipient:
        had = recipient.fields
        more = {written: had[known] for written, known in self._spellings if known in had}
        return recipient._replace(fields={**more, **had}) if more else recipient

    def path_of(self, recipient: Recipient) -> str:
        """Give the path of this person's file, empty when there is none on purpose. Raises InputError as `of` does."""
        found = FilesFound()
        paths = [str(path) for _, path in self._paths(recipient, found)]
        if found.problems:
            raise InputError(found.problems[0].what)
        return paths[0] if paths else ""

    def of(self, recipient: Recipient, *, keep: bool = False) -> Recipient:
        """Give the recipient with the files among the fields; `keep` copies them into the workspace for good.

        Raises InputError when a file of this person cannot go.
        """
        if not self._wishes:
            return recipient
        found = FilesFound()
        if not keep:
            self._read.clear()
        files = [self._taken(path, keep) for _, path in self._paths(recipient, found)]
        if found.problems:
            problem = found.problems[0]
            raise InputError(problem.what, hint=problem.file)
        if not files:
            return recipient
        written = to_json([[one.name, one.sha256, one.size, one.media_type] for one in files])
        return recipient._replace(fields={**recipient.fields, FILES_FIELD: written})

    def _taken(self, path: Path, keep: bool) -> Attachment:
        if keep:
            return self._attachments.add(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError(f"The file {path} cannot be read: {error.strerror or error}.") from error
        digest = hashlib.sha256(content).hexdigest()
        self._read[digest] = content
        kind, encoding = mimetypes.guess_type(path.name)
        return Attachment(path.name, digest, len(content), kind if kind and not encoding else _ANY)

    def read(self, sha256: str) -> bytes:
        """Give the bytes of a file: one that `of` read last, or one that is kept in the workspace."""
        return self._read[sha256] if sha256 in self._read else self._attachments.read(sha256)


_ANY = "application/octet-stream"


def _path(own: PersonalFile, written: str, folder: Path) -> Path | None:
    """Give the file that a filled-in pattern names; None when there is none on purpose."""
    name = written.strip().replace("\\", "/")
    if not name:
        if own.optional:
            return None
        raise _Problem(UNNAMED, "", "The name of the file is empty for this person.")
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise _Problem(OUTSIDE, name, f"“{name}” lies outside the folder {folder}.")
        if not path.is_file():
            raise _Problem(MISSING, name, f"There is no file “{name}” in {folder}.")
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise _Problem(UNREADABLE, name, f"The file “{name}” cannot be read.") from error
    return path
