"""How an e-mail leaves: to an SMTP server, or into a folder as long as no server is set."""

import datetime as dt
import fcntl
import os
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from qyzmet import clock
from qyzmet.config import Settings
from qyzmet.notifications.models import OutboxMessage

TIMEOUT_SECONDS = 20
_PORTS = {"smtp": 25, "smtps": 465}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Temporary(Exception):
    """It could not be sent now; trying again later makes sense."""


class Unreachable(Temporary):
    """The server itself could not be spoken to: nothing else can be sent now either."""


class Permanent(Exception):
    """This message will never be taken; the text says why."""


class Transport(Protocol):
    """Something that takes messages. `send` raises Temporary, Unreachable or Permanent."""

    def send(self, message: EmailMessage) -> None: ...

    def close(self) -> None: ...


def transport_for(settings: Settings) -> Transport:
    """The transport that the settings ask for."""
    return Smtp(settings.smtp_url) if settings.smtp_url else Folder(settings.mail_folder)


@dataclass(frozen=True)
class Letter:
    """What an outbox row says, free of the database: it is sent when no transaction is open."""

    message_id: str
    to: str
    subject: str
    body: str
    language: str
    queued_at: dt.datetime

    @classmethod
    def of(cls, row: OutboxMessage) -> "Letter":
        """The letter of an outbox row."""
        return cls(row.message_id, row.to, row.subject, row.body, row.language, row.queued_at)


def compose(letter: Letter, mail_from: str) -> EmailMessage:
    """The e-mail of a letter: the same, byte for byte, however often it is tried.

    Raises Permanent for an address that is none. No value can start another header.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(mail_from)
    message["To"] = _address(letter.to)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(clock.almaty(letter.queued_at))
    message["Message-ID"] = _one_line(letter.message_id)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    # Not 8bit: there are still servers between here and the reader that cut the eighth bit off.
    message.set_content(letter.body, charset="utf-8", cte="base64")
    return message


def _address(text: str) -> Address:
    if text != _one_line(text):
        raise Permanent("The address holds characters that no address has.")
    name, address = parseaddr(text)
    try:
        found = Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise Permanent(f"This is no e-mail address: {error}") from error
    if not found.username or not found.domain:
        raise Permanent("This is no e-mail address.")
    return found


def _one_line(text: str) -> str:
    """Without line ends and other control characters, which could begin another header."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text).split())


class Folder:
    """Writes each e-mail as a file named by its Message-ID: repeating it writes the same file again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the file whole or not at all, also when two workers write the same one."""
        name = re.sub(r"[^A-Za-z0-9@._-]", "_", str(message["Message-ID"]).strip("<>"))
        partial, whole = self.folder / f".{name}.partial", self.folder / f"{name}.eml"
        try:
            # Not emptied before it is ours alone: another worker, whose claim has ended, may still be writing it.
            with partial.open("ab") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if not _is_named(file.fileno(), partial):
                    return  # The other one has finished it and given it its name.
                file.truncate(0)
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
                partial.replace(whole)
        except OSError as error:
            raise Unreachable(f"The mail folder cannot be written to: {error.strerror}") from error

    def close(self) -> None:
        """Nothing stays open."""


def _is_named(open_file: int, path: Path) -> bool:
    """Whether the open file is the one of that name, at one instant: another may take the name away at any."""
    try:
        return os.path.samestat(os.fstat(open_file), path.stat())
    except FileNotFoundError:
        return False


class Smtp:
    """Hands e-mails to an SMTP server over one connection, with STARTTLS where the server offers it.

    The address is smtp://[user:password@]host[:port], or smtps:// for TLS from the first byte. The server's
    certificate is checked; a password is never sent over a line that is not encrypted, but to this machine itself.
    """

    def __init__(self, url: str, tls: ssl.SSLContext | None = None, timeout: float = TIMEOUT_SECONDS) -> None:
        self._url: SplitResult = urlsplit(url)
        self._tls = tls or ssl.create_default_context()
        self._timeout = timeout
        self._server: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Send one message; after a fault the next one gets a new connection."""
        server = self._server = self._server or self._connect()
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise self._refusal(code, said) from error
        except smtplib.SMTPDataError as error:
            raise self._refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Permanent(str(error)) from error
        except smtplib.SMTPResponseException as error:
            # Our own sender or password is refused: for an administrator to mend, and no message's fault.
            self.close()
            raise Unreachable(_said(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unreachable(_reason(error)) from error

    def close(self) -> None:
        """Say goodbye, if there is still anybody to say it to."""
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server = None

    def _connect(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port or _PORTS[self._url.scheme]
        server: smtplib.SMTP | None = None
        try:
            if self._url.scheme == "smtps":
                server = smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=self._tls)
            else:
                server = smtplib.SMTP(host, port, timeout=self._timeout)
            server.ehlo()
            encrypted = self._url.scheme == "smtps"
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=self._tls)
                server.ehlo()
                encrypted = True
            if self._url.username:
                if not encrypted and host not in _LOOPBACK:
                    raise Unreachable("The server offers no encryption, so the password was not sent.")
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
        except (OSError, smtplib.SMTPException, Unreachable) as error:
            if server is not None:
                server.close()
            raise error if isinstance(error, Unreachable) else Unreachable(_reason(error)) from error
        return server

    def _refusal(self, code: int, said: bytes | str) -> Temporary | Permanent:
        if code == 421:  # The server closes the connection.
            self.close()
            return Unreachable(_said(code, said))
        return Permanent(_said(code, said)) if 500 <= code < 600 else Temporary(_said(code, said))


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {_one_line(text)}"


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return _one_line(str(error)) or type(error).__name__
