"""Fills in one short text of merge fields, such as the name of each person's own file."""

from __future__ import annotations

from collections.abc import Mapping

from mailer_gui.compose import language
from mailer_gui.compose.checks import require_good
from mailer_gui.compose.compiled import Part
from mailer_gui.compose.scripts import Scripts, values_for
from mailer_gui.model.messages import Recipient


class Pattern:
    """A text of merge fields, parsed once. Raises TemplateError when it holds a mistake."""

    def __init__(self, source: str, constants: Mapping[str, str]) -> None:
        require_good(source, "attachment")
        nodes = language.parse(source, False).nodes
        self._scripts = Scripts(Part("attachment", source, (), tuple((n, 1, 1) for n in range(len(nodes))), len(nodes)))
        self._constants = dict(constants)

    def fill(self, recipient: Recipient) -> str:
        """Give the text for one recipient. Raises MissingFieldError, TemplateError."""
        built_in = {**self._constants, "email": recipient.address}
        return "".join(self._scripts.run(values_for(recipient.fields, built_in, recipient.date)))
