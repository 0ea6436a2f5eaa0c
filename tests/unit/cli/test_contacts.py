from __future__ import annotations

import io
import json
import signal
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it has no types

from mailer_gui.cli.main import run
from mailer_gui.cli.output import Output
from mailer_gui.model.errors import Cancelled
from mailer_gui.operations import importing
from mailer_gui.operations.importing import bringing
from mailer_gui.operations.workspace import open_workspace
from tests.support.dns_server import serving

FILE = "E-Mail;Vorname;Ort\nana@example.org;Ana;Porto\nbob@gmial.com;Bob;Kiel\nnobody;X;\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(FILE)
    return path


class Command:
    """Runs commands in one workspace and looks at what they print."""

    def __init__(self, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._workspace = str(workspace)
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        code = run([*map(str, arguments), "--workspace", self._workspace])
        out, err = self._capsys.readouterr()
        return code, out, err

    def data(self, *arguments: object) -> dict[str, Any]:
        code, out, err = self(*arguments, "--json")
        assert (code, err) == (0, "")
        found: dict[str, Any] = json.loads(out)
        return found


@pytest.fixture
def command(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(workspace, capsys)


def test_import_tells_a_person_what_it_did(command: Command, file: Path, tmp_path: Path) -> None:
    code, out, err = command("contacts", "import", file, "--list", "Customers", "--bad-rows", tmp_path / "bad.csv")
    assert (code, err) == (0, "")
    assert "Imported 2 of 3 rows onto the list “Customers”" in out
    assert "2 new, 0 changed, 0 unchanged, 0 duplicate, 1 invalid" in out
    assert "line 4: There is no @: nobody" in out
    assert "bob@gmial.com: did you mean bob@gmail.com?" in out
    assert f"The rows that cannot be used are in {tmp_path / 'bad.csv'}." in out


def test_import_gives_programs_one_object_whose_counts_add_up(command: Command, file: Path) -> None:
    data = command.data("contacts", "import", file, "--dry-run")
    assert sum(data[kind] for kind in ("new", "changed", "unchanged", "duplicate", "invalid")) == data["rows"] == 3
    assert (data["suppressed"], data["dry_run"]) == (0, True)
    assert command.data("contacts", "list")["count"] == 0


def test_columns_are_mapped_by_hand(command: Command, file: Path) -> None:
    data = command.data("contacts", "import", file, "--map", "Home town=ort", "--map", "=2", "--map", "email=E-Mail")
    assert data["mapping"] == {"E-Mail": "address", "Vorname": "", "Ort": "home_town"}
    assert command.data("contacts", "list", "--search", "porto")["contacts"][0]["fields"] == {"home_town": "Porto"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--map", "city=Town"], "There is no column “Town”. The columns are: E-Mail, Vorname, Ort."),
        (["--map", "city"], "“city” is no mapping. Write --map FIELD=COLUMN."),
        (["--map", "a=Ort", "--map", "b=Ort"], "The column “Ort” is mapped twice."),
        (["--map", "a=Ort", "--map", "a=Vorname"], "Two columns go to “a”. Each needs its own field."),
        (["--sheet", "People"], "“list.csv” is no workbook, so it has no sheet “People”. Leave out --sheet."),
        (["--map", "=E-Mail"], "None of the columns holds e-mail addresses."),
    ],
)
def test_a_bad_mapping_is_code_2_and_changes_nothing(
    command: Command, file: Path, arguments: list[str], message: str
) -> None:
    code, out, err = command("contacts", "import", file, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert command.data("contacts", "list")["count"] == 0


def test_files_that_cannot_be_imported_are_code_2_in_plain_words(command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "book.csv").write_bytes(b"PK\x03\x04")
    for name, message in (
        ("missing.csv", "There is no file"),
        ("empty.csv", "The file “empty.csv” is empty."),
        ("book.csv", "It seems to be a compressed folder (zip). Unpack it"),
        (".", "is a folder, not a file."),
    ):
        code, _, err = command("contacts", "import", tmp_path / name)
        assert code == 2
        assert message in err
        assert "Traceback" not in err


def test_lists_and_exports(command: Command, file: Path, tmp_path: Path) -> None:
    command("contacts", "import", file, "--list", "Customers")
    assert command.data("contacts", "list", "--list", "customers", "--search", "ana")["count"] == 1
    code, out, _ = command("contacts", "list")
    assert code == 0
    assert "ana@example.org" in out
    assert command.data("contacts", "export", "--out", tmp_path / "out.csv")["count"] == 2
    assert "ana@example.org,Ana,Porto" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    code, _, err = command("contacts", "export", "--list", "Nobody", "--out", tmp_path / "x.csv")
    assert (code, err) == (2, "There is no list “Nobody”. The lists are: Customers.\n")


def test_suppressions_from_the_command_line(command: Command, file: Path, tmp_path: Path) -> None:
    assert command.data("suppressions", "add", "@Example.org", "--reason", "asked")["added"]
    assert not command.data("suppressions", "add", "@example.org")["added"]
    found = command.data("suppressions", "list")["suppressions"]
    assert [(one["address"], one["reason"]) for one in found] == [("@example.org", "asked")]
    assert command.data("contacts", "import", file)["suppressed"] == 1
    (tmp_path / "never.txt").write_text("bob@example.net\nnonsense\n")
    assert command.data("suppressions", "import", tmp_path / "never.txt")["added"] == 1
    exported = tmp_path / "suppressions.csv"
    assert command.data("suppressions", "export", "--out", exported)["count"] == 2
    assert "'@example.org,asked" in exported.read_text("utf-8-sig")  # no formula for a spreadsheet
    assert command.data("suppressions", "import", exported)["known"] == 2
    assert command("suppressions", "remove", "@example.org")[:2] == (0, "“@example.org” may be mailed again.\n")
    code, _, err = command("suppressions", "remove", "@example.org")
    assert (code, err) == (2, "“@example.org” is not suppressed.\n")
    assert command("suppressions", "add", "nonsense")[0] == 2


def test_suggestions_are_rows_with_tabs(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "addresses.txt"
    path.write_text("ana@example.org\nbob@gmial.com\nzoe@gmail,com\n")
    code, out, err = command("contacts", "suggest", path)
    assert (code, err) == (0, "")
    assert [line.split("\t")[:2] for line in out.splitlines()] == [
        ["bob@gmial.com", "bob@gmail.com"],
        ["zoe@gmail,com", "zoe@gmail.com"],
    ]
    data = command.data("contacts", "suggest", path)
    assert data["count"] == 2
    assert data["suggestions"][0]["line"] == 2


def test_verify_counts_and_keeps_verdicts(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("email\nana@example.org\nbob@gmial.com\ninfo@example.org\n")
    command("contacts", "import", path, "--list", "Friends")
    code, out, err = command("contacts", "verify", "--list", "Friends")
    assert (code, err) == (0, "")
    assert "Checked 3 addresses:" in out
    assert "1 probably mistyped" in out
    assert "bob@gmial.com: did you mean bob@gmail.com?" in out
    data = command.data("contacts", "verify")
    assert data["verdicts"] | {"ok": 1, "typo": 1, "role": 1} == data["verdicts"]
    assert data["checked"] == sum(data["verdicts"].values()) == 3
    (bob,) = command.data("contacts", "list", "--verdict", "typo")["contacts"]
    assert (bob["address"], bob["verdict_detail"]) == ("bob@gmial.com", "bob@gmail.com")
    assert command.data("contacts", "list", "--verdict", "no-mail-server")["count"] == 0


def test_verify_with_mail_servers(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.csv"
    path.write_text("email\nana@example.org\nbob@nowhere.example\n")
    command("contacts", "import", path)
    with serving({"example.org": {"MX": ["10 mx.example."]}}) as server:
        monkeypatch.setenv("MAILER_DNS", f"127.0.0.1:{server.port}")
        data = command.data("contacts", "verify", "--mx")
    assert (data["verdicts"]["ok"], data["verdicts"]["no mail server"], data["queries"]) == (1, 1, 2)
    assert data["found"][0]["detail"] == "nowhere.example has no mail server."


def test_import_takes_every_kind_of_file(command: Command, tmp_path: Path) -> None:
    cards = tmp_path / "people"
    cards.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ana Lima\nEMAIL:ana@example.org\nEND:VCARD\n")
    code, out, _ = command("contacts", "import", cards)
    assert (code, "Imported 1 of 1 row:" in out, "Read as Contact cards (vCard), utf-8." in out) == (0, True, True)
    book = tmp_path / "people.xlsx"
    with xlsxwriter.Workbook(str(book)) as workbook:
        workbook.add_worksheet("Notes").write(0, 0, "bob@example.org")
        workbook.add_worksheet("People").write_column(0, 0, ["E-mail", "cid@example.org", "nobody"])
    data = command.data("contacts", "import", book, "--sheet", "People")
    assert (data["format"], data["sheet"], data["sheets"], data["new"]) == ("xlsx", "People", ["Notes", "People"], 1)
    _, out, _ = command("contacts", "import", book, "--sheet", "People")
    assert "row 3: There is no @: nobody" in out
    assert "Read as Excel workbook, sheet “People”." in out


def test_import_reads_standard_input(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.TextIOWrapper(io.BytesIO("zoe@example.org;Zoë\n".encode("cp1252")))
    monkeypatch.setattr("sys.stdin", raw)
    assert command.data("contacts", "import", "-")["new"] == 1
    (found,) = command.data("contacts", "list")["contacts"]
    assert (found["source"]["origin"], found["fields"]) == ("standard input", {"first_name": "Zoë"})


def test_import_can_be_told_how_to_read(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes("a@example.org#Zoë#04/03/2026#1\n".encode("cp1252"))
    told = ("--encoding", "cp1250", "--delimiter", "#", "--no-header", "--map", "since=3", "--map", "name=2")
    data = command.data("contacts", "import", file, *told, "--type", "since=date", "--month-first")
    assert (data["encoding"], data["delimiter"], data["types"]) == ("cp1250", "#", {"since": "date"})
    assert command.data("contacts", "list")["contacts"][0]["fields"]["since"] == "2026-04-03"
    _, out, _ = command("contacts", "import", file, *told, "--type", "guess")
    assert "in two ways" not in out  # it was said once for files like this one
    file.write_bytes(file.read_bytes().replace(b"#1", b"#1#2"))
    _, out, _ = command("contacts", "import", file, *told, "--type", "guess")
    assert "The dates of “Column 3” can be read in two ways." in out
    for wrong in ("since=day", "nothing=date"):
        assert command("contacts", "import", file, *told, "--type", wrong)[0] == 2


def test_several_addresses_in_a_cell_are_said(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mail,city\na@example.org b@example.org,Porto\nc@example.org,Kiel\n")
    _, out, _ = command("contacts", "import", file)
    assert "3 new" in out
    assert "1 person more than rows" in out


def test_the_history_of_a_person(command: Command, file: Path) -> None:
    command("contacts", "import", file)
    found = command.data("contacts", "history", "ANA@example.org")
    assert found["count"] == 1
    assert found["history"][0]["sentence"] == "Came with list.csv, line 2."
    code, _, err = command("contacts", "history", "nobody@example.org")
    assert code != 0 and "address book" in err


def test_contacts_that_are_there_can_be_kept(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mail,city\na@example.org,Porto\n")
    command("contacts", "import", file, "--consent", "asked at the fair")
    file.write_text("mail,city\na@example.org,Kiel\n")
    assert command.data("contacts", "import", file, "--existing", "keep")["unchanged"] == 1
    assert command.data("contacts", "list")["contacts"][0]["fields"] == {"city": "Porto"}


def test_a_stopped_import_is_continued(command: Command, workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mail\n" + "".join(f"p{number}@example.org\n" for number in range(5_000)))
    ws = open_workspace(workspace)
    stops = iter([False, False, True])
    with pytest.raises(Cancelled):
        importing.import_contacts(ws, file, cancel=lambda: next(stops))
    with ws.imports.go_on(importing.unfinished_imports(ws)[0].id):
        code, _, err = command("contacts", "import", "--continue")
        assert (code, "“list.csv” is being imported right now: 3,000 people are in" in err) == (2, True)
    ws.close()
    data = command.data("contacts", "import", "--continue")
    assert data["rows"] == 5_000
    assert command.data("contacts", "list")["count"] == 5_000
    code, _, err = command("contacts", "import", "--continue")
    assert (code, "no import to go on with" in err) == (2, True)
    assert command("contacts", "import")[0] == 2


def test_an_import_warns_of_roles_and_throw_away_addresses(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("email\nana@example.org\ninfo@example.org\nx@mailinator.com\n")
    _, out, _ = command("contacts", "import", path, "--dry-run")
    assert "1 of a role, not of a person" in out
    assert "1 at domains whose addresses are thrown away soon" in out
    data = command.data("contacts", "import", path)
    assert (data["role"], data["disposable"], data["new"]) == (1, 1, 3)
    assert [(one["line"], one["warning"]) for one in data["warned"]] == [(3, "role"), (4, "disposable")]


def test_a_person_is_erased(command: Command, file: Path) -> None:
    command("contacts", "import", file)
    assert command.data("contacts", "erase", "ana@example.org") == {"erased": 1, "deliveries": 0}
    assert command.data("contacts", "list")["count"] == 1
    again = command.data("contacts", "import", file)
    assert command.data("contacts", "list")["count"] == 1, again


@pytest.mark.parametrize(
    "text", ["ana@example.org", "To: Ana <ana@example.org>, Bob <bob@example.org>", "a@example.org\r"]
)
def test_a_file_of_one_line_without_an_end_is_imported(command: Command, tmp_path: Path, text: str) -> None:
    file = tmp_path / "list.txt"
    file.write_text(text, newline="")
    assert command.data("contacts", "import", file)["new"] == text.count("@")


def test_a_workbook_of_one_cell_is_imported(command: Command, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "one.xlsx")) as book:
        book.add_worksheet().write(0, 0, "ana@example.org")
    assert command.data("contacts", "import", tmp_path / "one.xlsx")["new"] == 1


def test_what_was_chosen_for_a_file_holds_for_the_next_one_like_it(command: Command, tmp_path: Path) -> None:
    first, second = tmp_path / "may.csv", tmp_path / "june.csv"
    first.write_text("Mail;Kunde;Umsatz;Weg\nana@example.org;Ana;1.234,50;x\n")
    second.write_text("Mail;Kunde;Umsatz;Weg\nbob@example.org;Bob;2.000,00;x\n")
    chosen = ("--map", "full=Kunde", "--map", "=Weg", "--type", "umsatz=number")
    assert not command.data("contacts", "import", first, *chosen, "--dry-run")["known_shape"]
    assert not command.data("contacts", "import", first, *chosen)["known_shape"]
    assert "the last file with these columns" in command("contacts", "import", second)[1]
    found = {one["address"]: one["fields"] for one in command.data("contacts", "list")["contacts"]}
    assert found["bob@example.org"] == {"full": "Bob", "umsatz": "2000"}
    again = command.data("contacts", "import", second, "--map", "name=Kunde", "--type", "guess", "--dry-run")
    assert (again["mapping"]["Kunde"], again["types"]) == ("name", {"umsatz": "number"})


def test_people_are_exported_by_the_ending_of_the_name_or_to_standard_output(
    command: Command, file: Path, tmp_path: Path
) -> None:
    command("contacts", "import", file)
    code, out, err = command("contacts", "export", "--out", tmp_path / "people.txt")
    assert (code, out) == (2, "")
    assert err.startswith("“people.txt” says no kind of file that can be written. End its name with .csv, .xlsx or")
    assert not (tmp_path / "people.txt").exists()
    code, out, err = command("contacts", "export", "--out", "-")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "email,first_name,city"


def test_erasing_somebody_who_is_not_there_is_an_error(command: Command, file: Path) -> None:
    command("contacts", "import", file)
    code, out, err = command("contacts", "erase", "anna@example.org")
    assert (code, out) == (2, "")
    assert "Nothing was erased" in err
    assert command("contacts", "erase", "ANA@example.org")[0] == 0


def test_a_row_with_a_cell_too_many_is_imported_and_said(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Name,Email,City\nLima, Ana,ana@example.org,Porto\nBob,bob@example.org,Kiel\nCid,cid@example.org,x\n"
    )
    code, out, err = command("contacts", "import", path)
    assert (code, err) == (0, "")
    assert "1 row with more cells than columns" in out
    assert "line 2: A cell had the delimiter in it and was put together again: “Lima, Ana”" in out
    assert command.data("contacts", "list", "--search", "Lima, Ana")["count"] == 1


@pytest.mark.parametrize("name", ["list.csv", "-"])
def test_ctrl_c_stops_an_import_where_it_is_whole_and_says_how_to_go_on(
    command: Command, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    rows = "mail\n" + "".join(f"person{number}@example.org\n" for number in range(300))
    (tmp_path / "list.csv").write_text(rows)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(rows.encode())))
    monkeypatch.setattr(bringing, "_BATCH", 100)
    looks = iter(range(2))

    def press(_done: int, _total: int | None) -> None:
        if next(looks, None) == 0:
            signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(Output, "progress", lambda self, what: nullcontext(press))
        code, out, err = command("contacts", "import", tmp_path / name if name != "-" else name)
    assert (code, out) == (130, "")
    if name == "-":
        assert "Stopped. 100 people of it came in. Those stay." in err
        code, _, err = command("contacts", "import", "--continue")
        assert "There is no import to go on with." in err and code == 2
        return
    assert "Stopped. 100 people are in." in err and "Write contacts import --continue to go on." in err
    assert command.data("contacts", "import", "--continue")["rows"] == 300
    assert command.data("contacts", "list")["count"] == 300
