"""Passwords: in the operating system's password store, by account id, and nowhere on disk."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mailer_gui.model.accounts import Account
from mailer_gui.model.errors import MailerError, SecretError
from mailer_gui.store.settings import Settings

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Mailer"
_SAFE = 1
"""Password stores of a lower priority keep nothing, or keep it for everybody to read."""
_NAMES = {
    "SecretService": "the system's password store (Secret Service)",
    "libsecret": "the system's password store (libsecret)",
    "kwallet": "KWallet",
    "macOS": "the macOS keychain",
    "Windows": "the Windows Credential Manager",
}


class Secrets:
    """The passwords of a workspace's accounts.

    Everything here may block while the system asks the person to unlock the store: never call it on an event loop.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._remembered: dict[int, str] = {}
        self._lock = threading.Lock()

    def available(self) -> bool:
        """True when there is a password store that is worth its name. It may still be locked."""
        return _backend() is not None

    def backend_name(self) -> str:
        """Give the name of the password store for people; empty when there is none."""
        backend = _backend()
        if backend is None:
            return ""
        module = type(backend).__module__.rpartition(".")[2]
        return _NAMES.get(module, str(getattr(backend, "name", module)))

    def get(self, account: Account) -> str | None:
        """Give the password: from the environment, else from this run's memory, else from the password store.

        None when there is none. Raises SecretError when the store is there but will not answer.
        """
        if not account.username:
            return None
        known = os.environ.get(account.password_variable) or self._remembered.get(account.id)
        if known:
            return known
        backend = _backend()
        if backend is None:
            return None
        with _asking(account):
            return backend.get_password(SERVICE, self._user(account))

    def set(self, account: Account, password: str) -> None:
        """Keep a password in the password store. Raises SecretError when it cannot be kept safely."""
        backend = self.need_store(account)
        with _asking(account):
            backend.set_password(SERVICE, self._user(account), password)
        with self._lock:
            self._remembered.pop(account.id, None)

    def need_store(self, account: Account) -> KeyringBackend:
        """Give the password store, or raise SecretError with the way to do without one."""
        backend = _backend()
        if backend is None:
            raise SecretError(
                "There is no password store on this computer, and passwords are never written to a file.",
                hint="On Linux, install GNOME Keyring or KWallet.",
                terminal=f"Or put the password into the environment variable {account.password_variable}.",
            )
        return backend

    def delete(self, account: Account) -> None:
        """Forget a password; nothing happens when there is none."""
        with self._lock:
            self._remembered.pop(account.id, None)
        backend = _backend()
        if backend is None:
            return
        with _asking(account):
            if backend.get_password(SERVICE, self._user(account)) is not None:
                backend.delete_password(SERVICE, self._user(account))

    def remember_for_now(self, account: Account, password: str) -> None:
        """Keep a password in this process's memory only, until it ends."""
        self.remember({account.id: password})

    def remember(self, passwords: Mapping[int, str]) -> None:
        """Keep passwords by account id in memory: what a sender was given when it was started."""
        with self._lock:
            self._remembered.update(passwords)

    def remembered(self) -> dict[int, str]:
        """Give the passwords that are only in memory, by account id, for a sender that is about to be started."""
        with self._lock:
            return dict(self._remembered)

    def _user(self, account: Account) -> str:
        return f"{self._settings.workspace_id}/account-{account.id}"


def _backend() -> KeyringBackend | None:
    import keyring  # slow to import, and asks the system which stores there are

    try:
        backend = keyring.get_keyring()
        # A chain of stores vouches for itself with a high priority, also when every store in it is a plain file.
        chained: list[KeyringBackend] = getattr(backend, "backends", [backend])
        return next((one for one in chained if float(one.priority) >= _SAFE), None)
    except Exception:  # a store that fails to start is no store, whatever it raises
        return None


@contextmanager
def _asking(account: Account) -> Iterator[None]:
    try:
        yield
    except MailerError:
        raise
    except Exception as error:  # every password store has errors of its own
        raise SecretError(
            f"The password store did not answer: {error or type(error).__name__}.",
            hint="Unlock it and try again.",
            terminal=f"Or set the environment variable {account.password_variable}.",
        ) from error
