"""Sending e-mails: to a real SMTP server and into the folder; what is tried again, what is given up."""

import datetime as dt
import email
import email.policy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from qyzmet import clock
from qyzmet.database import db
from qyzmet.notifications import outbox
from qyzmet.notifications.models import OutboxMessage
from qyzmet.notifications.service import queue_mail
from qyzmet.notifications.transports import Folder, Letter, Permanent, Smtp, compose
from tests.conftest import SetClock
from tests.ports import free_port

# Longer than a busy machine takes to begin.
READY_SECONDS = 60
SENDER = Address("", "qyzmet", "localhost")
TEXT = "Қызметті автоматтандыру\n"


class Mailbox:
    """A server's handler: keeps what comes, and answers a recipient or a message as it is told to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.rcpt, self.data = "250 OK", "250 taken"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):  # noqa: N802
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope):  # noqa: N802
        if self.data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return self.data


@pytest.fixture
def mailbox() -> Mailbox:
    """What the server was given."""
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Controller]:
    """A real SMTP server on a free port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), ready_timeout=READY_SECONDS)
    controller.start()
    yield controller
    controller.stop()


def url(server: Controller) -> str:
    """The server's address as the setting has it."""
    return f"smtp://127.0.0.1:{server.port}"


@pytest.fixture
def wall() -> Iterator[SetClock]:
    """The machine's clock, standing still."""
    source = SetClock(dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC))
    before = clock.use_wall(source)
    yield source
    clock.use_wall(before)


def queued(to: str = "head@example.kz", subject: str = "Мерзім") -> OutboxMessage:
    """A message in the outbox."""
    message = queue_mail(to, subject, TEXT, "kk")
    db.session.commit()
    return message


def test_a_message_is_sent_once_with_what_mail_needs(app: Flask, wall: SetClock, mailbox: Mailbox, server: Controller):
    """A queued message reaches the server once, in UTF-8, dated, marked as automatic, with its own Message-ID."""
    message, transport = queued(), Smtp(url(server))
    assert outbox.send_batch(transport) == 1
    assert outbox.send_batch(transport) == 0
    transport.close()
    (letter,) = mailbox.letters
    assert (letter["To"], letter["Subject"], letter.get_content().splitlines()) == (
        "head@example.kz",
        "Мерзім",
        TEXT.splitlines(),
    )
    assert (letter["Message-ID"], letter["Auto-Submitted"]) == (message.message_id, "auto-generated")
    assert letter["Date"] == "Mon, 02 Mar 2026 09:00:00 +0500"
    assert (message.sent_at, message.next_try_at, message.attempts) == (wall(), None, 1)


def test_a_temporary_refusal_is_tried_again_later_and_longer_each_time(
    app: Flask, wall: SetClock, mailbox: Mailbox, server: Controller
):
    """4xx: again after 30 s, 1 min, 2 min; the letter that comes at last is the same, Message-ID included."""
    message, transport = queued(), Smtp(url(server))
    mailbox.data = "451 come again"
    for seconds in (30, 60, 120):
        assert outbox.send_batch(transport) == 1
        assert message.next_try_at == wall() + dt.timedelta(seconds=seconds)
        assert outbox.send_batch(transport) == 0
        wall.forward(seconds=seconds)
    assert message.last_error == "451 come again"
    mailbox.data = "250 taken"
    assert outbox.send_batch(transport) == 1
    transport.close()
    assert [letter["Message-ID"] for letter in mailbox.letters] == [message.message_id]
    assert (message.sent_at, message.last_error, message.attempts) == (wall(), None, 4)


@pytest.mark.parametrize("where", ["rcpt", "data"])
@pytest.mark.parametrize(
    "said",
    [
        "530 5.7.0 sign in first",
        "550 5.7.1 sender address rejected",
        "553 5.7.1 not owned by the user",
        "501 5.1.7 bad sender",
        "550 5.1.8 no such domain of the sender",
    ],
)
def test_a_fault_of_our_own_sender_gives_no_message_up(
    app: Flask, wall: SetClock, mailbox: Mailbox, server: Controller, where: str, said: str
):
    """A server that refuses our sender refuses every message until an administrator has mended it: tried again."""
    message, transport = queued(), Smtp(url(server))
    setattr(mailbox, where, said)
    assert outbox.send_batch(transport) == 1
    transport.close()
    assert (message.given_up_at, message.last_error) == (None, said)
    assert message.next_try_at == wall() + outbox.FIRST_PAUSE


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_a_permanent_refusal_is_given_up(app: Flask, wall: SetClock, mailbox: Mailbox, server: Controller, where: str):
    """5xx: not tried again, and counted for the administrators."""
    message, transport = queued(), Smtp(url(server))
    setattr(mailbox, where, "550 nobody here")
    assert outbox.send_batch(transport) == 1
    transport.close()
    assert (message.given_up_at, message.next_try_at, message.last_error) == (wall(), None, "550 nobody here")
    assert outbox.state().given_up == 1
    assert not outbox.anything_due()


@pytest.mark.slow
def test_after_many_tries_a_message_is_given_up(app: Flask, wall: SetClock, mailbox: Mailbox, server: Controller):
    """A message that is refused for a day and a half is given up."""
    message, transport, start = queued(), Smtp(url(server)), wall()
    mailbox.data = "451 never"
    while message.next_try_at is not None:
        wall.set(max(wall(), message.next_try_at))
        outbox.send_batch(transport)
    transport.close()
    assert message.attempts == outbox.MOST_TRIES
    assert dt.timedelta(days=1) < message.given_up_at - start < dt.timedelta(days=2)


