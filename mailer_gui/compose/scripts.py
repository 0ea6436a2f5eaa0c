"""Runs the scripts of a compiled part, and says in plain words what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mailer_gui.compose import language
from mailer_gui.compose.compiled import Part
from mailer_gui.compose.direct import Direct
from mailer_gui.model.errors import MissingFieldError, TemplateError


class Scripts:
    """The scripts of one compiled part, parsed once."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._template = language.parse(part.source, part.name == "html")
        self._nodes = [node for node, _line, _column in part.scripts]
        if len(self._template.nodes) != part.nodes:
            raise TemplateError("This campaign was prepared by another version of the program.", part=part.name)
        self._direct = Direct(self._template, self._nodes)

    def run(self, values: Mapping[str, Any]) -> list[str]:
        """Give the text of each script for one recipient."""
        texts = self._direct.run(values)
        if texts is not None:
            return texts
        try:
            return language.run(self._template, self._nodes, values)
        except language.ScriptError as error:
            if error.field:
                raise MissingFieldError(error.field) from error
            _, line, column = self._part.scripts[error.number]
            raise TemplateError(
                f"The message cannot be filled in for this recipient: {_reason(str(error))}.",
                part=self._part.name,
                line=line,
                column=column,
            ) from error


def values_for(fields: Mapping[str, str], built_in: Mapping[str, str], date: float) -> dict[str, Any]:
    """Give what a script can name: the message's own time, the recipient's fields, and the built-in ones over them."""
    now = language.moment(date)
    return {"now": now, "today": now, **fields, **built_in}


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
