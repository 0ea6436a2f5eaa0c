"""The merge language: Liquid with every limit set, so that a template from a stranger can only write text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from liquid import BoundTemplate, Environment, RenderContext, StrictDefaultUndefined, Token, Undefined
from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, Path, StringLiteral
from liquid.builtin.expressions.arguments import PositionalArgument
from liquid.builtin.expressions.loop import LoopExpression
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.output import OutputNode
from liquid.exceptions import FilterArgumentError, LiquidError, ResourceLimitError, UndefinedError
from liquid.expression import Expression
from liquid.filter import string_filter, with_context
from liquid.output import LimitedStringIO

from mailer_gui.compose.dates import format_date, parse_date

MAX_LOOPS = 10_000
MAX_STEPS = 100_000
MAX_OUTPUT = 2_000_000
MAX_VALUE = 200_000
MAX_ITEMS = 10_000
MAX_BITS = 4_096

_HTML_TAG = re.compile(r"<[^<>]*>")
_FORBIDDEN_TAGS = ("include", "render")
NOW = ("now", "today")


class _Missing(StrictDefaultUndefined):
    """A field that is not there: it can be asked for in a condition, but not written.

    Its error says the field's name and nothing else.
    """

    __slots__ = ()
    allowed_properties = StrictDefaultUndefined.allowed_properties | {"__bool__", "__class__", "__eq__", "__liquid__"}

    def __liquid__(self) -> None:
        return None

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return other is None or other is False or isinstance(other, Undefined)

    __hash__ = StrictDefaultUndefined.__hash__

    def __init__(self, name: str, *, token: Token | None, obj: object = None, hint: str | None = None) -> None:
        super().__init__(name, token=token, obj=obj, hint=hint)
        path = hint.removesuffix(" is undefined") if hint else ""
        self.msg = path if path.startswith((f"{name}.", f"{name}[")) else name


class _Context(RenderContext):
    """One rendering with a budget: loops, steps and sizes are counted over the whole part."""

    spent = 0
    looped = 0
    _disabled: list[str]

    @property
    def disabled_tags(self) -> list[str]:
        """The forbidden tags of a partial: none here. Node.render asks once for each node, so asking is a step."""
        self.spend(1)
        return self._disabled

    @disabled_tags.setter
    def disabled_tags(self, names: list[str]) -> None:
        self._disabled = names

    def spend(self, steps: int) -> None:
        self.spent += steps
        if self.spent > MAX_STEPS:
            raise ResourceLimitError("too much work", token=None)

    def raise_for_loop_limit(self, length: int = 1) -> None:
        super().raise_for_loop_limit(length)
        self.looped += length
        if self.looped > MAX_LOOPS:
            raise ResourceLimitError("loop iteration limit reached", token=None)

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        function = super().filter(name, token)

        def guarded(left: object, *args: object, **options: object) -> object:
            for value in (left, *args, *options.values()):
                self.spend(_cost(value))
            self.spend(_extra_cost(name, left, args))
            result = function(left, *args, **options)
            self.spend(_cost(result))
            return result

        return guarded


def _cost(value: object) -> int:
    """Say how much work a value stands for; refuse one that is too large."""
    if isinstance(value, str):
        too_large, cost = len(value) > MAX_VALUE, len(value) // 100
    elif isinstance(value, range):
        too_large, cost = value.stop - value.start > MAX_ITEMS, (value.stop - value.start) // 10
    elif isinstance(value, Sequence):
        too_large, cost = len(value) > MAX_VALUE, len(value) // 100
    elif isinstance(value, int):
        too_large, cost = value.bit_length() > MAX_BITS, 0
    else:
        too_large, cost = False, 0
    if too_large:
        raise ResourceLimitError("a value grew too large", token=None)
    return cost


def _extra_cost(name: str, left: object, args: Sequence[object]) -> int:
    """Say beforehand what the few filters cost whose result or work can be out of proportion."""
    if name == "replace" and len(args) >= 2 and isinstance(left, str):
        old, new = str(args[0]), str(args[1])
        count = left.count(old) if old else len(left) + 1
        return _bounded(count * len(new))
    if name == "join" and isinstance(left, Sequence):
        return _bounded(len(left) * len(str(args[0]) if args else " "))
    if name == "uniq" and isinstance(left, Sequence):
        return len(left) * len(left) // 200
    return 0


def _bounded(size: int) -> int:
    if size > MAX_VALUE:
        raise ResourceLimitError("a value grew too large", token=None)
    return size // 100


@with_context
def _date(value: object, fmt: object = "", *, context: _Context) -> str:
    now = context.scope["now"]
    if isinstance(value, StrictDefaultUndefined):
        return str(value)
    if not isinstance(now, datetime):
        raise FilterArgumentError("the date of the message is not known", token=None)
    moment = now if value in NOW else parse_date(value, now)
    return str(value) if moment is None else format_date(moment, str(fmt))


@string_filter
def _strip_html(value: str) -> str:
    return _HTML_TAG.sub("", value)


class _Template(BoundTemplate):
    context_class = _Context


class _Environment(Environment):
    block_nesting_limit = 30
    context_depth_limit = 30
    loop_iteration_limit = MAX_LOOPS
    local_namespace_limit = MAX_VALUE
    output_stream_limit = MAX_OUTPUT
    template_class = _Template

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for name in _FORBIDDEN_TAGS:
            del self.tags[name]
        self.add_filter("date", _date)
        self.add_filter("strip_html", _strip_html)


_TEXT = _Environment(undefined=_Missing, autoescape=False)
_HTML = _Environment(undefined=_Missing, autoescape=True)


@lru_cache(maxsize=16)
def parse(source: str, html: bool) -> BoundTemplate:
    """Parse a template; raises LiquidError. Whoever wrote it has passed `checks` first, which bounds the time."""
    return (_HTML if html else _TEXT).from_string(source)


def filter_names() -> frozenset[str]:
    """Give the names of the filters that a template may use."""
    return frozenset(_TEXT.filters)


def expressions(template: BoundTemplate) -> Iterator[Expression]:
    """Yield every expression of a template, the inner ones too."""
    context = RenderContext(template)
    nodes = list(template.nodes)
    while nodes:
        node = nodes.pop()
        waiting = list(node.expressions())
        while waiting:
            expression = waiting.pop()
            yield expression
            waiting.extend(expression.children())
        nodes.extend(node.children(context, include_partials=False))


def loose_ranges(template: BoundTemplate) -> Iterator[Token]:
    """Yield where a range such as (1..5) is used outside a loop's head, where its size is not counted."""
    for expression in expressions(template):
        is_loop = isinstance(expression, LoopExpression)
        for child in () if is_loop else expression.children():
            if isinstance(child, RangeLiteral):
                yield child.token


