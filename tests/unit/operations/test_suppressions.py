from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailer_gui.model.contacts import Suppression
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
    path.write_text("ana@example.org\n*@shop.example\n\nBob <bob@example.org>\nnonsense\nANA@example.org\n")
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


def test_what_is_exported_can_be_imported_again(ws: Store, tmp_path: Path) -> None:
    suppressions.add(ws, ["ana@example.org", "@shop.example"], "bounced", "=no such user")
    long_ago = 1_500_000_000.0
    ws.suppressions.add([Suppression("#c0ffee", "erased"), Suppression("old@example.org", "complained", "", long_ago)])
    out = tmp_path / "out.csv"
    assert suppressions.export_file(ws, out) == 3
    suppressions.remove(ws, "old@example.org")
    assert "c0ffee" not in out.read_text("utf-8-sig")
    for key in ("ana@example.org", "@shop.example"):
        suppressions.remove(ws, key)
    result = suppressions.import_file(ws, out)
    assert (result.added, result.invalid) == (3, 0)
    assert [(one.at, one.reason) for one in suppressions.all(ws, "old@")] == [(long_ago, "complained")]
    suppressions.remove(ws, "old@example.org")
    assert {one.key: (one.reason, one.note) for one in suppressions.all(ws) if one.reason != "erased"} == {
        "ana@example.org": ("bounced", "=no such user"),
        "@shop.example": ("bounced", "=no such user"),
    }


def test_rows_are_given_by_number_in_any_order(ws: Store) -> None:
    suppressions.add(ws, ["b@example.org", "@a.example", "c@example.org"])
    ids = suppressions.ids(ws, order="key")
    assert [one.key for _, one in suppressions.rows(ws, ids)] == ["@a.example", "b@example.org", "c@example.org"]
    assert [one.key for _, one in suppressions.rows(ws, ids[::-1])] == ["c@example.org", "b@example.org", "@a.example"]
    removed = [one for _, one in suppressions.rows(ws, ids[:1])]
    suppressions.remove(ws, "@a.example")
    assert [row for row, _ in suppressions.rows(ws, ids)] == list(ids[1:])
    assert suppressions.restore(ws, removed) == 1
    assert len(suppressions.ids(ws, "a.ex")) == 1


@pytest.mark.parametrize("since", ["", "yesterday", "9999-12-31", "2999-01-01", "-1"])
def test_a_date_that_cannot_be_is_now(ws: Store, tmp_path: Path, since: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f"email,since\nana@example.org,{since}\nexample.net,2024-05-06\n")
    before = time.time()
    suppressions.import_file(ws, path)
    at = {one.key: one.at for one in suppressions.all(ws)}
    assert before <= at["ana@example.org"] <= time.time()
    assert at["@example.net"] == datetime(2024, 5, 6, tzinfo=UTC).timestamp()
