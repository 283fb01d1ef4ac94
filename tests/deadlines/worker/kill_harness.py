"""Real worker processes over a real database, to be killed.

It is run as `python -m tests.deadlines.worker.kill_harness INSTANCE URL`.

The program loads the application once and then starts a worker process for each line it reads, by fork, so that a
killed worker is replaced within milliseconds. It answers each line with the new worker's process id.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path

from sqlalchemy import Engine, create_engine, insert, text

from qyzmet import clock, seeding
from qyzmet.config import Settings, settings_from
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, Stage
from qyzmet.factory import create_app
from qyzmet.people.models import Organisation
from qyzmet.procedure.editions import FIRST_EDITION
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.requests.models import AutomationRequest
from qyzmet.requests.procedure.request import OPINION_GIVEN, REQUESTS
from qyzmet.vocabulary import Channel, OrganisationKind, Party, Role
from tests import factories

# Small, so that a kill falls into the middle of many things: deadlines and e-mails at once, and seconds of a claim.
BATCH, MAIL_BATCH, LEASE = 3, 4, dt.timedelta(seconds=1)
TICK_SECONDS = 0.05


def settings_for(instance: Path, url: str) -> Settings:
    """The settings of all processes of a run."""
    return settings_from({}, ENVIRONMENT="test", DATABASE_URL=url, INSTANCE=str(instance), LOG_LEVEL="error")


class Workers:
    """The workers of a run, by process id; they can be killed and replaced."""

    def __init__(self, instance: Path, url: str) -> None:
        command = [sys.executable, "-m", "tests.deadlines.worker.kill_harness", str(instance), url]
        self._nursery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.running: list[int] = []

    def start(self) -> None:
        """Start one more worker."""
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write("start\n")
        self._nursery.stdin.flush()
        self.running.append(int(self._nursery.stdout.readline()))

    def kill(self, place: int) -> None:
        """Kill one as the machine would: SIGKILL, whatever it is doing."""
        os.kill(self.running.pop(place), signal.SIGKILL)

    def all_live(self) -> bool:
        """Whether none has ended by itself: what is not done then, nobody would do."""
        try:
            for worker in self.running:
                os.kill(worker, 0)
        except ProcessLookupError:
            return False
        return True

    def end(self) -> None:
        """Kill all and end the nursery."""
        while self.running:
            self.kill(0)
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.close()
        self._nursery.wait(60)
        self._nursery.stdout.close()


def prepare(settings: Settings) -> None:
    """Tables, what a new database starts with, and the people of three organisations."""
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        seeding.seed()
        for kind in (OrganisationKind.STATE_BODY, OrganisationKind.INTEGRATOR, OrganisationKind.AUTHORISED_BODY):
            organisation = factories.organisation(kind)
            for role in (Role.HEAD, Role.SPECIALIST):
                factories.user(role, organisation)
        db.session.commit()
        db.engine.dispose()


class Register:
    """Adds due deadlines while the workers run; each has a request of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT kind, id FROM organisation")).all()
            self._creator = connection.execute(text('SELECT min(id) FROM "user"')).scalar_one()
        self._organisations: dict[str, int] = {row.kind: row.id for row in rows}
        self._made = 0

    def add(self, count: int) -> None:
        """Add deadlines that are overdue by months, every second with its reminders still to be told or skipped."""
        organisation = Organisation.__table__
        assert organisation is not None
        event_at = clock.at(dt.date(2026, 3, 5), 10)
        with self._engine.begin() as connection:
            for _ in range(count):
                self._made += 1
                values = {
                    "kind": REQUESTS.kind,
                    "draft_number": f"AR-draft-{self._made}",
                    "number": f"AR-2026-{self._made:06d}",
                    "state": OPINION_GIVEN,
                    "edition_key": FIRST_EDITION,
                    "channel": Channel.PORTAL,
                    "title": "Temporary export certificate for cultural valuables",
                    "data": {},
                    "created_by_id": self._creator,
                    "created_at": event_at,
                    "submitted_at": event_at,
                    "version": 1,
                }
                made = connection.execute(insert(Procedure.__table__).values(values)).inserted_primary_key
                assert made is not None
                connection.execute(insert(AutomationRequest.__table__).values(id=made[0]))
                connection.execute(
                    insert(ProcedureParty.__table__),
                    [
                        {"procedure_id": made[0], "party": party, "organisation_id": self._organisations[party.value]}
                        for party in REQUESTS.parties
                    ],
                )
                connection.execute(insert(Deadline.__table__).values(self._deadline(made[0], event_at)))

    def _deadline(self, procedure_id: int, event_at: dt.datetime) -> dict[str, object]:
        stage = Stage.HALF if self._made % 2 else Stage.OVERDUE
        return {
            "procedure_id": procedure_id,
            "term": "decide",
            "rule": "¶ 13",
            "owner": Party.AUTHORISED_BODY,
            "owner_organisation_id": self._organisations["authorised_body"],
            "event_at": event_at,
            "event_on": dt.date(2026, 3, 5),
            "working_days": 3,
            "starts_on": dt.date(2026, 3, 6),
            "due_on": dt.date(2026, 3, 11),
            "due_at": clock.end_of(dt.date(2026, 3, 11)),
            "provisional": False,
            "calendar_version": 1,
            "state": "open",
            "next_stage": stage,
            "next_at": clock.at(dt.date(2026, 3, 10), 9),
            "failures": 0,
        }


def _nursery(instance: Path, url: str) -> None:
    from qyzmet.deadlines.worker.worker import Worker

    # Nobody waits for the killed ones.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    app = create_app(settings_for(instance, url))
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = Worker(app, tick_seconds=TICK_SECONDS, batch=BATCH, mail_batch=MAIL_BATCH, lease=LEASE).run()
            except Exception:
                traceback.print_exc()
            finally:
                # Never back into the loop, where it would take the next line from the nursery.
                os._exit(code)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def engine_of(url: str) -> Engine:
    """The run's database as an onlooker sees it."""
    return create_engine(url)


if __name__ == "__main__":
    _nursery(Path(sys.argv[1]), sys.argv[2])
