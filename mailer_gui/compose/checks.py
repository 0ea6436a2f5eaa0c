"""Finds the mistakes in a template and says them in plain sentences, with line and column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from liquid import BoundTemplate
from liquid.builtin.expressions import BooleanExpression, FilteredExpression, Path
from liquid.exceptions import BlockNestingError, LiquidError
from liquid.expression import Expression

from mailer_gui.compose import language
from mailer_gui.compose.addresses import envelope_address, split_named
from mailer_gui.compose.bodies import written_html
from mailer_gui.compose.compiled import FieldUse
from mailer_gui.compose.headers import custom
from mailer_gui.compose.pictures import references
from mailer_gui.compose.tags import Problem, ScanError, Tag, TagKind, position, scan
from mailer_gui.model.errors import InputError, TemplateError
from mailer_gui.model.messages import BodyKind, Message

BUILT_IN = ("email", "unsubscribe_url", "campaign_name", "sender_name", "sender_address", "postal_address")
"""The fields that every recipient has; they win over a column of the same name."""

_BLOCKS = frozenset(["if", "unless", "case", "for", "tablerow", "capture", "ifchanged", "comment", "doc"])
_INNER = frozenset(["else", "elsif", "when", "break", "continue"])
_UNEXPECTED_TAG = re.compile(r"unexpected tag '(.*)'")
_TAG_INSIDE = re.compile(r"\{[{%]-?\s*(.*?)\s*-?[%}]\}", re.DOTALL)


def check_template(text: str, part: str) -> list[Problem]:
    """List the mistakes in a subject, html or text, in order; none means that it can be compiled."""
    source = text.replace("\r\n", "\n").replace("\r", "\n")
    is_html = part in ("html", "markdown")
    try:
        tags = list(scan(source))
    except ScanError as error:
        return [Problem(*position(source, error.index), error.message, error.hint, part)]
    tags = list(_live(tags))
    problems = [*_blocks(source, tags), *_outputs(source, tags, is_html)]
    if not problems:
        problems = list(_whole(source, is_html))
    problems.sort(key=lambda problem: (problem.line, problem.column))
    return [replace(problem, part=part) for problem in problems]


def check_message(message: Message) -> list[Problem]:
    """List the mistakes in all parts of a message and in its headers; none means that it can be compiled."""
    problems = [problem for part, text in _written_parts(message) for problem in check_template(text, part)]
    if not problems:
        html = written_html(message)
        problems = [*_made(check_template(html, "html"), message), *_local_files(html, message)]
    for own in message.personal:
        problems.extend(replace(problem, part="attachment") for problem in check_template(own.pattern, "text"))
    if message.from_address:
        problems.extend(_refusal("From", lambda: envelope_address(message.from_address)))
    if message.reply_to:
        problems.extend(_refusal("Reply-To", lambda: split_named(message.reply_to)))
    for name, value in message.headers:
        problems.extend(_refusal(name, partial(custom, name, value)))
    return problems


def _written_parts(message: Message) -> Iterator[tuple[str, str]]:
    """Give what the author wrote, part by part, so that mistakes are named where they were made."""
    yield "subject", message.subject
    yield "text", message.text
    if message.kind is BodyKind.HTML:
        yield "html", message.html
    elif message.kind is BodyKind.MARKDOWN:
        yield "markdown", message.source


def _made(problems: list[Problem], message: Message) -> Iterator[Problem]:
    """Name the mistakes of HTML that was made from something else: its lines mean nothing to the author."""
    for problem in problems:
        is_own = message.kind is BodyKind.HTML
        yield problem if is_own else replace(problem, line=0, column=0, part=message.kind.value)


def _local_files(html: str, message: Message) -> Iterator[Problem]:
    """Find what would only be seen on the author's computer: pictures and links to files, data, missing pictures."""
    known = {picture.content_id for picture in message.images}
    part = "html" if message.kind is BodyKind.HTML else message.kind.value
    for one in references(html):
        value = one.value.strip()
        if value.lower().startswith("cid:") and value[4:] not in known:
            text, hint = "A picture is no longer there.", "Insert it again."
        elif one.is_local:
            shown = value if len(value) <= 60 else value[:57] + "..."
            what = "picture" if one.is_picture else "link"
            text = f"This {what} only works on this computer: “{shown}”."
            hint = (
                "Insert the picture again from its file." if one.is_picture else "Write a link that begins with https."
            )
        else:
            continue
        line, column = position(html, one.start) if message.kind is BodyKind.HTML else (0, 0)
        yield Problem(line, column, text, hint, part)


