"""Writes simple scripts straight from the recipient's fields: the interpreter's text in a third of its time.

Simple are conditions that compare fields with fixed values, and fields with filters that only change their letters,
nested as deep as one likes. They cannot exceed a limit, so nothing is counted. Whoever has anything but short plain
texts in the fields is left to the interpreter, which then also finds the words for what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from liquid import BoundTemplate, Environment
from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import BooleanExpression, FilteredExpression, Path, StringLiteral, logical, primitive
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.expression import Expression
from markupsafe import escape

NOW = ("now", "today")
LONGEST = 1_000
"""Characters of a value; a filter chain makes at most 27 times as many of it."""
MAX_TEXT = 400_000
"""Characters of all scripts of a part, so that its bytes are fewer than the interpreter allows."""
_MOST_NODES, _MOST_FILTERS, _LONGEST_CHAIN = 10_000, 100, 3
_FILTERS = frozenset(["upcase", "downcase", "capitalize", "strip", "lstrip", "rstrip"])
_CONDITIONS: tuple[type[Expression], ...] = (
    BooleanExpression,
    logical.LogicalAndExpression,
    logical.LogicalOrExpression,
    logical.EqExpression,
    logical.NeExpression,
    logical.ContainsExpression,
    primitive.Nil,
    primitive.Empty,
    primitive.Blank,
    primitive.TrueLiteral,
    primitive.FalseLiteral,
    primitive.IntegerLiteral,
    StringLiteral,
)
_Write = Callable[["_Values"], str]


class _NotSimpleError(Exception):
    """This needs the interpreter."""


class _Values:
    """The fields of one recipient, in the place of the interpreter's context."""

    __slots__ = ("autoescape", "known")

    def __init__(self, known: Mapping[str, Any], autoescape: bool) -> None:
        self.known = known
        self.autoescape = autoescape

    def get(self, path: Sequence[str], *, token: object = None) -> str:  # noqa: ARG002 - it is what `Path` passes
        """Give a field's value as `Path` asks for it."""
        value = self.known.get(path[0])
        if type(value) is not str or len(value) > LONGEST:
            raise _NotSimpleError
        return value


class Direct:
    """The scripts of one part: the nodes of these numbers in its template."""

    def __init__(self, template: BoundTemplate, nodes: Sequence[int]) -> None:
        self._autoescape = bool(template.env.autoescape)
        maker = _Maker(template.env)
        try:
            self._writers: list[_Write] = [maker.node(template.nodes[number]) for number in nodes]
        except _NotSimpleError:
            self._writers = []

    def run(self, known: Mapping[str, Any]) -> list[str] | None:
        """Give the text of each script, None when the interpreter has to do it."""
        if not self._writers:
            return None
        values = _Values(known, self._autoescape)
        try:
            texts = [write(values) for write in self._writers]
            whole = "".join(texts)
            whole.encode("utf-8")
        except Exception:  # whatever it is, the interpreter meets it again and says so
            return None
        return None if "\r" in whole or len(whole) > MAX_TEXT else texts


class _Maker:
    """Makes writers of nodes, and counts what could add up."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._escapes = bool(environment.autoescape)
        self._nodes = self._filters = 0

    def node(self, node: Node) -> _Write:
        """Make the writer of one node; raises _NotSimpleError."""
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise _NotSimpleError
        if type(node) is ContentNode:
            text = node.text
            return lambda _values: text
        if type(node) is OutputNode:
            return self._output(node.expression)
        if type(node) is IfNode:
            return self._condition(node)
        raise _NotSimpleError

    def _output(self, expression: Expression) -> _Write:
        if type(expression) is not FilteredExpression:
            raise _NotSimpleError
        path = _field(expression.left)
        filters = expression.filters or []
        self._filters += len(filters)
        if len(filters) > _LONGEST_CHAIN or self._filters > _MOST_FILTERS:
            raise _NotSimpleError
        if any(one.name not in _FILTERS or one.args for one in filters):
            raise _NotSimpleError
        functions = [self._environment.filters[one.name] for one in filters]
        escapes = self._escapes

        def write(values: _Values) -> str:
            value = values.get(path)
            for function in functions:
                value = function(value)
            return str(escape(value)) if escapes else value

        return write

    def _condition(self, node: IfNode) -> _Write:
        branches = [(_test(node.condition), self._block(node.consequence))]
        branches += [(_test(other.expression), self._block(other.block)) for other in node.alternatives]
        otherwise = self._block(node.default) if node.default else None

        def write(values: _Values) -> str:
            for test, block in branches:
                if test(values):
                    return block(values)
            return otherwise(values) if otherwise else ""

        return write

    def _block(self, block: BlockNode) -> _Write:
        if type(block) is not BlockNode:
            raise _NotSimpleError
        writers = [self.node(node) for node in block.nodes]
        if block.blank and self._environment.suppress_blank_control_flow_blocks:
            if any(type(node) is not ContentNode for node in block.nodes):
                raise _NotSimpleError
            return lambda _values: ""
        if len(writers) == 1:
            return writers[0]
        return lambda values: "".join([write(values) for write in writers])


def _field(expression: Expression) -> list[str]:
    """Give the path of a plain field."""
    if type(expression) is not Path or len(expression.path) != 1:
        raise _NotSimpleError
    name = expression.path[0]
    if not isinstance(name, str) or name in NOW:
        raise _NotSimpleError
    return [name]


def _test(condition: Expression) -> Callable[[_Values], object]:
    """Make the test of a condition: the library's own, which asks our values for the fields."""
    waiting = [condition]
    while waiting:
        expression = waiting.pop()
        if type(expression) is Path:
            _field(expression)
        elif type(expression) in _CONDITIONS:
            waiting.extend(expression.children())
        else:
            raise _NotSimpleError
    inner = condition.expression if type(condition) is BooleanExpression else condition
    if type(inner) is logical.EqExpression and type(inner.left) is Path and type(inner.right) is StringLiteral:
        path, wanted = _field(inner.left), inner.right.value
        return lambda values: values.get(path) == wanted
    evaluate: Callable[[Any], object] = condition.evaluate
    return evaluate
