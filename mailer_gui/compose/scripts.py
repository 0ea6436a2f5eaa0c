"""Runs the scripts of a compiled part, and says in plain words what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mailer_gui.compose import language
from mailer_gui.compose.compiled import Part
from mailer_gui.model.errors import MissingFieldError, TemplateError

if TYPE_CHECKING:
    from liquid import BoundTemplate


def run_part(templates: dict[str, BoundTemplate], part: Part, values: Mapping[str, Any], date: float) -> list[str]:
    """Give the text of each script of a part for one recipient; the parsed template is kept in `templates`."""
    template = templates.get(part.name)
    if template is None:
        template = templates[part.name] = _parsed(part)
    nodes = [node for node, _line, _column in part.scripts]
    now = language.moment(date)
    try:
        return language.run(template, nodes, {"now": now, "today": now, **values})
    except language.ScriptError as error:
        if error.field:
            raise MissingFieldError(error.field) from error
        _, line, column = part.scripts[error.number]
        raise TemplateError(
            f"The message cannot be filled in for this recipient: {_reason(str(error))}.",
            part=part.name,
            line=line,
            column=column,
        ) from error


def _parsed(part: Part) -> BoundTemplate:
    template = language.parse(part.source, part.name == "html")
    if len(template.nodes) != part.nodes:
        raise TemplateError("This campaign was prepared by another version of the program.", part=part.name)
    return template


def _reason(words: str) -> str:
    if "loop" in words or "too much work" in words:
        return "its instructions repeat too often"
    if "output stream" in words or "too large" in words or "namespace limit" in words:
        return "the text grows too long"
    if "not supported between" in words:
        return "a comparison needs two numbers or two texts"
    if "divide by" in words:
        return "a number is divided by zero"
    return words.strip().rstrip(".") or "a filter cannot use the value"
