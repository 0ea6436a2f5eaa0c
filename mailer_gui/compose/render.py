"""Renders a compiled message for one recipient: the hot path of sending, and the preview of the very same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from mailer_gui.compose import headers
from mailer_gui.compose.addresses import envelope_address, needs_smtputf8
from mailer_gui.compose.compiled import CONSTANT, Compiled, Op, Part
from mailer_gui.compose.encoding import base64_lines, crlf, dot_stuffed, quoted_printable
from mailer_gui.compose.fields import Fields, begins_with_dot, in_html, in_text, picker
from mailer_gui.compose.token import Tokens
from mailer_gui.model.contacts import display_name
from mailer_gui.model.errors import MissingFieldError, TemplateError
from mailer_gui.model.messages import FILES_FIELD, Attachment, Recipient

if TYPE_CHECKING:
    from mailer_gui.compose.dkim import DkimKey
    from mailer_gui.compose.scripts import Scripts
    from mailer_gui.compose.signing import CampaignSigner
    from mailer_gui.model.preview import Preview


class _Job:
    """What one rendering shares between its steps."""

    __slots__ = ("address", "fields", "link", "number", "recipient", "scripts", "token", "values")

    def __init__(self, recipient: Recipient, address: str, token: str, link: str) -> None:
        self.recipient = recipient
        self.number = recipient.number
        self.fields = recipient.fields
        self.address = address
        self.token = token
        self.link = link
        self.scripts: dict[str, list[str]] | None = None
        self.values: dict[str, Any] | None = None

    @property
    def url(self) -> str:
        """What `unsubscribe_url` says."""
        return self.link.replace("{token}", self.token)


_Writer = Callable[[_Job], bytes]


class Renderer:
    """Renders one compiled message. The same recipient always gives the same bytes, signatures included.

    Each of `dkim_keys` signs every message, as of the moment in its Date header. `read_file` gives the bytes of a
    personal file for its SHA-256; messages without personal files do without it.
    """

    def __init__(
        self,
        compiled: Compiled,
        token_key: bytes,
        dkim_keys: Sequence[DkimKey] = (),
        read_file: Callable[[str], bytes] | None = None,
    ) -> None:
        self._read_file = read_file
        self._facts = compiled.facts
        self._tokens = Tokens(token_key, int(self._facts["campaign"]))
        self._parts = {part.name: part for part in compiled.parts}
        self._programs: dict[str, Scripts] = {}
        self._constants = {name: self._facts[name] for name in CONSTANT}
        self._spellings: tuple[tuple[str, str], ...] = tuple(json.loads(self._facts.get("spellings", "{}")).items())
        self._link = self._facts["endpoint"] or self._facts["mailto"]
        self._id = hashlib.blake2b(key=bytes.fromhex(self._facts["salt"]), digest_size=10)
        self._id_begin, self._id_end = f"{self._facts['campaign']}.", f"@{self._facts['domain']}"
        self._from_needs_smtputf8 = needs_smtputf8(self._facts["sender_address"])
        self._tail = compiled.tail
        steps = list(dict.fromkeys(op for op in compiled.ops if op.kind != "bytes"))
        steps.sort(key=_order_of_writing)
        own = [op for op in steps if _order_of_writing(op) < _FIELD]
        self._writers = [self._writer(op) for op in own]
        self._bodies_at = sum(_order_of_writing(op) == _HEADER for op in own)
        self._has_bodies = self._bodies_at < len(own)
        self._fields = Fields(steps[len(own) :])
        place = {op: number for number, op in enumerate(steps)}
        pieces = [op.text.encode("utf-8").replace(b"%", b"%%") if op.kind == "bytes" else b"%b" for op in compiled.ops]
        order = [place[op] for op in compiled.ops if op.kind != "bytes"]
        self._format = b"".join(pieces)
        plain: list[bytes | int] = [op.text.encode("utf-8") if op.kind == "bytes" else place[op] for op in compiled.ops]
        names = {place[op]: _HEADER_NAMES[op.kind] for op in own if op.kind in _HEADER_NAMES}
        self._signer = _signer(dkim_keys, plain, names, self._tail)
        # A fixed piece that begins with a dot may or may not begin a line; then every message is looked at as a whole.
        is_sure = not any(piece.startswith(b".") for piece in pieces)
        # The tail is boundaries, plain headers and base64: none of its lines begins with a dot.
        self._stuffed_format = dot_stuffed(self._format) + self._tail.replace(b"%", b"%%") if is_sure else b""
        self._order: Callable[[list[bytes]], tuple[bytes, ...]] = itemgetter(
            *order
        )  # there are always several: To, Subject, Date and others are steps

    def render(self, recipient: Recipient) -> bytes:
        """Give the message as it is written to an .eml file: CRLF lines, nothing stuffed.

        Raises MissingFieldError when the recipient lacks a field, TemplateError when the message cannot be filled in
        for this recipient (an address that is none, a filter that cannot use the value).
        """
        values = self._values(recipient)[0]
        message = self._format % self._order(values) + self._tail
        return message if self._signer is None else self._signer.sign(values, int(recipient.date)) + message

    def wire(self, recipient: Recipient) -> bytes:
        """Give the message as it goes out after DATA: dots stuffed, ended by CRLF, without the final dot."""
        values, has_dots = self._values(recipient)
        ordered = self._order(values)
        if self._stuffed_format and not has_dots:
            message = self._stuffed_format % ordered
        else:
            message = dot_stuffed(self._format % ordered) + self._tail
        return message if self._signer is None else self._signer.sign(values, int(recipient.date)) + message

    def needs_smtputf8(self, recipient: Recipient) -> bool:
        """True when only a server that offers SMTPUTF8 can take this message (letters beyond ASCII before an @)."""
        return self._from_needs_smtputf8 or needs_smtputf8(recipient.address)

    def parts(self, recipient: Recipient) -> Preview:
        """Give the message taken apart for reading. A missing field is shown empty and named in `missing`."""
        from mailer_gui.compose.reading import read  # only previews need a parser

        fields = dict(recipient.fields)
        missing = ""
        while True:
            full = Recipient(recipient.number, recipient.address, fields, recipient.date)
            try:
                return read(self.render(full), recipient.address, missing)
            except MissingFieldError as error:
                name = error.field.partition(".")[0].partition("[")[0]
                if name in fields:
                    raise
                missing = missing or error.field
                fields[name] = ""

    def _values(self, recipient: Recipient) -> tuple[list[bytes], bool]:
        """Give what changes from message to message, encoded for its place, and whether a line may begin with a dot."""
        try:
            address = envelope_address(recipient.address)
        except Exception as error:
            raise TemplateError(str(error), part="to", title="Not an address") from error
        job = _Job(recipient, address, self._tokens.of(recipient.number, recipient.address), self._link)
        if self._spellings:
            had = recipient.fields
            job.fields = {**{written: had[known] for written, known in self._spellings if known in had}, **had}
        values = [writer(job) for writer in self._writers]
        written, has_dots = self._fields.written(job.fields)
        if self._has_bodies and not has_dots:  # no line of a header begins with a dot
            has_dots = begins_with_dot(values[self._bodies_at :])
        values += written
        return values, has_dots

    def _writer(self, op: Op) -> _Writer:
        if op.kind == "value":
            return self._value(op)
        if op.kind == "script":
            part, index = self._parts[op.part], op.index
            return lambda job: quoted_printable(self._scripts(job, part)[index])
        if op.kind == "whole":
            part = self._parts[op.part]
            return lambda job: base64_lines(crlf(self._whole(job, part)).encode("utf-8", "replace"))
        if op.kind == "files":
            boundary = op.text.encode("ascii")
            return lambda job: self._files(job, boundary)
        return {"to": _to, "date": _date, "id": self._message_id, "unsubscribe": self._unsubscribe}.get(
            op.kind
        ) or self._subject(self._parts["subject"])

    def _value(self, op: Op) -> _Writer:
        encode = in_html if op.part == "html" else in_text
        if op.text == "email":
            return lambda job: encode(job.recipient.address)
        return lambda job: encode(job.url)

    def _subject(self, part: Part) -> _Writer:
        if all(not piece.field and piece.script < 0 for piece in part.pieces):
            fixed = headers.unstructured("Subject", "".join(piece.text for piece in part.pieces))
            return lambda _job: fixed
        if any(piece.script >= 0 or piece.field in ("email", "unsubscribe_url") for piece in part.pieces):
            return lambda job: headers.unstructured("Subject", self._whole(job, part))
        names = [piece.field for piece in part.pieces if piece.field]
        pieces = ["%s" if piece.field else piece.text.replace("%", "%%") for piece in part.pieces]
        form, find = "".join(pieces), picker(names)

        def write(job: _Job) -> bytes:
            """Nearly everybody has all of the fields."""
            try:
                values = find(job.fields)
            except KeyError:
                values = ()
            text = form % values if values and all(values) else "\r"
            return headers.unstructured("Subject", self._whole(job, part) if "\r" in text else text)

        return write

    def _whole(self, job: _Job, part: Part) -> str:
        """Fill in all of a part as text, before any encoding."""
        is_html = part.name == "html"
        texts: list[str] = []
        for piece in part.pieces:
            if piece.field:
                texts.append(self._text_of(job, piece.field, piece.default, is_html))
            elif piece.script >= 0:
                texts.append(self._scripts(job, part)[piece.script])
            else:
                texts.append(piece.text)
        # Line ends are settled piece by piece: a value's CR and the LF after it are two.
        return "".join(text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text for text in texts)

    def _text_of(self, job: _Job, name: str, default: str | None, is_html: bool) -> str:
        if name == "email":
            value: str | None = job.recipient.address
        elif name == "unsubscribe_url":
            value = job.url
        else:
            value = job.fields.get(name)
        if value:
            return str(escape(value)) if is_html else value
        if default is not None:
            return default
        if value is None:
            raise MissingFieldError(name)
        return ""

    def _scripts(self, job: _Job, part: Part) -> list[str]:
        """Run everything in a part that needs the interpreter, once for each recipient."""
        if job.scripts is None:
            job.scripts = {}
        texts = job.scripts.get(part.name)
        if texts is None:
            from mailer_gui.compose.scripts import Scripts, values_for  # plain messages do without the interpreter

            scripts = self._programs.get(part.name)
            if scripts is None:
                scripts = self._programs[part.name] = Scripts(part)
            if job.values is None:
                own = {"email": job.recipient.address, "unsubscribe_url": job.url}
                job.values = values_for(job.fields, self._constants | own, job.recipient.date)
            texts = job.scripts[part.name] = scripts.run(job.values)
        return texts

    def _files(self, job: _Job, boundary: bytes) -> bytes:
        """Write the recipient's own files, each after a boundary."""
        written = job.recipient.fields.get(FILES_FIELD)
        if not written or self._read_file is None:
            return b""
        from mailer_gui.compose import mime  # most messages have no personal files

        files = [Attachment(*values) for values in json.loads(written)]
        parts = b"".join(mime.attachment(file, self._read_file(file.sha256)) for file in files)
        return parts.replace(b"--\0boundary\0", b"--" + boundary)

    def _message_id(self, job: _Job) -> bytes:
        number = job.number
        mark = self._id.copy()
        mark.update(b"%d" % number)
        identity = f"{self._id_begin}{number}.{mark.hexdigest()}{self._id_end}"
        start = "Message-ID:" if len(identity) <= 63 else "Message-ID:\r\n"
        return f"{start} <{identity}>\r\n".encode("ascii")

    def _unsubscribe(self, job: _Job) -> bytes:
        by_mail = self._facts["mailto"].replace("{token}", job.token)
        if not self._facts["endpoint"]:
            return f"List-Unsubscribe: <{by_mail}>\r\n".encode("ascii")
        return f"List-Unsubscribe: <{job.url}>,\r\n <{by_mail}>\r\n".encode("ascii")


_HEADER, _BODY, _FIELD = range(3)
_HEADER_NAMES = {
    "to": b"To",
    "subject": b"Subject",
    "date": b"Date",
    "id": b"Message-ID",
    "unsubscribe": b"List-Unsubscribe",
}
"""The steps that write a whole header each, and its name."""


def _order_of_writing(op: Op) -> int:
    """Headers come first; fields come last, because they are written all at once."""
    if op.kind in _HEADER_NAMES:
        return _HEADER
    return _FIELD if op.kind == "value" and op.text not in ("email", "unsubscribe_url") else _BODY


def _signer(
    keys: Sequence[DkimKey], pieces: Sequence[bytes | int], headers: Mapping[int, bytes], tail: bytes
) -> CampaignSigner | None:
    if not keys:
        return None
    from mailer_gui.compose.signing import CampaignSigner  # campaigns without keys do without the cryptography

    return CampaignSigner(keys, pieces, headers, tail)


def _to(job: _Job) -> bytes:
    return headers.mailbox("To", display_name(job.fields), job.address)


def _date(job: _Job) -> bytes:
    return headers.date_header(int(job.recipient.date))
