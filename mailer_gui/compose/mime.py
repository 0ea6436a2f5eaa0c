"""Lays out the MIME skeleton: which parts there are, between which boundaries, under which headers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from mailer_gui.compose.encoding import base64_lines
from mailer_gui.compose.headers import clean
from mailer_gui.model.messages import Attachment

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,80}")
_UNENCODABLE = ("multipart/", "message/")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ._()+,@=~-]{1,48}")
_BAD_IN_NAME = re.compile(r"[/\\\x00-\x1f\x7f]")
_ATTRIBUTE_SAFE = "!#$&+-.^_`|~"


@dataclass(frozen=True, slots=True)
class Layout:
    """The fixed bytes around the two bodies. `head` ends the message's headers; missing bodies have no opening.

    With personal files `between` stands after the bodies, then come the files, each after the boundary `outer`.
    """

    head: bytes
    text_opening: bytes
    html_opening: bytes
    tail: bytes
    between: bytes = b""
    outer: bytes = b""


def layout(
    encodings: tuple[str, str],
    has_html: bool,
    boundary: str,
    attachments: bytes = b"",
    pictures: bytes = b"",
    has_personal: bool = False,
) -> Layout:
    """Lay out text, or text and HTML as alternatives, with the HTML's pictures, and attachments after them.

    `encodings` are those of text and HTML. `boundary` must not occur inside.
    """
    text_headers = _leaf("plain", encodings[0])
    inner = f"=_a{boundary}".encode("ascii")
    outer = f"=_m{boundary}".encode("ascii")
    if not has_html:
        body = Layout(text_headers, b"\r\n", b"", b"")
    else:
        html_head, html_opening, html_tail = _html(_leaf("html", encodings[1]), pictures, boundary)
        body = Layout(
            _multipart("alternative", inner),
            b"\r\n--%b\r\n%b\r\n" % (inner, text_headers),
            b"\r\n--%b\r\n%b\r\n%b" % (inner, html_head, html_opening),
            html_tail + b"\r\n--%b--\r\n" % inner,
        )
    if not attachments and not has_personal:
        return body
    opening = b"\r\n--%b\r\n%b" % (outer, body.head)
    closing = attachments.replace(b"\0boundary\0", outer) + b"--%b--\r\n" % outer
    # A body that ends at a boundary ends before the line break of that boundary.
    between = body.tail + b"\r\n"
    return Layout(
        _multipart("mixed", outer),
        opening + body.text_opening,
        body.html_opening,
        closing if has_personal else between + closing,
        between if has_personal else b"",
        outer,
    )


def _html(headers: bytes, pictures: bytes, boundary: str) -> tuple[bytes, bytes, bytes]:
    """Give the headers of the HTML, what stands before it and after it: its pictures, as related parts (RFC 2387)."""
    if not pictures:
        return headers, b"", b""
    related = f"=_r{boundary}".encode("ascii")
    head = b'Content-Type: multipart/related; type="text/html";\r\n boundary="%b"\r\n' % related
    closing = b"\r\n" + pictures.replace(b"\0boundary\0", related) + b"--%b--\r\n" % related
    return head, b"--%b\r\n%b\r\n" % (related, headers), closing


def _leaf(subtype: str, encoding: str) -> bytes:
    lines = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n"
    return lines.encode("ascii")


def _multipart(subtype: str, boundary: bytes) -> bytes:
    return b'Content-Type: multipart/%b;\r\n boundary="%b"\r\n' % (subtype.encode("ascii"), boundary)


def attachment(meta: Attachment, data: bytes) -> bytes:
    """Encode one attached file, once per campaign; the boundary before it is still open."""
    return _file(meta, data, b"Content-Disposition: attachment" + _file_name(meta.name))


def picture(meta: Attachment, data: bytes) -> bytes:
    """Encode one picture that the HTML shows by its content id; the boundary before it is still open."""
    shown = b"Content-ID: <%b>\r\nContent-Disposition: inline" % meta.content_id.encode("ascii")
    return _file(meta, data, shown + _file_name(meta.name))


def _file(meta: Attachment, data: bytes, disposition: bytes) -> bytes:
    media_type = meta.media_type.lower()
    if not _MEDIA_TYPE.fullmatch(media_type) or media_type.startswith(_UNENCODABLE):
        media_type = "application/octet-stream"
    return (
        b"--\0boundary\0\r\n"
        + f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: base64\r\n".encode("ascii")
        + disposition
        + b"\r\n\r\n"
        + base64_lines(data)
        + b"\r\n"
    )


def _file_name(name: str) -> bytes:
    """Write the file's name as RFC 2231 has it: quoted when it is plain, in numbered encoded pieces when not."""
    name = clean(_BAD_IN_NAME.sub("_", name))[-200:] or "file"
    if _PLAIN_NAME.fullmatch(name):
        return f';\r\n filename="{name}"'.encode("ascii")
    pieces = ["utf-8''"]
    for character in name:
        encoded = quote(character.encode("utf-8", "replace"), safe=_ATTRIBUTE_SAFE)
        if len(pieces[-1]) + len(encoded) > 56:
            pieces.append("")
        pieces[-1] += encoded
    if len(pieces) == 1:
        return f";\r\n filename*={pieces[0]}".encode("ascii")
    return "".join(f";\r\n filename*{number}*={piece}" for number, piece in enumerate(pieces)).encode("ascii")
