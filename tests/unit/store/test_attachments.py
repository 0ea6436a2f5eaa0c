from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from mailer_gui.model.errors import InputError, NotFoundError, StoreError
from mailer_gui.model.messages import Attachment
from mailer_gui.store.database import Store


def test_a_file_is_copied_and_named_by_its_content(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "Price list.pdf"
    file.write_bytes(b"prices")
    added = store.attachments.add(file)
    digest = hashlib.sha256(b"prices").hexdigest()
    assert added == Attachment("Price list.pdf", digest, 6, "application/pdf")
    file.unlink()
    assert store.attachments.read(digest) == b"prices"
    assert store.attachments.has(digest)
    assert store.attachments.add_bytes("copy.unknown", b"prices").media_type == "application/octet-stream"
    assert [path.name for path in store.paths.attachments.iterdir()] == [digest]


def test_what_is_not_there_or_not_the_same(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        store.attachments.add(tmp_path / "missing.pdf")
    with pytest.raises(InputError):
        store.attachments.add(tmp_path)
    with pytest.raises(NotFoundError):
        store.attachments.read("0" * 64)
    added = store.attachments.add_bytes("a.txt", b"text")
    (store.paths.attachments / added.sha256).write_bytes(b"other")
    with pytest.raises(StoreError, match="changed"):
        store.attachments.read(added.sha256)


def test_an_interrupted_copy_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StoreError) as caught:
        store.attachments.add_bytes("a.txt", b"text")
    assert caught.value.title == "The disk is full"
    assert list(store.paths.attachments.iterdir()) == []
