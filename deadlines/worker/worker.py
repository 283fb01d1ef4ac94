"""The worker: APScheduler gives the tick, the tick does all that is due and sends what stands in the outbox.

Deadlines live in the table and not in the scheduler, so any number of workers may tick side by side, and one that
is killed leaves nothing half done.
"""

import datetime as dt
import os
import socket
import threading
from collections.abc import Callable

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask

from qyzmet import clock, context, database
from qyzmet.audit import heads
from qyzmet.audit.models import AuditHead
from qyzmet.database import db
from qyzmet.documents import loose, storage
from qyzmet.notifications import outbox
from qyzmet.notifications.transports import Transport, transport_for
from qyzmet.procedure import kinds
from qyzmet.sealing import unordered
from qyzmet.signatures.trust import fetching

from ..calendar import missing, recount
from . import claims, fall_due, signs_of_life

WATCH_SECONDS = 0.5
# A tick that has moved nothing on for so long hangs; the process ends, and its supervisor starts another.
HUNG_SECONDS = 600.0
GOODBYE_SECONDS = 5.0
# How often it says that it lives while a long tick goes on.
BEAT_SECONDS = 3.0
# The hour in Kazakhstan in which what takes longer disturbs fewest.
NIGHT = 3

log = structlog.get_logger("qyzmet.worker")


