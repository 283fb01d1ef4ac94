"""How an e-mail leaves: to an SMTP server, or into a folder as long as no server is set."""

import datetime as dt
import fcntl
import os
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from qyzmet import clock, mail_address
from qyzmet.config import Settings
from qyzmet.notifications import folding
from qyzmet.notifications.models import OutboxMessage

TIMEOUT_SECONDS = 20
_PORTS = {"smtp": 25, "smtps": 465}
# Many servers judge the sender only when they are told a recipient. These say that ours is wrong or may not send here
# (RFC 3463: 5.1.7 and 5.1.8, the sender's address; 5.7, security or policy; RFC 4954: 530, sign in first).
_OUR_FAULT = re.compile(r"530\b|5\d\d[ -]5\.(1\.[78]|7\.\d+)\b")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Temporary(Exception):
    """It could not be sent now; trying again later makes sense."""


class Unreachable(Temporary):
    """The server itself could not be spoken to: nothing else can be sent now either."""


class Permanent(Exception):
    """This message will never be taken; the text says why."""


class Transport(Protocol):
    """Something that takes messages. `send` raises Temporary, Unreachable or Permanent."""

    # How many messages it takes at a time, each in a thread of its own. What is sent at once is marked at once: with
    # more than one, sending a message twice must come to the same as sending it once.
    at_once: int

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


def compose(letter: Letter, mail_from: Address) -> EmailMessage:
    """The e-mail of a letter: the same, byte for byte, however often it is tried.

    Raises Permanent for a recipient's address that is none. No value can start another header.
    """
    message = folding.message()
    message["From"] = mail_from
    message["To"] = _recipient(letter.to)
    message["Subject"] = _without_line_ends(letter.subject)
    message["Date"] = format_datetime(clock.almaty(letter.queued_at))
    message["Message-ID"] = _one_line(letter.message_id)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    # Not 8bit: there are still servers between here and the reader that cut the eighth bit off.
    message.set_content(letter.body, charset="utf-8", cte="base64")
    return message


def _recipient(text: str) -> Address:
    try:
        return mail_address.read(text)
    except ValueError as error:
        raise Permanent(f"This is no e-mail address: {error}.") from error


def _without_line_ends(text: str) -> str:
    """Without line ends and other control characters, which could begin another header; all else as it stands."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text)


def _one_line(text: str) -> str:
    """Words on one line, with one space between them."""
    return " ".join(_without_line_ends(text).split())


class Folder:
    """Writes each e-mail as a file named by its Message-ID: repeating it writes the same file again."""

    # The disk takes many files at a time in the time that it takes for one.
    at_once = 20

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

    # A message that was taken is marked before the next one is begun, so that hardly ever one is sent twice.
    at_once = 1

    def __init__(self, url: str, tls: ssl.SSLContext | None = None, timeout: float = TIMEOUT_SECONDS) -> None:
        self._url: SplitResult = urlsplit(url)
        self._tls = tls or ssl.create_default_context()
        self._timeout = timeout
        self._server: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Send one message; after a fault the next one gets a new connection."""
        server = self._server = self._server or self._connect()
        try:
            # The addresses alone: what is read out of a header depends on the name beside it.
            server.send_message(message, from_addr=_alone(message, "From"), to_addrs=[_alone(message, "To")])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise self._refusal(code, said) from error
        except smtplib.SMTPDataError as error:
            raise self._refusal(error.smtp_code, error.smtp_error) from error
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
        text = _said(code, said)
        permanent = 500 <= code < 600 and not _OUR_FAULT.match(text)
        return Permanent(text) if permanent else Temporary(text)


def _alone(message: EmailMessage, header: str) -> str:
    address: str = message[header].addresses[0].addr_spec
    return address


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {_one_line(text)}"


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return _one_line(str(error)) or type(error).__name__
