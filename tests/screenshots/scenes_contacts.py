"""The first page, people, and the import."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from PySide6.QtGui import QGuiApplication

from mailer_gui.model.verification import Verdict
from mailer_gui.ui.dialogs.checking.dialog import open_checking
from mailer_gui.ui.dialogs.importing.dialog import ImportDialog
from mailer_gui.ui.pages.contacts.page import ContactsPage
from mailer_gui.ui.pages.suppressions.add_dialog import AddDialog
from mailer_gui.ui.pages.suppressions.page import SuppressionsPage
from tests.screenshots.stage import Scene, Stage

NAMES = (
    ("Ana", "Souza", "Lisboa"),
    ("Jürgen", "Köhler", "Köln"),
    ("Chloé", "Martin", "Lyon"),
    ("Zoë", "van Dijk", "Utrecht"),
    ("Søren", "Østergård", "Århus"),
    ("Inês", "Conceição", "Porto"),
)
FILE = "customers_2026.csv"


def rows() -> list[str]:
    """The lines of an invented export, as an office program in Germany writes it."""
    lines = ["E-Mail;Vorname;Nachname;Ort;Kunde seit;Bemerkung"]
    for place in range(1200):
        first, last, city = NAMES[place % len(NAMES)]
        since = f"{1 + place % 12:02}/{1 + place % 11:02}/{2000 + place % 25}"
        lines.append(f'p{place}@example.org;{first};{last};{city};{since};"nett; pünktlich"')
    lines.insert(118, "maria.silva@gmial.com;Maria;Silva;;;")
    lines.insert(204, "tom@hotmial.com;Tom;Berg;;;")
    lines.insert(377, "info@bakery,example;;;;;")
    lines.insert(391, "no address yet;Olga;Petrova;;;")
    lines.insert(560, "@nobody.example;X;Y;;;")
    lines += [f"P{place}@example.org;Twice;Here;;;" for place in range(8)]
    return lines


def people(ws: Any) -> None:
    """Put some people into the address book, one of them never mailed."""
    from mailer_gui.operations import contacts, suppressions

    if contacts.count(ws) > 50:
        return
    for place in range(60):
        first, last, city = NAMES[place % len(NAMES)]
        address = f"{first[:2].lower().replace('ø', 'o')}{place}@example.org"
        contacts.add(ws, address, {"first_name": first, "last_name": last, "city": city})
    suppressions.add(ws, "p3@example.org", "unsubscribed")


async def welcome(stage: Stage) -> None:
    """The three doors."""
    stage.window.navigate("first_run")
    await stage.calm()
    await stage.shoot("first-run")


async def importing(stage: Stage) -> None:
    """The ways in, the three panes, a stop in the middle, the end, the same shape again, and a file that is none."""
    stage.window.navigate("contacts")
    await stage.window.tasks.ask(people)
    await _begin(stage)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        _write(path, rows())
        await _small(stage, path)
        await _other_files(stage, path.parent)
        dialog = ImportDialog(stage.window, stage.window.context, path, lambda _result: None)
        dialog.open()
        await stage.until(lambda: dialog.plan is not None)
        for place, name in enumerate(("file", "columns", "outcome")):
            dialog.show_pane(place)
            await stage.shoot(f"import-{name}", dialog)
        await _decide(stage, dialog)
        dialog.start_import()
        await stage.until(lambda: dialog.imported is not None)
        await stage.shoot("import-done", dialog)
        dialog.accept()
        await _again(stage, path)
        await _stop(stage, path)
        path.write_bytes(bytes(range(256)) * 20)
        broken = ImportDialog(stage.window, stage.window.context, path, lambda _result: None)
        broken.open()
        await stage.until(broken.banner.isVisible)
        await stage.shoot("import-unreadable", broken)


def _write(path: Path, lines: list[str]) -> None:
    path.write_bytes("\r\n".join(lines).encode("cp1252"))


async def _begin(stage: Stage) -> None:
    dialog = ImportDialog(stage.window, stage.window.context, None, lambda _result: None)
    dialog.open()
    await stage.shoot("import-start", dialog)
    dialog.reject()


async def _decide(stage: Stage, dialog: ImportDialog) -> None:
    """Accept one suggestion and keep another."""
    lines = dialog.outcome.typos.lines
    dialog.outcome.typos.clicked.emit(lines.index(0, 5))
    dialog.outcome.typos.clicked.emit(lines.index(1, 6))
    await stage.until(lambda: dialog.plan is None)
    await stage.until(lambda: dialog.plan is not None)
    await stage.shoot("import-typos-decided", dialog)
    dialog.outcome.tiles["invalid"].set_checked(True)
    await stage.shoot("import-bad-rows", dialog)


async def _other_files(stage: Stage, folder: Path) -> None:
    """A workbook with its sheets, contact cards, and rows from the clipboard."""
    for path in (_workbook(folder / "club.xlsx"), _cards(folder / "address book.vcf")):
        dialog = ImportDialog(stage.window, stage.window.context, path, lambda _result: None)
        dialog.open()
        await stage.until(lambda dialog=dialog: dialog.plan is not None)  # type: ignore[misc]  # the usual loop binding
        await stage.shoot(f"import-{path.suffix[1:]}", dialog)
        dialog.reject()
    QGuiApplication.clipboard().setText("Name\tMail\nAna Souza\tana@example.org\nSøren Holm\tsoren@example.org\n")
    dialog = ImportDialog(stage.window, stage.window.context, None, lambda _result: None)
    dialog.open()
    dialog.paste()
    await stage.until(lambda: dialog.plan is not None)
    dialog.show_pane(2)
    await stage.shoot("import-pasted", dialog)
    dialog.reject()


def _workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    for name in ("Active members", "Former members"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["E-mail", "Name", "Fee", "Paid"])
        for place, (first, last, _city) in enumerate(NAMES):
            sheet.write_row(place + 1, 0, [f"m{place}@example.org", f"{first} {last}", 20 + place, "yes"])
    book.close()
    return path


def _cards(path: Path) -> Path:
    cards = [
        f"BEGIN:VCARD\nVERSION:3.0\nN:{last};{first};;;\nFN:{first} {last}\nEMAIL:c{place}@example.org\n"
        f"ADR;TYPE=HOME:;;Main street {place};{city};;1000;\nEND:VCARD\n"
        for place, (first, last, city) in enumerate(NAMES)
    ]
    path.write_text("".join(cards), "utf-8")
    return path


async def _small(stage: Stage, path: Path) -> None:
    """The three panes in the smallest window."""
    stage.window.resize(1000, 640)
    await stage.calm()
    dialog = ImportDialog(stage.window, stage.window.context, path, lambda _result: None)
    dialog.open()
    await stage.until(lambda: dialog.plan is not None)
    for place, name in enumerate(("file", "columns", "outcome")):
        dialog.show_pane(place)
        await stage.shoot(f"import-small-{name}", dialog)
    dialog.reject()
    stage.window.resize(1280, 800)
    await stage.calm()


async def _again(stage: Stage, path: Path) -> None:
    """A file of the same shape is recognised."""
    _write(path, [line.replace("p11", "q11").replace("Utrecht", "Amsterdam") for line in rows()])
    dialog = ImportDialog(stage.window, stage.window.context, path, lambda _result: None)
    dialog.open()
    await stage.until(lambda: dialog.plan is not None)
    await stage.shoot("import-recognised", dialog)
    dialog.outcome.tiles["changed"].set_checked(True)
    await stage.shoot("import-changed", dialog)
    dialog.reject()


async def _stop(stage: Stage, path: Path) -> None:
    """A long import, stopped in the middle."""
    head, *lines = rows()
    many = [line.replace("@", f"{place}@", 1) for place in range(160) for line in lines]
    _write(path, [head, *many])
    dialog = ImportDialog(stage.window, stage.window.context, path, lambda _result: None)
    dialog.open()
    await stage.until(lambda: dialog.plan is not None)
    dialog.start_import()
    await stage.until(lambda: dialog.runner.job is not None and dialog.runner.job.done > 20_000)
    dialog.grab().save(str(stage.out / "import-working-light.png"))
    dialog.reject()
    await stage.until(lambda: dialog.stopped)
    await stage.shoot("import-stopped", dialog)
    dialog.reject()
    page = stage.window.page("contacts")
    assert isinstance(page, ContactsPage)
    page.refresh()
    await stage.until(page.halted.isVisible)
    await stage.calm(0.4)
    await stage.shoot("contacts-unfinished")
    assert page.halted.found is not None
    with stage.window.context.tasks.opened().imports.go_on(page.halted.found.id):
        page.refresh()
        await stage.until(lambda: not page.halted.go_on.isVisible())
        await stage.shoot("contacts-importing-elsewhere")
    page.refresh()
    await stage.until(page.halted.leave.isVisible)
    page.halted.leave.click()


def suppressed(ws: Any) -> None:
    """Suppress some addresses and domains, for every reason there is."""
    from mailer_gui.model.contacts import Suppression

    day, now = 86_400.0, ws.database.clock()
    ws.suppressions.add(
        [
            Suppression("lena.berg@example.org", "unsubscribed", "Link in “Spring newsletter”", now - 3_000),
            Suppression("@example.net", "manual", "Our own staff", now - 2 * day),
            Suppression("old.box@example.com", "bounced", "550 5.1.1 No such user here", now - 3 * day),
            Suppression("#9c1f02", "erased", "", now - 9 * day),
            Suppression("tom@example.org", "complained", "Reported the January offer", now - 40 * day),
            Suppression("info@example.com", "manual", "Asked by phone", now - 400 * day),
        ]
    )


async def suppressions(stage: Stage) -> None:
    """Nobody, some, the form, the question before a removal."""
    stage.window.navigate("suppressions")
    page = stage.window.page("suppressions")
    assert isinstance(page, SuppressionsPage)
    await stage.window.tasks.ask(suppressed)
    page.refresh()
    await stage.until(lambda: page.model.rowCount() > 5 and page.model.row_at(0) is not None)
    await stage.shoot("suppressions")
    page.start_new()
    form = stage.window.dialogs()[0]
    assert isinstance(form, AddDialog)
    form.who.setPlainText("ana@example.org\n@example.info")
    await stage.shoot("suppressions-add", form)
    form.reject()
    page.remove([0, 1])
    await stage.shoot("suppressions-remove", stage.window.dialogs()[0])
    await stage.close_dialogs()
    page.search.setText("nobody like this")
    await stage.until(page._show_all.isVisible)
    await stage.shoot("suppressions-nothing-found")
    page.search.clear()


def doubtful(ws: Any) -> None:
    """Put people with doubtful addresses on a list."""
    from mailer_gui.operations import contacts, lists

    people(ws)
    odd = ("maria.silva@gmial.com", "tom@hotmial.com", "p.rossi@libero.itt", "info@bakery.example", "x@mailinator.com")
    there = {one.address for one in contacts.rows(ws, contacts.ids(ws))}
    for address in odd:
        if address not in there:
            contacts.add(ws, address, {"first_name": "Maria" if "maria" in address else ""})
    lists.add_members(ws, lists.get_or_create(ws, "Summer fair").id, contacts.ids(ws))


async def checking(stage: Stage) -> None:
    """The question, the findings, and what was corrected."""
    stage.window.navigate("contacts")
    await stage.window.tasks.ask(doubtful)
    list_id = await stage.window.tasks.ask(_summer_fair)
    dialog = open_checking(stage.window, stage.window.context, list_id, "Summer fair", lambda: None)
    await stage.until(lambda: "addresses" in dialog.next_button.text())
    await stage.shoot("check-question", dialog)
    dialog.start()
    await stage.until(lambda: dialog.found is not None)
    await stage.until(lambda: dialog.findings.model.row_at(0) is not None)
    await stage.shoot("check-findings", dialog)
    dialog.findings.correct_button.click()
    await stage.until(dialog.findings.banner.isVisible)
    await stage.calm(0.4)
    await stage.shoot("check-corrected", dialog)
    dialog.findings.tiles[Verdict.DISPOSABLE].set_checked(True)
    await stage.calm(0.4)
    await stage.shoot("check-disposable", dialog)


def _summer_fair(ws: Any) -> int:
    from mailer_gui.operations import lists

    return lists.by_name(ws, "Summer fair").id


SCENES: dict[str, Scene] = {
    "first-run": welcome,
    "import": importing,
    "suppressions": suppressions,
    "check": checking,
}
