"""`qyzmet worker`: reminders, overdue deadlines and the outbox, until it is stopped."""

import os
import signal
import sys
from types import FrameType

import click

from qyzmet.commands.numbers import WholeNumber

from . import fall_due


@click.command()
@click.option(
    "--batch",
    type=WholeNumber(1, 1000),
    default=fall_due.BATCH,
    show_default=True,
    help="Deadlines in one transaction.",
)
@click.option("--supervised", is_flag=True, hidden=True, help="End with the process that started it.")
def worker(batch: int, supervised: bool) -> None:
    """Watch the deadlines and send the e-mails, until stopped by SIGTERM or Ctrl-C.

    Any number of workers may run over one PostgreSQL. Exit 1 when it can no longer tick.
    """
    from qyzmet.commands.application import application
    from qyzmet.commands.supervision import end_with_parent

    from .worker import Worker

    if supervised:
        end_with_parent()
    with application(sealing=True) as app:
        running = Worker(app, batch=batch)

        def stop(_signal: int, _frame: FrameType | None) -> None:
            running.stop()

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, stop)
        code = running.run()
    if code:
        # A tick that hangs would be waited for by an ordinary exit.
        sys.stderr.flush()
        os._exit(code)