@dataclass(frozen=True, slots=True)
class Fixed:
    """Text that is the same for everybody."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A plain field; `default` replaces it when it is missing or empty, None when there is none."""

    name: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """Anything richer: the node of this number in the template, rendered by the interpreter. `at` is its place."""

    node: int
    at: int = -1


Segment = Fixed | Field | Script


def plain_field(node: Node) -> Field | None:
    """Give the field when a node prints nothing but one field, perhaps with a default."""
    if not isinstance(node, OutputNode) or not isinstance(node.expression, FilteredExpression):
        return None
    left, filters = node.expression.left, node.expression.filters or []
    if not isinstance(left, Path) or len(left.path) != 1 or not isinstance(left.path[0], str) or left.path[0] in NOW:
        return None
    if not filters:
        return Field(left.path[0])
    only = filters[0]
    if (
        len(filters) > 1
        or only.name != "default"
        or len(only.args) != 1
        or not isinstance(only.args[0], PositionalArgument)
    ):
        return None
    value = only.args[0].value
    return Field(left.path[0], value.value) if isinstance(value, StringLiteral) else None


def segments(source: str, html: bool) -> list[Segment]:
    """Take a template apart into fixed text, plain fields, and what needs the interpreter."""
    template = parse(source, html)
    analysis = template.analyze(include_partials=False)
    counts = bool({"increment", "decrement"} & set(analysis.tags))
    found: list[Segment] = []
    for number, node in enumerate(template.nodes):
        field = None if counts else plain_field(node)
        if isinstance(node, ContentNode):
            previous = found[-1] if found else None
            if isinstance(previous, Fixed):
                found[-1] = Fixed(previous.text + node.text)
            else:
                found.append(Fixed(node.text))
        elif field is not None and field.name not in analysis.locals:
            found.append(field)
        else:
            found.append(Script(number, node.token.start_index))
    return found


class ScriptError(Exception):
    """A script failed for one recipient; `number` says which one, `field` names a missing field."""

    def __init__(self, number: int, message: str, field: str = "") -> None:
        super().__init__(message)
        self.number = number
        self.field = field


def run(template: BoundTemplate, nodes: Sequence[int], values: Mapping[str, Any]) -> list[str]:
    """Render the scripts of one part (the nodes of these numbers) in order, in one scope; give the text of each."""
    context = _Context(template, globals=values)
    left = MAX_OUTPUT
    texts: list[str] = []
    for number, node in enumerate(nodes):
        buffer = LimitedStringIO(limit=left)
        try:
            template.nodes[node].render(context, buffer)
        except UndefinedError as error:
            raise ScriptError(number, "", field=str(error.args[0])) from error
        except LiquidError as error:
            raise ScriptError(number, str(error.args[0]) if error.args else "") from error
        except Exception as error:  # the interpreter and its filters let many kinds out; none may stop a campaign
            raise ScriptError(number, str(error)) from error
        left -= buffer.size
        texts.append(buffer.getvalue())
    return texts


def moment(date: float) -> datetime:
    """Give the message's own time, which is what `now` means in a template."""
    return datetime.fromtimestamp(date, UTC)