def _refusal(header: str, write: Callable[[], object]) -> Iterator[Problem]:
    try:
        write()
    except InputError as error:
        yield Problem(0, 0, error.message, error.hint, header)


def require_good(text: str, part: str) -> None:
    """Raise TemplateError for the first mistake in a part."""
    for problem in check_template(text, part):
        where = {"html": "HTML", "text": "text", "subject": "subject"}.get(part, part)
        message = f"{problem.message} (Line {problem.line}, column {problem.column} of the {where}.)"
        raise TemplateError(message, part=part, line=problem.line, column=problem.column, hint=problem.hint)


def _live(tags: list[Tag]) -> Iterator[Tag]:
    """Leave out the tags inside comments."""
    until = ""
    for tag in tags:
        if not until or tag.name == until:
            yield tag
            until = f"end{tag.name}" if tag.name in ("comment", "doc") else ""


def _blocks(source: str, tags: list[Tag]) -> Iterator[Problem]:
    """Find blocks that are not closed, and closings without a block."""
    open_blocks: list[Tag] = []
    for tag in tags:
        if tag.kind is not TagKind.CONTROL:
            continue
        if tag.name in _BLOCKS:
            open_blocks.append(tag)
        elif tag.name.startswith("end"):
            if not open_blocks or open_blocks[-1].name != tag.name[3:]:
                yield _bad_end(source, tag, open_blocks)
                return
            open_blocks.pop()
    for tag in open_blocks[:1]:
        message = f"This “{{% {tag.name} %}}” is never closed."
        yield Problem(*position(source, tag.start), message, f"Put “{{% end{tag.name} %}}” where it ends.")


def _bad_end(source: str, tag: Tag, open_blocks: list[Tag]) -> Problem:
    where = position(source, tag.start)
    if not open_blocks:
        return Problem(*where, f"“{{% {tag.name} %}}” closes nothing: there is no “{{% {tag.name[3:]} %}}” before it.")
    opener = open_blocks[-1]
    line, _ = position(source, opener.start)
    message = f"“{{% {tag.name} %}}” stands here, but “{{% {opener.name} %}}” of line {line} is still open."
    return Problem(*where, message, f"Close it first with “{{% end{opener.name} %}}”.")


def _outputs(source: str, tags: list[Tag], is_html: bool) -> Iterator[Problem]:
    """Read every field on its own, so that each mistake is found, at its place."""
    for tag in tags:
        if tag.kind is TagKind.OUTPUT:
            try:
                language.parse(source[tag.start : tag.end], is_html)
            except LiquidError as error:
                yield _sentence(source, tag.start, tag, error)


def _whole(source: str, is_html: bool) -> Iterator[Problem]:
    try:
        template = language.parse(source, is_html)
    except LiquidError as error:
        yield _located(source, error)
        return
    known = language.filter_names()
    for name, spans in template.analyze(include_partials=False).filters.items():
        if name not in known:
            for span in spans:
                message = f"There is no filter called “{name}”."
                yield Problem(*position(source, span.index), message, "Check its spelling after the “|”.")
    for token in language.loose_ranges(template):
        yield Problem(*position(source, token.start_index), "A range such as (1..5) can only stand in “{% for %}”.")


def _located(source: str, error: LiquidError) -> Problem:
    if isinstance(error, BlockNestingError):
        return Problem(1, 1, "The message has too many blocks inside one another.", "At most 30 levels are possible.")
    index = error.token.start_index if error.token is not None and error.token.source == source else -1
    tags = list(_live(list(scan(source))))
    inside = next((tag for tag in tags if tag.start <= index < tag.end), None)
    if inside is None:
        # The error has no place of its own: an instruction ends too early. Find the first that cannot be read.
        inside = next((tag for tag in tags if tag.kind is TagKind.CONTROL and _is_cut_short(source, tag)), None)
    if inside is None:
        return Problem(1, 1, "The merge fields of this message cannot be understood.")
    return _sentence(source, inside.start, inside, error)