class Worker:
    """One worker process. `run` blocks until `stop`; `tick` is what the scheduler calls."""

    def __init__(
        self,
        app: Flask,
        *,
        tick_seconds: float | None = None,
        batch: int = fall_due.BATCH,
        mail_batch: int = outbox.BATCH,
        lease: dt.timedelta = outbox.LEASE,
        transport: Transport | None = None,
    ) -> None:
        settings = app.config["QYZMET"]
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._app = app
        self._tick_seconds = settings.worker_tick_seconds if tick_seconds is None else tick_seconds
        self._batch = batch
        self._mail_batch = mail_batch
        self._lease = lease
        self._transport = transport or transport_for(settings)
        self._recounter = recount.Recounter()
        self._stopping = threading.Event()
        self._moved_on = clock.elapsed()
        self._last_beat = 0.0
        self._hour = clock.almaty(clock.wall()).hour
        self._day: dt.date | None = None
        self.scheduler = BlockingScheduler(
            timezone=dt.UTC,
            executors={"default": ThreadPoolExecutor(1)},
            # A tick that comes late is not dropped, and several that were missed are one.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> int:
        """Tick until `stop` is called; returns the process's exit code: 0, or 1 when ticking itself has ended."""
        with self._app.app_context():
            signs_of_life.start(self.name)
        log.info("the worker has started", worker=self.name, tick_seconds=self._tick_seconds)
        self.scheduler.add_job(self.tick, "interval", seconds=self._tick_seconds, next_run_time=clock.wall())
        ticking = threading.Thread(target=self.scheduler.start, name="scheduler", daemon=True)
        ticking.start()
        fault = None
        while fault is None and not self._stopping.wait(WATCH_SECONDS):
            fault = self._fault(ticking)
        if fault is None or ticking.is_alive():
            # Waits for the tick under way, which ends after its batch; one that hangs is not waited for.
            self.scheduler.shutdown(wait=fault is None)
        self._say_goodbye(fault)
        if fault is not None:
            log.error("the worker ends", worker=self.name, error=fault)
            return 1
        log.info("the worker has stopped", worker=self.name)
        return 0

    def _say_goodbye(self, fault: str | None) -> None:
        def stopped() -> None:
            with self._app.app_context():
                signs_of_life.stop(self.name, fault)

        # What makes a tick hang, may be the database, may hang here too.
        last = threading.Thread(target=stopped, daemon=True)
        last.start()
        last.join(GOODBYE_SECONDS)

    def stop(self) -> None:
        """Ask the worker to end after the batch under way; safe to call from a signal handler."""
        self._stopping.set()

    def _fault(self, ticking: threading.Thread) -> str | None:
        if not ticking.is_alive():
            # The scheduler may still say that it runs: only its thread tells the truth.
            return "The scheduler's thread has died."
        if clock.elapsed() - self._moved_on > max(HUNG_SECONDS, 3 * self._tick_seconds):
            return "A tick hangs."
        return None

    def tick(self) -> None:
        """Count anew, do what is due, send what is queued, keep the trail's head, fetch lists, leave no order.

        Never raises: what fails now is tried at the next tick.
        """
        with self._app.app_context(), context.acting(context.DEADLINE_WORKER, f"worker {self.name}"):
            database.read_only(False)
            error = None
            for what in (
                self._recount,
                self._begin_day,
                self._fire,
                self._send,
                self._publish_head,
                self._fetch_lists,
                self._leave_no_order,
            ):
                try:
                    what()
                except Exception as fault:
                    db.session.rollback()
                    error = f"{type(fault).__name__}: {fault}".splitlines()[0][:500]
                    log.exception("a tick failed", worker=self.name)
            try:
                self._beat(error)
            except Exception:
                db.session.rollback()
                log.exception("no sign of life could be given", worker=self.name)
            self._moved_on = clock.elapsed()

    def _recount(self) -> None:
        """Go on counting the open deadlines anew after a change of the calendar."""
        self._repeat(recount.anything_pending, self._recounter.batch)

    def _begin_day(self) -> None:
        """Let the rooms keep in step what their rows say of today, and ask for the days of years that come; the first
        tick of a worker does so too.
        """
        today = clock.today()
        if today == self._day:
            return
        kinds.begin_day()
        missing.tell()
        db.session.commit()
        self._day = today

    def _fire(self) -> None:
        self._repeat(self._something_due, lambda: fall_due.run_batch(size=self._batch)[0])

    def _send(self) -> None:
        def send() -> int:
            return outbox.send_batch(
                self._transport, self._mail_batch, self._lease, go_on=lambda: not self._stopping.is_set()
            )

        self._repeat(outbox.anything_due, send)
        # A connection that idles until the next tick would only be cut by the server.
        self._transport.close()

    def _publish_head(self) -> None:
        """Keep the head of the audit trail once a day."""
        if _looked(_head_is_missing):
            heads.publish_head()
            db.session.commit()

    def _fetch_lists(self) -> None:
        """Fetch a list of revoked certificates that is due, so that nobody is asked when somebody signs.

        One a tick: where the network is down each takes its time, and what falls due does not wait for all of them.
        """
        if _looked(fetching.anything_due):
            fetching.fetch_one()

    def _leave_no_order(self) -> None:
        """Let the database and the storage keep no order of what is sealed: each hour, and on SQLite each night.

        At night suppliers' files go that nothing has named for long."""
        unordered.empty_journal()
        hour = clock.almaty(clock.wall()).hour
        if hour == self._hour:
            return
        self._hour = hour
        db.session.rollback()
        if db.engine.dialect.name == "postgresql" or hour == NIGHT:
            unordered.lay_anew()
        if hour == NIGHT:
            loose.let_go()
            storage.all_without_time(self._app.config["QYZMET"].documents)

    def _repeat(self, anything: Callable[[], bool], act: Callable[[], int]) -> None:
        """Act until nothing is left or the worker is stopped, and give signs of life meanwhile."""
        while not self._stopping.is_set() and _looked(anything) and act():
            self._moved_on = clock.elapsed()
            if self._moved_on - self._last_beat > BEAT_SECONDS:
                self._beat(None)

    def _something_due(self) -> bool:
        first = claims.next_due_at()
        return first is not None and first <= clock.now()

    def _beat(self, error: str | None) -> None:
        signs_of_life.beat(self.name, error)
        self._last_beat = clock.elapsed()


def _head_is_missing() -> bool:
    """Whether nobody has kept the head of the trail today."""
    return db.session.get(AuditHead, clock.almaty(clock.wall()).date()) is None


def _looked(anything: Callable[[], bool]) -> bool:
    """Look whether there is work in a transaction that only reads: on SQLite an idle tick locks nobody out."""
    database.read_only(True)
    try:
        return anything()
    finally:
        db.session.rollback()
        database.read_only(False)
