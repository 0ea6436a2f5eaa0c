"""The dialog that checks addresses: what is asked, how far it is, what was found and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QStackedWidget, QWidget

from mailer_gui.model.errors import Cancelled, MailerError
from mailer_gui.model.verification import Verdict, VerificationResult
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.dialogs.checking import reading
from mailer_gui.ui.dialogs.checking.findings import Findings
from mailer_gui.ui.job import Job
from mailer_gui.ui.texts import counted, number, sentence, tr
from mailer_gui.ui.widgets.basics import column, label, restyle
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.working import WorkingCard

WIDTH, HEIGHT = 1000, 640


def open_checking(
    parent: QWidget, context: PageContext, list_id: int | None, name: str, done: Callable[[], object]
) -> CheckDialog:
    """Check the addresses of a list, or of everybody; `done` comes when the dialog is closed after a check."""
    dialog = CheckDialog(parent, context, list_id, name, done)
    dialog.open()
    return dialog


class CheckDialog(Dialog):
    """Asks, works, and shows what was found."""

    def __init__(
        self, parent: QWidget | None, context: PageContext, list_id: int | None, name: str, done: Callable[[], object]
    ) -> None:
        title = tr("Check the addresses of “{list}”").format(list=name) if name else tr("Check all addresses")
        super().__init__(parent, title, width=760)
        self.context, self._list_id, self._tell = context, list_id, done
        self._job: Job | None = None
        self._checked = False
        self.found: VerificationResult | None = None
        self.ask_servers = QCheckBox(tr("Also ask whether each domain takes mail"))
        self.work = WorkingCard(tr("{done} of {total} looked at"), tr("{done} looked at"))
        self.findings = Findings(context, list_id)
        self.findings.changed.connect(self._say_checked)
        self.stack = QStackedWidget()
        for pane in (self._question(), self.work, self.findings):
            self.stack.addWidget(pane)
        self.content.addWidget(self.stack, 1)
        self.cancel_button = self.add_button(tr("Cancel"))
        self.next_button = self.add_button(tr("Check"), "primary", self.forward)
        room = parent.window().size() if parent is not None else None
        self.resize(
            max(760, min(WIDTH, room.width() - 32) if room is not None else WIDTH),
            max(500, min(HEIGHT, room.height() - 24) if room is not None else HEIGHT),
        )
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]  # Dialog always lays itself out in a column
        context.tasks.read(self, lambda ws: reading.size(ws, list_id), self._show_size)
        self._show_buttons()
        self.next_button.setFocus()

    def _question(self) -> QWidget:
        always = (
            tr("Typing mistakes in domains, such as gmial.com"),
            tr("Addresses that cannot be right"),
            tr("Shared mailboxes such as info@, and disposable addresses"),
        )
        note = label(
            tr(
                "Your computer asks its name server (DNS) once for each domain, such as gmail.com. "
                "No address and no name is sent. Without an answer nothing is said against anybody."
            ),
            "small",
            wrap=True,
        )
        note.setContentsMargins(26, 0, 0, 0)
        card = Card(
            label(tr("This is looked for"), "section"),
            column(*(label(f"•  {one}") for one in always), spacing=t.XS),
            label(
                tr("It is done on this computer; nobody else learns your addresses, and nothing is changed."), "muted"
            ),
            t.S,
            column(self.ask_servers, note, spacing=0),
            spacing=t.M,
        )
        page = QWidget()
        page.setLayout(column(card, None))
        return page

    def _show_size(self, count: int) -> None:
        if self._job is None and not self._checked:
            self.next_button.setText(counted(count, "Check %Ln address", "Check %Ln addresses"))
            self.next_button.setEnabled(count > 0)

    # Working

    def start(self) -> None:
        """Begin to check."""
        from mailer_gui.operations import verification

        servers = self.ask_servers.isChecked()
        title = tr("Checking addresses")
        self.work.begin(title, tr("Asking about each domain once.") if servers else tr("Nothing leaves this computer."))
        self._job = self.context.tasks.start(
            self,
            title,
            verification.verify,
            {"list_id": self._list_id, "mx": servers},
            self._done,
            self._stopped,
            unit=tr("addresses"),
        )
        self.work.follow(self._job)
        self.stack.setCurrentWidget(self.work)
        self._show_buttons()

    def _done(self, result: VerificationResult) -> None:
        self._job, self._checked, self.found = None, True, result
        self.text.setText(summary(result))
        self.text.show()
        self.findings.begin()
        self.stack.setCurrentWidget(self.findings)
        self._show_buttons()
        self.next_button.setFocus()

    def _say_checked(self) -> None:
        """Once something was done, the counts of the check are no longer those of the tiles."""
        if self.found is not None:
            self.text.setText(counted(self.found.checked, "%Ln address checked", "%Ln addresses checked") + ".")

    def _stopped(self, problem: MailerError) -> None:
        self._job, self._checked = None, True
        title = tr("Stopped") if isinstance(problem, Cancelled) else tr(problem.title)
        self.work.rest(title, f"{sentence(problem.message)} {problem.hint}".strip(), "pause")
        self._show_buttons()
        self.next_button.setFocus()

    # Buttons

    def forward(self) -> None:
        """Begin, begin again after a stop, or close."""
        if self.found is not None:
            self.accept()
        elif self._job is None:
            self.start()

    def _show_buttons(self) -> None:
        working, finished = self._job is not None, self.found is not None
        self.cancel_button.setVisible(not finished)
        self.cancel_button.setEnabled(True)
        self.cancel_button.setText(tr("Stop") if working else tr("Close") if self._checked else tr("Cancel"))
        self.next_button.setVisible(not working)
        if finished:
            self.next_button.setText(tr("Done"))
            restyle(self.next_button, kind="plain")
        elif self._checked:
            self.next_button.setText(tr("Check again"))

    def reject(self) -> None:
        """Stop the check first, then close."""
        if self._job is not None:
            self._job.cancel()
            self.work.stopping(tr("What was found so far stays."))
            self.cancel_button.setEnabled(False)
            return
        super().reject()

    def done(self, code: int) -> None:
        """Tell whoever shows people that they know more now."""
        super().done(code)
        if self._checked:
            self._tell()


def summary(result: VerificationResult) -> str:
    """Say in a sentence what a check found."""
    counts = result.counts
    fine = counts.get(Verdict.OK, 0)
    look = result.checked - fine - counts.get(Verdict.NOT_CHECKED, 0)
    words = counted(result.checked, "%Ln address checked", "%Ln addresses checked")
    if not look:
        return tr("{checked}. Nothing speaks against them.").format(checked=words)
    return tr("{checked}: {fine} look right, {look} need a look.").format(
        checked=words, fine=number(fine), look=number(look)
    )
