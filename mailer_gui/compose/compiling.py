"""The work behind `compile_message`: from a message and its campaign to the steps of writing it."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from markupsafe import escape

from mailer_gui.compose import headers, language, mime
from mailer_gui.compose.addresses import envelope_address, mailto, split_named
from mailer_gui.compose.bodies import as_html
from mailer_gui.compose.checks import require_good, uses
from mailer_gui.compose.compiled import CONSTANT, FORMAT, CampaignFacts, Compiled, Op, Part, Piece
from mailer_gui.compose.encoding import SOFT_BREAK, is_better_as_base64, quoted_printable
from mailer_gui.compose.inline import prepared_html
from mailer_gui.compose.language import Field, Fixed, Script, Segment
from mailer_gui.compose.pictures import content_ids
from mailer_gui.compose.plain import derived_text
from mailer_gui.compose.tags import position, scan
from mailer_gui.model.accounts import Identity
from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import Message

_ENDPOINT = re.compile(r"https://[A-Za-z0-9][!-;=?-~]{3,700}")
_LIST_ID = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_OWN_UNLESS_SET = ("list-id", "feedback-id")


def compile_parts(
    message: Message, identity: Identity, campaign: CampaignFacts, read_attachment: Callable[[str], bytes]
) -> Compiled:
    """Do what `compile_message` promises."""
    address = envelope_address(message.from_address or identity.address)
    name = message.from_name or identity.name
    reply_to = message.reply_to or identity.reply_to
    facts = _facts(campaign, name, address, reply_to)
    facts["sender_address"] = (message.from_address or identity.address).strip()
    message = as_html(message)
    subject, html, text = (_lines(part) for part in (message.subject, message.html, message.text))
    for part, source in (("subject", subject), ("html", html), ("text", text)):
        require_good(source, part)
    sent_html = _ended(prepared_html(html)) if html.strip() else ""
    sent_text = _ended(text if text.strip() or not html.strip() else derived_text(html))
    subject_part, _ = _part("subject", subject, subject, facts)
    text_part, text_segments = _part("text", sent_text, text, facts)
    html_part, html_segments = _part("html", sent_html, html, facts)
    body_ops, tail, needed = _body(message, (text_part, text_segments), (html_part, html_segments), read_attachment)
    ops = [
        *_head(message, campaign, facts, (name, address), reply_to),
        Op("bytes", "MIME-Version: 1.0\r\n"),
        *body_ops,
    ]
    fields = [
        use
        for part, source in (("subject", subject), ("html", sent_html), ("text", sent_text if text.strip() else ""))
        for use in uses(language.parse(source, part == "html"), part)
    ]
    made = Compiled(tuple(_merged(ops)), tail, (subject_part, *needed), facts, tuple(fields))
    return replace(made, format=FORMAT) if message.personal else made


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _ended(text: str) -> str:
    return text.rstrip("\n") + "\n"


def _facts(campaign: CampaignFacts, name: str, address: str, reply_to: str) -> dict[str, str]:
    """Gather what is the same for all: the constant built-in fields, and what headers and tokens are made of."""
    endpoint = campaign.unsubscribe_url.strip()
    if endpoint and not _ENDPOINT.fullmatch(endpoint):
        raise InputError(
            "The unsubscribe address of the website cannot be used.",
            hint="It must start with https:// and may not hold spaces or accents.",
        )
    if endpoint and "{token}" not in endpoint:
        endpoint += ("&" if "?" in endpoint else "?") + "token={token}"
    mailbox = split_named(reply_to)[1] if reply_to else address
    return {
        "campaign_name": campaign.name,
        "sender_name": name,
        "sender_address": address,
        "postal_address": campaign.postal_address,
        "campaign": str(campaign.campaign_id),
        "salt": hashlib.sha256(campaign.salt.encode("utf-8", "replace")).hexdigest(),
        "domain": address.rpartition("@")[2],
        "endpoint": endpoint,
        "spellings": json.dumps(dict(campaign.spellings), ensure_ascii=False),
        "mailto": mailto(mailbox, "unsubscribe {token}").replace("%7Btoken%7D", "{token}"),
    }


def _part(name: str, source: str, typed: str, facts: Mapping[str, str]) -> tuple[Part, list[Segment]]:
    """Take one template apart; its source is kept only if the interpreter will need it."""
    is_html = name == "html"
    segments = list(_settled(language.segments(source, is_html), is_html, facts))
    scripts = [segment for segment in segments if isinstance(segment, Script)]
    pieces, number = [], 0
    for segment in segments:
        if isinstance(segment, Fixed):
            pieces.append(Piece(text=segment.text))
        elif isinstance(segment, Field):
            pieces.append(Piece(field=segment.name, default=segment.default))
        else:
            pieces.append(Piece(script=number))
            number += 1
    places = _typed_places(source, typed, [script.at for script in scripts])
    located = tuple((script.node, *place) for script, place in zip(scripts, places, strict=True))
    nodes = len(language.parse(source, is_html).nodes)
    part = Part(name, source if scripts else "", tuple(pieces), located, nodes if scripts else 0)
    return part, segments


def _settled(segments: list[Segment], is_html: bool, facts: Mapping[str, str]) -> Iterator[Segment]:
    """Replace the constant built-in fields by their text, and join what is fixed then."""
    fixed = ""
    for segment in segments:
        if isinstance(segment, Field) and segment.name in CONSTANT:
            value = facts[segment.name]
            plain = str(escape(value)) if is_html else value
            fixed += plain or segment.default or ""
        elif isinstance(segment, Fixed):
            fixed += segment.text
        else:
            if fixed:
                yield Fixed(fixed)
            fixed = ""
            yield segment
    if fixed:
        yield Fixed(fixed)


def _typed_places(source: str, typed: str, indexes: list[int]) -> list[tuple[int, int]]:
    """Say where tags of what is sent stand in what the person typed: line and column, (0, 0) when that is not sure."""
    sent, own = list(scan(source)), list(scan(typed))
    if len(sent) != len(own):
        return [(0, 0)] * len(indexes)
    starts = [tag.start for tag in sent]
    return [position(typed, own[bisect_right(starts, index) - 1].start) for index in indexes]


def _head(
    message: Message, campaign: CampaignFacts, facts: Mapping[str, str], sender: tuple[str, str], reply_to: str
) -> Iterator[Op]:
    name, address = sender
    yield _bytes(headers.mailbox("From", name, address))
    yield Op("to")
    if reply_to:
        reply_name, reply_address = split_named(reply_to)
        yield _bytes(headers.mailbox("Reply-To", reply_name, reply_address))
    yield Op("subject", part="subject")
    yield Op("date")
    yield Op("id")
    yield Op("unsubscribe")
    if facts["endpoint"]:
        yield _bytes(headers.structured("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    own = {key.strip().lower() for key, _ in message.headers}
    if "list-id" not in own:
        yield _bytes(_list_id(campaign.list_id, address))
    if "feedback-id" not in own:
        # Campaign, list, kind of mail, and who sends: the last one stays the same for a From domain.
        stable = hashlib.sha256(facts["domain"].encode("ascii")).hexdigest()
        list_mark = hashlib.sha256((campaign.list_id or address).encode("utf-8", "replace")).hexdigest()[:8]
        yield _bytes(headers.structured("Feedback-ID", f"c{facts['campaign']}:{list_mark}:campaign:{stable[:12]}"))
    for key, value in message.headers:
        yield _bytes(headers.custom(key, value))


def _list_id(list_id: str, address: str) -> bytes:
    local, _, domain = address.rpartition("@")
    label = re.sub(r"[^A-Za-z0-9_-]+", "-", local).strip("-").lower() or "mail"
    value = list_id.strip().strip("<>") or f"{label}.{domain}"
    if not _LIST_ID.fullmatch(value) or len(value) > 250:
        raise InputError("The List-ID may only hold letters, digits and hyphens, with dots between.")
    return headers.structured("List-ID", f"<{value}>")


def _bytes(header: bytes) -> Op:
    return Op("bytes", header.decode("utf-8"))


def _body(
    message: Message,
    text: tuple[Part, list[Segment]],
    html: tuple[Part, list[Segment]],
    read_attachment: Callable[[str], bytes],
) -> tuple[list[Op], bytes, list[Part]]:
    """Give the steps for the bodies, the fixed end of the message, and the parts that are needed at render time."""
    has_html = bool(html[1])
    bodies = [text, html] if has_html else [text]
    written = {part.name: _written(part, segments) for part, segments in bodies}
    attachments = b"".join(mime.attachment(meta, read_attachment(meta.sha256)) for meta in message.attachments)
    shown = content_ids(message.html) if has_html else set()
    used = [meta for meta in dict.fromkeys(message.images) if meta.content_id in shown]
    pictures = b"".join(mime.picture(meta, read_attachment(meta.sha256)) for meta in used)
    fixed = "".join(op.text for ops, _ in written.values() for op in ops)
    written_files = attachments + pictures
    seed = hashlib.sha256(repr([(p.source, p.pieces) for p, _ in bodies]).encode("utf-8", "replace") + written_files)
    boundary = _boundary(seed.hexdigest(), fixed.encode("utf-8", "replace") + written_files)
    encodings = written["text"][1], written["html"][1] if has_html else ""
    plan = mime.layout(encodings, has_html, boundary, attachments, pictures, bool(message.personal))
    ops = [Op("bytes", (plan.head + plan.text_opening).decode("ascii")), *written["text"][0]]
    if has_html:
        ops += [Op("bytes", plan.html_opening.decode("ascii")), *written["html"][0]]
    if message.personal:
        ops += [Op("bytes", plan.between.decode("ascii")), Op("files", plan.outer.decode("ascii"))]
    is_whole = {"base64"}
    needed = [
        part if written[part.name][1] in is_whole else Part(part.name, part.source, (), part.scripts, part.nodes)
        for part, _ in bodies
        if part.scripts or written[part.name][1] in is_whole
    ]
    return ops, plan.tail, needed


def _boundary(seed: str, content: bytes) -> str:
    """Derive a boundary from the content that the content does not hold.

    Encoded text never has "=_" in it, so this holds at the first try; it is checked all the same.
    """
    number = 0
    while True:
        boundary = hashlib.sha256(f"{number}:{seed}".encode("ascii")).hexdigest()[:24]
        if boundary.encode("ascii") not in content:
            return boundary
        number += 1


def _written(part: Part, segments: list[Segment]) -> tuple[list[Op], str]:
    """Give the steps for one body and its encoding. Between two pieces of quoted-printable stands a soft break."""
    fixed = "".join(segment.text for segment in segments if isinstance(segment, Fixed))
    if is_better_as_base64(fixed):
        return [Op("whole", part=part.name)], "base64"
    ops: list[Op] = []
    number = 0
    for index, segment in enumerate(segments):
        if isinstance(segment, Fixed):
            encoded = quoted_printable(segment.text)
            is_line_end = encoded.endswith(b"\r\n") or index == len(segments) - 1
            before = b"" if index == 0 or encoded.startswith(b"\r\n") else SOFT_BREAK
            ops.append(Op("bytes", (before + encoded + (b"" if is_line_end else SOFT_BREAK)).decode("ascii")))
            continue
        if index and not isinstance(segments[index - 1], Fixed):
            ops.append(Op("bytes", SOFT_BREAK.decode("ascii")))
        if isinstance(segment, Field):
            ops.append(Op("value", segment.name, part.name, segment.default))
        else:
            ops.append(Op("script", part=part.name, index=number))
            number += 1
    if segments and not isinstance(segments[-1], Fixed):
        ops.append(Op("bytes", "\r\n"))
    return ops, "quoted-printable"


def _merged(ops: list[Op]) -> Iterator[Op]:
    text = ""
    for op in ops:
        if op.kind == "bytes":
            text += op.text
            continue
        if text:
            yield Op("bytes", text)
        text = ""
        yield op
    if text:
        yield Op("bytes", text)
