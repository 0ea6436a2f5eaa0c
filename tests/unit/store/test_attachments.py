from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from mailer_gui.model.errors import InputError, NotFoundError, StoreError
from mailer_gui.model.messages import Attachment, Message
from mailer_gui.operations import campaigns
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


def test_what_no_campaign_uses_is_swept_when_one_is_removed(store: Store) -> None:
    used, shared, gone, new = (
        store.attachments.add_bytes(name, name.encode()) for name in ("used", "shared", "gone", "new")
    )
    store.campaigns.create("Stays", Message("s", text="t", attachments=(used, shared)))
    goes = store.campaigns.create("Goes", Message("s", text="t", attachments=(shared, gone)))
    for one in (used, shared, gone):
        os.utime(store.paths.attachments / one.sha256, (0, 0))
    campaigns.remove(store, goes.id)
    assert {file.name for file in store.paths.attachments.iterdir()} == {used.sha256, shared.sha256, new.sha256}
    os.utime(store.paths.attachments / new.sha256, (0, 0))
    store.attachments.add_bytes("new", b"new")  # attached anew, and not saved yet
    assert store.attachments.sweep(store.campaigns.attachments_in_use()) == 0