def test_an_unreachable_server_costs_the_other_messages_nothing(app: Flask, wall: SetClock):
    """While no server answers, one message is tried and the others wait without counting an attempt."""
    first, second = queued(), queued()
    outbox.send_batch(Smtp("smtp://127.0.0.1:1"))
    assert (first.attempts, second.attempts) == (1, 0)
    assert first.next_try_at == second.next_try_at == wall() + dt.timedelta(seconds=30)
    assert outbox.state().waiting == 2


def test_a_claim_keeps_others_away_until_it_ends(app: Flask, wall: SetClock, tmp_path: Path):
    """A message that a worker has claimed is nobody else's; when the worker dies, the claim ends by itself."""
    message, lease = queued(), dt.timedelta(minutes=2)
    (held,) = outbox.claim(10, lease)
    assert outbox.send_batch(Folder(tmp_path)) == 0
    wall.forward(seconds=120)
    assert outbox.send_batch(Folder(tmp_path), lease=lease) == 1
    sent_at = message.sent_at
    # The one thought dead comes back: it may not touch what is no longer its own.
    outbox.give_back([held], wall())
    assert (message.next_try_at, message.sent_at) == (None, sent_at)


def test_a_message_is_not_begun_at_the_end_of_a_claim(app: Flask, wall: SetClock):
    """A batch that takes long leaves the rest of its claims to whoever comes next."""
    queued()
    queued()

    class Slow:
        """A transport that takes a minute and a half for each message."""

        at_once = 1
        sent = 0

        def send(self, message: EmailMessage) -> None:
            self.sent += 1
            wall.forward(seconds=90)

        def close(self) -> None: ...

    slow = Slow()
    outbox.send_batch(slow, lease=dt.timedelta(minutes=2))
    assert slow.sent == 1
    assert outbox.state().waiting == 1


def test_a_worker_that_stops_gives_its_claims_back(app: Flask, wall: SetClock, tmp_path: Path):
    """Asked to end, a worker leaves what it has not begun to others at once."""
    message = queued()
    outbox.send_batch(Folder(tmp_path), go_on=lambda: False)
    assert (message.attempts, message.next_try_at) == (0, wall())


def test_the_folder_holds_each_message_once(app: Flask, wall: SetClock, tmp_path: Path):
    """Writing a message again writes the same file with the same bytes, and leaves nothing beside it."""
    message, folder = queued(), Folder(tmp_path)
    outbox.send_batch(folder)
    (file,) = tmp_path.iterdir()
    first = file.read_bytes()
    folder.send(compose(Letter.of(message), Address("", "qyzmet", "example.kz")))
    assert [path.name for path in tmp_path.iterdir()] == [message.message_id.strip("<>") + ".eml"]
    assert file.read_bytes() == first.replace(b"qyzmet@localhost", b"qyzmet@example.kz")


def test_the_folder_takes_a_batch_at_a_time(app: Flask, wall: SetClock, tmp_path: Path):
    """Files are written side by side and marked together; one that is no address is given up, and stops no other."""
    wrong, *right = [queued(to) for to in ("nobody", *(f"head{number}@example.kz" for number in range(29)))]
    assert outbox.send_batch(Folder(tmp_path), limit=40) == 30
    assert {path.name for path in tmp_path.iterdir()} == {each.message_id.strip("<>") + ".eml" for each in right}
    assert all((each.sent_at, each.next_try_at, each.attempts) == (wall(), None, 1) for each in right)
    assert (wrong.sent_at, wrong.given_up_at) == (None, wall())


def test_a_folder_that_cannot_be_written_to_stops_the_batch(app: Flask, wall: SetClock, tmp_path: Path):
    """Those that were tried wait as for a refusal; the rest of the claim is given back, and no attempt counted."""
    messages = [queued() for _number in range(Folder.at_once + 2)]
    assert outbox.send_batch(Folder(tmp_path / "missing"), limit=40) == len(messages)
    assert [each.attempts for each in messages] == [1] * Folder.at_once + [0, 0]
    assert {each.next_try_at for each in messages} == {wall() + dt.timedelta(seconds=30)}
    assert outbox.state().waiting == len(messages)


def test_two_workers_may_write_the_same_message(tmp_path: Path):
    """One whose claim has ended goes on writing while another writes the same: neither fails, the file is whole."""
    message = compose(Letter("<1@qyzmet>", "head@example.kz", "Words", TEXT * 100, "kk", clock.now()), SENDER)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(Folder(tmp_path).send, [message] * 100))
    (file,) = tmp_path.iterdir()
    assert (file.name, file.read_bytes()) == ("1@qyzmet.eml", message.as_bytes())


@pytest.mark.parametrize("value", ["a\r\nBcc: spy@example.kz", "a\nBcc: spy@example.kz", "a\x00b", "a\u2028Bcc: x"])
def test_no_value_starts_another_header(value: str):
    """A line end in a subject becomes a space; in an address it makes the address none."""
    letter = Letter("<1@qyzmet>", "head@example.kz", value, TEXT, "kk", clock.now())
    assert email.message_from_bytes(compose(letter, SENDER).as_bytes())["Bcc"] is None
    with pytest.raises(Permanent):
        compose(replace(letter, to=value + "@example.kz"), SENDER)


def test_an_impossible_address_is_given_up(app: Flask, wall: SetClock, tmp_path: Path):
    """What is no address is not tried again."""
    message = queued(to="nobody")
    outbox.send_batch(Folder(tmp_path))
    assert message.given_up_at == wall()
    assert list(tmp_path.iterdir()) == []
