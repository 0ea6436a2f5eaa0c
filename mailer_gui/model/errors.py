"""Everything that can go wrong, as a small tree whose texts are written for people.

MailerError
    InputError              bad file, mapping, argument or form; nothing was changed
        NotFoundError       no such contact, list, account or campaign
        TemplateError       the merge fields of a message cannot be understood
        MissingFieldError   a recipient lacks a field that the message needs
    StoreError              the workspace cannot be read or written
        WorkspaceBusyError  another process holds what is needed
        DiskFullError       no space left; nothing half-written
        TooNewError         the workspace was made by a newer version
    SecretError             no password store, or it is locked
    SendError               a message could not leave
        ConnectError        name, port, TLS or greeting
        LoginError          the server refused user name or password
        PreflightError      the campaign is not ready to be sent
    Cancelled               a person stopped long work; what was done so far is whole
"""

from __future__ import annotations

from collections.abc import Sequence


class MailerError(Exception):
    """Base of all errors that are shown to people.

    `title` is a few words, `message` a plain sentence, `hint` the next step (may be empty); `terminal` is another way
    that only somebody at a command line can go. `said` is message and hint, which is what is kept and what the window
    shows; `str(error)` is what the command line prints.
    """

    title = "Something went wrong"

    def __init__(self, message: str, *, title: str = "", hint: str = "", terminal: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.title = title or type(self).title
        self.hint = hint
        self.terminal = terminal

    def __str__(self) -> str:
        return f"{self.said} {self.terminal}".rstrip()

    @property
    def said(self) -> str:
        """The message and the next step, for everybody."""
        if not self.hint:
            return self.message
        end = "" if self.message.endswith((".", "!", "?", "…")) else "."  # a server's own words may lack it
        return f"{self.message}{end} {self.hint}"

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (long work runs in a child); keyword arguments need help there.
        return (_rebuild, (type(self), self.message, self.__dict__.copy()))


def _rebuild(kind: type[MailerError], message: str, state: dict[str, object]) -> MailerError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


class InputError(MailerError):
    """Bad file, mapping, argument or form; nothing was changed."""

    title = "This cannot be used"


class NotFoundError(InputError):
    """No such contact, list, account or campaign."""

    title = "Not found"


class TemplateError(InputError):
    """The merge fields of a message cannot be understood; `part` is subject, html or text, `line` counts from 1."""

    title = "The message has a mistake"

    def __init__(
        self, message: str, *, part: str = "", line: int = 0, column: int = 0, title: str = "", hint: str = ""
    ) -> None:
        super().__init__(message, title=title, hint=hint)
        self.part = part
        self.line = line
        self.column = column


class MissingFieldError(InputError):
    """A recipient lacks a field that the message needs; `field` is its name."""

    title = "A field is missing"

    def __init__(self, field: str) -> None:
        super().__init__(f"The field “{field}” is missing.")
        self.field = field


class StoreError(MailerError):
    """The workspace cannot be read or written."""

    title = "The workspace cannot be used"


class WorkspaceBusyError(StoreError):
    """Another process holds what is needed."""

    title = "Already in use"


class DiskFullError(StoreError):
    """No space left on the disk; nothing is half-written."""

    title = "The disk is full"


class TooNewError(StoreError):
    """The workspace was made by a newer version of the program."""

    title = "Made by a newer version"


class SecretError(MailerError):
    """No password store is available, or it is locked."""

    title = "The password store is not available"


class SendError(MailerError):
    """A message could not leave."""

    title = "Could not send"


class ConnectError(SendError):
    """The server could not be reached: name, port, TLS or greeting."""

    title = "The server could not be reached"


class LoginError(SendError):
    """The server refused the user name or the password."""

    title = "The server refused the password"


class PreflightError(SendError):
    """The campaign is not ready to be sent."""

    title = "Not ready to send"


class Cancelled(MailerError):  # noqa: N818 - being stopped by a person is not an error
    """A person stopped long work; what was done so far is whole."""

    title = "Stopped"

    def __init__(self, message: str = "Stopped before the end.") -> None:
        super().__init__(message)


_NAMED = 10


def no_such(kind: str, name: str, known: Sequence[str]) -> NotFoundError:
    """Give the error for a name that no list (account, segment, ...) has; those that there are help on."""
    shown = ", ".join(known[:_NAMED]) + (f" and {len(known) - _NAMED:,} more" if len(known) > _NAMED else "")
    hint = f"The {kind}s are: {shown}." if known else f"There are no {kind}s yet."
    return NotFoundError(f"There is no {kind} “{name.strip()}”.", hint=hint)
