"""Templates come from files as they were and go back to files; earlier versions of a draft can be restored."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.operations import campaign_files, campaigns, templates, versions
from mailer_gui.operations.workspace import Workspace

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20
PAGE = "<!DOCTYPE html>\n<html><head><title> Spring  news </title></head>\n<body>\t<p>Ä {{ name }}</p></body></html>\n"


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_html_stays_equal_but_for_its_pictures(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "spring.html").write_text(PAGE, "utf-8")
    made = templates.import_file(ws, tmp_path / "spring.html")
    assert (made.name, made.message.kind, made.message.subject) == ("spring", BodyKind.HTML, "Spring news")
    assert made.message.html == PAGE
    out = templates.export(ws, made.id, tmp_path)
    assert out.read_bytes() == PAGE.encode() and out.name == "spring.html"
    assert templates.import_file(ws, tmp_path / "spring.html").name == "spring 2"


def test_a_zip_brings_its_pictures_and_styles(ws: Workspace, tmp_path: Path) -> None:
    page = (
        b'<link rel="stylesheet" href="css/a.css"><img src="images/logo%20a.png"><img src=\'./images/logo a.png\'>'
        b'<p style="background:url(images/bg.png)">{{ x }}</p><img src="images/none.png">'
    )
    entries = {
        "__MACOSX/letter/._index.html": b"junk",
        "letter/index.html": page,
        "letter/about.html": b"other",
        "letter/css/a.css": b"p { color: red }",
        "letter/images/logo a.png": PNG,
        "letter/images/bg.png": PNG + b"2",
    }
    made = templates.import_file(ws, zipped(tmp_path / "letter.zip", entries))
    html = made.message.html
    assert html.count("cid:") == 3 and len(made.message.images) == 2
    assert "<style>\np { color: red }\n</style>" in html and "images/none.png" in html
    out = templates.export(ws, made.id, tmp_path / "back")
    assert out.name == "back.zip"
    again = templates.import_file(ws, out, "again")
    assert again.message.html == html
    assert {one.sha256 for one in again.message.images} == {one.sha256 for one in made.message.images}


@pytest.mark.parametrize(
    "entries",
    [{"a.txt": b"x"}, {"../../evil.html": b"<p>x</p>", "../../evil.png": PNG}, {f"{n}.png": b"x" for n in range(2100)}],
)
def test_odd_zips_do_no_harm(ws: Workspace, tmp_path: Path, entries: dict[str, bytes]) -> None:
    file = zipped(tmp_path / "odd.zip", entries)
    if "../../evil.html" in entries:
        assert templates.import_file(ws, file).message.html == "<p>x</p>"
    else:
        with pytest.raises(InputError):
            templates.import_file(ws, file)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["odd.zip", "workspace"]


def test_a_zip_bomb_is_refused(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", b"\0" * 60_000_000)
    with pytest.raises(InputError, match="too large"):
        templates.import_file(ws, file)


@pytest.mark.parametrize(("name", "content"), [("x.zip", b"PK\3\4no"), ("x.mjml", b"<mjml><mj-bo"), ("x.pdf", b"%PDF")])
def test_what_cannot_be_read_is_said(ws: Workspace, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError):
        templates.import_file(ws, tmp_path / name)
    assert templates.all(ws) == []


def test_mjml_becomes_html_and_includes_nothing(ws: Workspace, tmp_path: Path) -> None:
    body = "<mj-section><mj-column><mj-text>Hi {{ name | default: 'you' }}</mj-text></mj-column></mj-section>"
    (tmp_path / "a.mjml").write_text(f"<mjml><mj-body>{body}</mj-body></mjml>")
    made = templates.import_file(ws, tmp_path / "a.mjml").message
    assert made.kind is BodyKind.HTML and "{{ name | default: 'you' }}" in made.html and "<table" in made.html
    (tmp_path / "b.mjml").write_text("<mjml><mj-body><mj-include path='/etc/hostname'/></mj-body></mjml>")
    with pytest.raises(InputError):
        templates.import_file(ws, tmp_path / "b.mjml")


def test_a_saved_mail_brings_subject_pictures_and_files(ws: Workspace, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Grüße & mehr", "a@example.org"
    mail.set_content("plain")
    mail.add_alternative('<p>Hi</p><img src="cid:logo@x">', subtype="html")
    html = mail.get_payload()[1]  # type: ignore[index]  # the alternative that was just added
    html.add_related(PNG, "image", "png", cid="<logo@x>")  # type: ignore[union-attr]  # a message as well
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="menu.pdf")
    (tmp_path / "old.eml").write_bytes(bytes(mail))
    made = templates.import_file(ws, tmp_path / "old.eml").message
    assert made.subject == "Grüße & mehr" and made.kind is BodyKind.HTML
    assert f"cid:{made.images[0].content_id}" in made.html and "logo@x" not in made.html
    assert [(file.name, file.size) for file in made.attachments] == [("menu.pdf", 4)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_html_in_any_encoding(ws: Workspace, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.html").write_bytes("<p>Grüße</p>".encode(encoding))
    assert templates.import_file(ws, tmp_path / "a.html").message.html == "<p>Grüße</p>"


def test_markdown_and_text_come_back(ws: Workspace, tmp_path: Path) -> None:
    for name, kind in (("a.md", BodyKind.MARKDOWN), ("b.txt", BodyKind.PLAIN)):
        (tmp_path / name).write_text("# Hi\n\n{{ name }}\n")
        made = templates.import_file(ws, tmp_path / name)
        assert made.message.kind is kind
        assert templates.export(ws, made.id, tmp_path / f"out-{name}").read_text() == "# Hi\n\n{{ name }}\n"


def test_names_are_kept_apart(ws: Workspace) -> None:
    first = templates.save(ws, "News", Message("a", from_address="x@example.org"))
    assert first.message.from_address == ""
    with pytest.raises(InputError):
        templates.save(ws, "news", Message("b"))
    with pytest.raises(InputError):
        templates.save(ws, "  ", Message("b"))
    assert templates.rename(ws, first.id, "Old news").message == first.message
    templates.remove(ws, first.id)
    with pytest.raises(NotFoundError):
        templates.by_name(ws, "Old news")


def test_a_campaign_file_begins_with_a_template(ws: Workspace, tmp_path: Path) -> None:
    templates.save(ws, "News", Message("From the template", html="<p>{{ unsubscribe_url }}</p>"))
    account = ws.accounts.ensure_practice().name
    (tmp_path / "c.toml").write_text(f'name = "n"\naccount = "{account}"\nlists = ["members"]\ntemplate = "news"\n')
    made = campaign_files.create_from_file(ws, tmp_path / "c.toml")
    assert (made.message.subject, made.message.html) == ("From the template", "<p>{{ unsubscribe_url }}</p>")


def test_versions_of_a_draft_are_kept_and_restored(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(ws.database, "clock", lambda: now[0])
    draft = campaigns.create(ws, "Draft")
    for seconds, text in ((0, "a"), (10, "ab"), (200, "abc"), (200, "abc"), (210, "abcd")):
        now[0] = 1_000_000.0 + seconds
        draft = campaigns.save_draft(ws, replace(draft, message=Message(text=text)))
    kept = versions.all(ws, draft.id)
    assert [one.message.text for one in kept] == ["abcd", "ab"]
    now[0] += 500
    restored = versions.restore(ws, kept[1].id)
    assert restored.message.text == "ab"
    assert [one.message.text for one in versions.all(ws, draft.id)] == ["ab", "abcd", "ab"]
    campaigns.remove(ws, draft.id)
    with pytest.raises(NotFoundError):
        versions.restore(ws, kept[0].id)


def test_files_of_templates_and_versions_are_in_use(ws: Workspace) -> None:
    image = ws.attachments.add_bytes("a.png", PNG)
    old = ws.attachments.add_bytes("b.png", PNG + b"2")
    templates.save(ws, "News", Message(html="x", images=(image,)))
    draft = campaigns.create(ws, "Draft")
    campaigns.save_draft(ws, replace(draft, message=Message(attachments=(old,))))
    assert ws.campaigns.attachments_in_use() == {image.sha256, old.sha256}
