from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.operations import suppressions
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.store.database import Store


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Store]:
    opened = open_workspace(tmp_path / "workspace")
    yield opened
    opened.close()


def keys(ws: Store, search: str = "") -> list[str]:
    return sorted(one.key for one in suppressions.all(ws, search))


def test_addresses_and_domains_are_added_once(ws: Store) -> None:
    assert suppressions.add(ws, " Ana@Example.org ") == 1
    assert suppressions.add(ws, ["ana@example.org", "@Shop.Example", "post.example"], "unsubscribed", "by letter") == 2
    assert keys(ws) == ["@post.example", "@shop.example", "ana@example.org"]
    assert [one.reason for one in suppressions.all(ws, "shop")] == ["unsubscribed"]


def test_a_domain_in_another_script_is_kept_as_it_travels(ws: Store) -> None:
    suppressions.add(ws, "@bücher.example")
    assert keys(ws) == ["@xn--bcher-kva.example"]
    suppressions.remove(ws, "@BÜCHER.example")
    assert keys(ws) == []


@pytest.mark.parametrize("text", ["", "nobody", "@", "@nothing", "a@@example.org"])
def test_what_is_no_address_is_refused(ws: Store, text: str) -> None:
    with pytest.raises(InputError, match="no address and no domain"):
        suppressions.add(ws, text)


def test_removing_what_is_not_there_is_said(ws: Store) -> None:
    with pytest.raises(NotFoundError, match="is not suppressed"):
        suppressions.remove(ws, "ana@example.org")


def test_plain_lines_are_imported(ws: Store, tmp_path: Path) -> None:
    path = tmp_path / "never.txt"
    path.write_text("ana@example.org\n@shop.example\n\nBob <bob@example.org>\nnonsense\nANA@example.org\n")
    result = suppressions.import_file(ws, path)
    assert (result.rows, result.added, result.known, result.invalid) == (5, 3, 1, 1)
    assert [(row.line, row.reason) for row in result.bad] == [(5, "There is no @")]
    assert keys(ws) == ["@shop.example", "ana@example.org", "bob@example.org"]


def test_lines_of_domains_only_are_imported(ws: Store, tmp_path: Path) -> None:
    path = tmp_path / "never.txt"
    path.write_text("@shop.example\npost.example\n")
    assert suppressions.import_file(ws, path).added == 2


def test_a_csv_file_keeps_its_reasons(ws: Store, tmp_path: Path) -> None:
    path = tmp_path / "never.csv"
    path.write_text("Name;E-Mail;Reason\nAna;ana@example.org;asked by phone\nBob;bob@example.org;\n")
    suppressions.import_file(ws, path, "unsubscribed")
    found = {one.key: one.reason for one in suppressions.all(ws)}
    assert found == {"ana@example.org": "asked by phone", "bob@example.org": "unsubscribed"}
