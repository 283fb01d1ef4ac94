"""Numbers for Prometheus: how pages are answered, and how the procedures' work stands as a whole.

Nothing here tells of a single procedure, person or organisation. Counting never makes a page fail.
"""

import datetime as dt
import os
from collections.abc import Iterable, Iterator

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

if os.environ.get("QYZMET_METRICS_DIR"):
    # The library reads its own name for the folder once, when it is imported.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", os.environ["QYZMET_METRICS_DIR"])

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from qyzmet import __version__, clock
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.deadlines.worker import signs_of_life
from qyzmet.notifications.models import OutboxMessage
from qyzmet.signatures import checking
from qyzmet.signatures.trust import lists

log = structlog.get_logger("qyzmet.metrics")

_own = CollectorRegistry()
REQUESTS = Counter(
    "qyzmet_requests",
    "Requests answered, by route, method and status.",
    ("endpoint", "method", "status"),
    registry=_own,
)
DURATIONS = Histogram(
    "qyzmet_request_duration_seconds",
    "Time to answer a request.",
    ("endpoint",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_own,
)
REFUSED = Counter(
    "qyzmet_refused_unread",
    "Requests that the server itself refused: too slow, too large, no room, no request at all.",
    ("status",),
    registry=_own,
)
# A caller may send any word as its method; each would be a series of its own.
_BIDDERS = ("/api/v1/bids", "/api/v1/documents", "/documents")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def is_a_bidders_route(endpoint: str | None, path: str) -> bool:
    """Whether a route is a bidder's, whoever asks it: pages of bids and receipts, bids and documents of the API."""
    return (endpoint or "").startswith(("tenders.bid", "tenders.receipt")) or path.startswith(_BIDDERS)


def count_request(endpoint: str | None, method: str, status: int, seconds: float) -> None:
    """Count an answered request. Never raises: a full disk must not take a page with it."""
    try:
        route = endpoint or "none"
        REQUESTS.labels(route, method if method in _METHODS else "other", str(status)).inc()
        DURATIONS.labels(route).observe(seconds)
    except Exception:
        log.exception("a request could not be counted")


def count_refused(status: int) -> None:
    """Count a request that never came to the application. Never raises."""
    try:
        REFUSED.labels(str(status)).inc()
    except Exception:
        log.exception("a refusal could not be counted")


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"qyzmet_{name}", help_text, value=value)


class _Work(Collector):
    """How the work stands, read from the database when somebody asks."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The gauges; without the database one that says so alone."""
        about = GaugeMetricFamily("qyzmet_build_info", "The release that runs.", labels=("version",))
        about.add_metric((__version__,), 1)
        yield about
        try:
            found = list(_work())
        except SQLAlchemyError:
            log.exception("the work could not be counted")
            db.session.rollback()
            found = [_gauge("database_up", "1 while the database answers.", 0)]
        yield from found


def _work() -> Iterator[GaugeMetricFamily]:
    is_open = Deadline.state == DeadlineState.OPEN
    open_now = _count(select(func.count()).where(is_open))
    overdue = _count(select(func.count()).where(is_open, Deadline.due_at <= clock.now()))
    unfired = db.session.scalar(select(func.min(Deadline.next_at)).where(Deadline.next_at <= clock.now()))
    waiting = _count(select(func.count()).where(OutboxMessage.next_try_at.is_not(None)))
    given_up = _count(select(func.count()).where(OutboxMessage.given_up_at.is_not(None)))
    stale = lists.stale_now() if checking.is_offered() else 0
    records = _count(select(func.coalesce(func.max(AuditRecord.number), 0)))
    workers = signs_of_life.worker_state()
    yield _gauge("database_up", "1 while the database answers.", 1)
    yield _gauge("deadlines_open", "Deadlines that run.", open_now)
    yield _gauge("deadlines_overdue", "Deadlines that run and are past their last day.", overdue)
    yield _gauge(
        "deadlines_oldest_unfired_seconds",
        "How long the oldest reminder or mark that is due has waited for a worker.",
        0 if unfired is None else max((clock.now() - unfired) / dt.timedelta(seconds=1), 0),
    )
    yield _gauge("outbox_waiting", "E-mails that are still to be sent.", waiting)
    yield _gauge("outbox_given_up", "E-mails that could not be sent and are not tried again.", given_up)
    yield _gauge("workers_alive", "Deadline workers that have given a sign of life lately.", len(workers.alive))
    yield _gauge("workers_lost", "Deadline workers that ended without being asked to.", len(workers.lost))
    yield _gauge(
        "revocation_lists_stale",
        "Lists of revoked certificates that are missing, or older than their authorities allow.",
        stale,
    )
    yield _gauge("audit_records", "Records of the audit trail.", records)


def _count(query: "select[tuple[int]]") -> int:  # type: ignore[valid-type]
    return int(db.session.scalar(query) or 0)


def text() -> bytes:
    """Everything in Prometheus's text format: the requests of all processes, and the work."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        requests = generate_latest(registry)
    else:
        requests = generate_latest(_own)
    work = CollectorRegistry()
    work.register(_Work())
    return requests + generate_latest(work)
