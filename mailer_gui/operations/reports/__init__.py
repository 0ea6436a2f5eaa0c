"""What happened to every recipient of a campaign: the numbers, the rows, and both as files."""

from mailer_gui.operations.reports.dialogues import dialogues_of, dialogues_with
from mailer_gui.operations.reports.files import export_csv, export_html
from mailer_gui.operations.reports.rows import attempts_of, ids, page, rows
from mailer_gui.operations.reports.totals import summary

__all__ = [
    "attempts_of",
    "dialogues_of",
    "dialogues_with",
    "export_csv",
    "export_html",
    "ids",
    "page",
    "rows",
    "summary",
]