def _is_cut_short(source: str, tag: Tag) -> bool:
    text = source[tag.start : tag.end]
    if tag.name in _BLOCKS:
        text += f"{{% end{tag.name} %}}"
    if tag.name in _INNER or tag.name.startswith("end"):
        return False
    try:
        language.parse(text, False)
    except LiquidError:
        return True
    return False


def _sentence(source: str, index: int, tag: Tag, error: LiquidError) -> Problem:
    where = position(source, index)
    shown = source[tag.start : tag.end]
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    match = _TAG_INSIDE.fullmatch(source[tag.start : tag.end])
    inside = match.group(1) if match else ""
    unexpected = _UNEXPECTED_TAG.fullmatch(str(error.args[0]) if error.args else "")
    if unexpected and unexpected.group(1) in _INNER:
        return Problem(
            *where, f"“{shown}” stands where it has no meaning.", "It belongs inside a block such as “{% if %}”."
        )
    if unexpected:
        return Problem(*where, f"There is no instruction called “{unexpected.group(1)}”.", "Check its spelling.")
    if not inside:
        return Problem(
            *where, f"This merge field is empty: “{shown}”.", "Write the name of a field between the braces."
        )
    return Problem(*where, f"This cannot be understood: “{shown}”.", _hint(tag, inside))


def _hint(tag: Tag, inside: str) -> str:
    if tag.kind is TagKind.OUTPUT and re.fullmatch(r"[\w-]+(?: [\w-]+)+", inside):
        return f"A name with spaces goes in brackets and quotes: {{{{ ['{inside}'] }}}}."
    if "&gt;" in inside or "&lt;" in inside or "&quot;" in inside or "&amp;" in inside:
        return 'The editor has replaced a sign by its HTML form; write the sign itself: > < " &.'
    if re.search("[“”„‘’«»]", inside):
        return "Use straight quotes: \" or '."
    if re.search(r"\|\s*default\s+[\"']", inside):
        return 'A colon is missing: {{ name | default: "friend" }}.'
    if inside.count('"') % 2 or inside.count("'") % 2:
        return "A closing quote is missing."
    if tag.kind is TagKind.CONTROL and re.search(r"[^=!<>]=[^=]", inside) and tag.name in ("if", "elsif", "unless"):
        return "Compare with two equals signs: ==."
    return ""


def names_unsubscribe_url(message: Message) -> bool:
    """True when a body of the message has a way to unsubscribe in it."""
    for part, source in _parts(message):
        if part in ("html", "text") and not check_template(source, part):
            parsed = language.parse(source.replace("\r\n", "\n").replace("\r", "\n"), part == "html")
            if "unsubscribe_url" in parsed.analyze(include_partials=False).globals:
                return True
    return False


def _parts(message: Message) -> Iterator[tuple[str, str]]:
    for part, source in (("subject", message.subject), ("html", written_html(message)), ("text", message.text)):
        if source:
            yield part, source
    for own in message.personal:
        yield "attachment", own.pattern


def fields_used(message: Message) -> tuple[FieldUse, ...]:
    """Name the fields that a message uses, by part; broken parts are left out.

    Built-in fields are named too, as having a default: nobody lacks them.
    """
    found: list[FieldUse] = []
    for part, source in _parts(message):
        if not check_template(source, part):
            found.extend(uses(language.parse(source.replace("\r\n", "\n").replace("\r", "\n"), part == "html"), part))
    return tuple(found)


def uses(template: BoundTemplate, part: str) -> Iterator[FieldUse]:
    """Name the fields that one parsed part uses. One that a condition asks for counts as having a default."""
    with_default = Counter(
        expression.left.path[0]
        for expression in language.expressions(template)
        if isinstance(expression, FilteredExpression)
        and isinstance(expression.left, Path)
        and len(expression.left.path) == 1
        and expression.filters
        and expression.filters[0].name == "default"
    )
    asked_for = {
        path.path[0]
        for expression in language.expressions(template)
        if isinstance(expression, BooleanExpression)
        for path in _paths(expression)
    }
    for name, places in template.analyze(include_partials=False).globals.items():
        if name not in language.NOW:
            safe = name in BUILT_IN or name in asked_for or with_default[name] >= len(places)
            yield FieldUse(name, part, safe)


def _paths(expression: Expression) -> Iterator[Path]:
    for child in expression.children():
        if isinstance(child, Path):
            yield child
        yield from _paths(child)
