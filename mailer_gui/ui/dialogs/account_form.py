"""The tabs of an account as one form; here are its server and who it writes as."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton, QWidget

from mailer_gui.model.accounts import Account, Identity, Preset, Security, WarmUp
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.dialogs.account_domains import DomainsTab
from mailer_gui.ui.dialogs.account_limits import LimitsTab
from mailer_gui.ui.dialogs.account_warm_up import WarmUpTab
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import column, icon_button, label, row
from mailer_gui.ui.widgets.dialogs import choose_file
from mailer_gui.ui.widgets.inputs import Field, number_box

_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


class ServerTab(QWidget):
    """Where to sign in and how. `changed` comes when a person types."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.host = QLineEdit(placeholderText="smtp.example.org")
        self.port = number_box(1, 65535, 465)
        self.port.setGroupSeparatorShown(False)
        self.security = QComboBox()
        for text, value in (
            (tr("TLS from the start"), Security.TLS),
            (tr("STARTTLS"), Security.STARTTLS),
            (tr("None (this computer only)"), Security.NONE),
        ):
            self.security.addItem(text, value)
        self.username = QLineEdit()
        self.password = PasswordField()
        self.ca_file = QLineEdit(placeholderText=tr("Usually empty"))
        self.host_field = Field(tr("Server"), self.host)
        self.password_field = Field(tr("Password"), self.password, tr("Looking for the password store…"))
        self.ca_field = Field(tr("Own certificate authority (PEM file)"), self.ca_file)
        choose = icon_button("folder", tr("Choose a certificate file"), self._choose_certificate)
        certificate = row(self.ca_field, choose)
        certificate.setAlignment(choose, Qt.AlignmentFlag.AlignBottom)
        self.port.setFixedWidth(96)
        self.security.setFixedWidth(220)
        where = row(self.host_field, Field(tr("Port"), self.port), spacing=t.M)
        where.setStretch(0, 1)
        how = row(Field(tr("Encryption"), self.security), Field(tr("User name"), self.username), spacing=t.M)
        how.setStretch(1, 1)
        self.setLayout(column(where, how, self.password_field, certificate, None, spacing=t.M, margins=(0, t.L, 0, 0)))
        self.security.activated.connect(self._offer_port)
        for edit in (self.host, self.username, self.ca_file, self.password):
            edit.textEdited.connect(lambda: self.changed.emit())
        self.port.valueChanged.connect(lambda: self.changed.emit())
        self.security.activated.connect(lambda: self.changed.emit())

    def fill(self, host: str, port: int, security: Security, username: str) -> None:
        """Put values in."""
        self.host.setText(host)
        self.port.setValue(port)
        self.security.setCurrentIndex(self.security.findData(security))
        self.username.setText(username)
        for edit in (self.host, self.username):
            edit.setCursorPosition(0)  # the beginning tells more than the end

    @property
    def chosen_security(self) -> Security:
        """The encryption chosen."""
        return Security(self.security.currentData())

    def _offer_port(self) -> None:
        if self.port.value() in _PORTS.values():
            self.port.setValue(_PORTS[self.chosen_security])

    def _choose_certificate(self) -> None:
        choose_file(
            self,
            tr("Choose a certificate file"),
            tr("Certificates (*.pem *.crt *.cer);;All files (*)"),
            lambda files: self.ca_file.setText(files[0]),
        )


class PasswordField(QLineEdit):
    """A password with an eye to look at it."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)
        self._eye = icon_button("eye", tr("Show the password"))
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self.setLayout(row(None, self._eye, margins=(0, 0, t.XS, 0)))
        self.setTextMargins(0, 0, 32, 0)

    @property
    def eye(self) -> QToolButton:
        """The button that shows the password."""
        return self._eye

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        tip = tr("Hide the password") if shown else tr("Show the password")
        self._eye.setToolTip(tip)
        self._eye.setAccessibleName(tip)
        icons.bind(self._eye, "eye-off" if shown else "eye", "muted")


class IdentityTab(QWidget):
    """Who the account writes as."""

    def __init__(self) -> None:
        super().__init__()
        self.account_name = QLineEdit()
        self.from_name = QLineEdit(placeholderText=tr("The name people see, like Corner Bakery"))
        self.reply_to = QLineEdit(placeholderText=tr("Usually empty: answers go to the address above"))
        self.shown = label("", "small", wrap=True, selectable=True)
        self.name_field = Field(
            tr("Name of this account"), self.account_name, tr("Only you see it, where you choose an account.")
        )
        self.reply_field = Field(tr("Answers go to (Reply-To)"), self.reply_to)
        self.setLayout(
            column(
                Field(tr("From name"), self.from_name),
                self.shown,
                self.reply_field,
                self.name_field,
                None,
                spacing=t.M,
                margins=(0, t.L, 0, 0),
            )
        )

    def show_from(self, address: str) -> None:
        """Show how the From line will look."""
        name = self.from_name.text().strip()
        line = f"{name} <{address}>" if name else address
        self.shown.setText(tr("People will see: {line}").format(line=line) if address else "")


class AccountForm:
    """The tabs as one account: filled from an account or a preset, and read back."""

    def __init__(self) -> None:
        self.server, self.identity, self.limits = ServerTab(), IdentityTab(), LimitsTab()
        self.domains, self.warm_up = DomainsTab(), WarmUpTab()
        self._filled: Account | None = None

    def fill(self, account: Account) -> None:
        """Show an account."""
        self.server.fill(account.host, account.port, account.security, account.username)
        self.server.ca_file.setText(account.ca_file)
        self.identity.account_name.setText(account.name)
        self.identity.from_name.setText(account.identity.name)
        self.identity.reply_to.setText(account.identity.reply_to)
        self.limits.fill(account.limits, account.connections, account.messages_per_connection)
        self.limits.show_depth(account.depth)
        self.domains.fill(account.domain_limits)
        self.warm_up.fill(account.warm_up)
        self._filled = account

    def use(self, preset: Preset) -> None:
        """Take over what a provider wants."""
        self.server.fill(preset.host, preset.port, preset.security, preset.username)
        self.limits.fill(preset.limits, preset.connections, preset.messages_per_connection)

    def account(self, account_id: int, address: str) -> Account:
        """Give the account as the form says it now."""
        known = self._filled
        return Account(
            id=account_id,
            name=self.identity.account_name.text().strip() or address.strip(),
            host=self.server.host.text(),
            port=self.server.port.value(),
            security=self.server.chosen_security,
            identity=Identity(address, self.identity.from_name.text(), self.identity.reply_to.text()),
            username=self.server.username.text(),
            limits=self.limits.limits(),
            connections=self.limits.connections.value(),
            messages_per_connection=self.limits.per_connection.value(),
            ca_file=self.server.ca_file.text(),
            depth=self.limits.in_flight.value(),
            domain_limits=self.domains.limits(),
            warm_up=self.warm_up.plan(known.warm_up if known is not None else WarmUp()),
        )
