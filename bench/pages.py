"""Pages and the API among 100,000 procedures beside a bare page: `python -m bench.pages [--database sqlite|URL]`.

`qyzmet web` and a bare Flask page under the same server run as processes of their own, one process each, bound to one
core; the clients, and PostgreSQL where it is ours to bind, have the other. 16 clients that keep their connections
drive both in turn. What counts is the ratio of answers a second, by the middle of several rounds. Bare is a page of
21 KB, or of the page's own size where that is said. The site is an ordinary one as in production, which keeps what the
demonstration does not. Queries are counted apart, in this process. The filled database is kept in .build/pages for a
week, on PostgreSQL on the server that is named.

The worst stands last. Exit 1 where a mark is missed, 2 where something was not measured: a client that is over 90 %
busy measures itself. `--only WORD` measures the cases whose names hold it.
"""

import argparse
import http.cookiejar
import re
import statistics
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from bench import _sites
from bench._driving import HOST, Asked, Driven, drive
from bench._sites import Server
from bench.data.procedures import KEPT, SIZE, Filled, filled
from qyzmet import clock, context, database
from qyzmet.database import db
from qyzmet.demo import people
from qyzmet.factory import create_app
from qyzmet.people.accounts import tokens
from tests.own_database import SERVER

# Rounds of a second, fewer where a page is so slow that they would take too many seconds in all.
CLIENTS, ROUNDS, SECONDS, MOST_OF_A_CASE = 16, 5, 1.0, 20.0
BARE_BYTES = 21 * 1024
BUSY, ON_POSTGRESQL = 0.9, 0.7
QUERIES = 12
# A token may call 3,000 times a minute, an organisation ten times that.
TOKENS = 8
PARALLEL, MOST_TIMES = 20, 5.0
# Seconds after which no more requests are asked.
REQUESTS, MOST_MEGABYTES, MOST_PATIENCE = 10_000, 250.0, 120.0
STARTS, MOST_SECONDS = 3, 3.0


@dataclass(frozen=True)
class Case:
    """What is asked for, in turn where it is several, and how much of bare it should reach."""

    name: str
    asked: Sequence[Asked]
    mark: float
    own_size: bool = False
    queries: int = QUERIES
    # Why it cannot be asked for at all.
    missing: str = ""


@dataclass(frozen=True)
class Line:
    """A case as it was measured: how much of its mark it keeps (1 and more is kept), and what is printed of it."""

    name: str
    part: float
    text: str
    kept: bool
    measured: bool = True


@dataclass
class People:
    """Signed-in browsers and systems: by the key of the demonstration's person, the heads with which they call."""

    port: int
    app: Flask
    _cookies: dict[str, str] = field(default_factory=dict)

    def page(self, key: str, path: str) -> list[Asked]:
        """A page as that person's browser asks for it."""
        if key not in self._cookies:
            self._cookies[key] = _signed_in(self.port, key)
        return [Asked(path, {"Cookie": self._cookies[key]})]

    def system(self, key: str, path: str) -> list[Asked]:
        """The API as that person's systems call it."""
        with self.app.app_context(), context.acting(context.COMMAND_LINE, "bench"):
            secrets = [tokens.create(people.users()[key], "bench")[1] for _each in range(TOKENS)]
            db.session.commit()
            db.session.remove()
        return [Asked(path, {"Authorization": f"Bearer {secret}"}) for secret in secrets]


def _signed_in(port: int, key: str) -> str:
    """The cookies of a browser in which the person has signed in with the password, as everybody does."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://{HOST}:{port}/account/sign-in"
    page = browser.open(address).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("the page of signing in has no form")
    typed = {"csrf_token": token[1], "email": people.BY_KEY[key].email, "password": people.PASSWORD}
    with browser.open(address, urllib.parse.urlencode(typed).encode()) as answer:
        if answer.url.endswith("sign-in"):
            raise RuntimeError(f"{key} could not sign in")
    return "; ".join(f"{each.name}={each.value}" for each in jar)


def cases(site: Filled, who: People) -> Iterator[Case]:
    """What is measured."""
    numbers = site.numbers
    public = Asked("/tenders/")
    yield Case("public list", [public], 0.25)
    mark = _tag(who.port, public)
    again = [Asked(public.path, {"If-None-Match": mark}, 304)]
    yield Case("public list, asked again", again, 0.5, missing="" if mark else "the page has no ETag")
    yield Case("list of requests, signed in", who.page("integrator_specialist", "/requests/?view=all"), 0.1)
    yield Case("list of deadlines, signed in", who.page("integrator_specialist", "/deadlines/mine"), 0.1)
    yield Case("API, 50 tenders", [Asked("/api/v1/tenders?limit=50")], 0.1)
    yield Case("API, 50 requests", who.system("integrator_specialist", "/api/v1/requests?limit=50"), 0.1)
    yield Case("API, one tender", [Asked(f"/api/v1/tenders/{numbers['tender']}")], 0.12, queries=6)
    readers = ("authorised_body_head", "integrator_head", "state_body_head")
    one = [asked for key in readers for asked in who.system(key, f"/api/v1/requests/{numbers['request']}")]
    yield Case("API, one request", one, 0.12, queries=6)
    page = f"/tenders/{numbers['tender']}"
    yield Case("a tender's page, signed out", [Asked(page)], 0.06, own_size=True)
    yield Case("a tender's page, signed in", who.page("integrator_head", page), 0.06, own_size=True)
    request = who.page("authorised_body_head", f"/requests/{numbers['request']}")
    yield Case("a request's page", request, 0.06, own_size=True)
    yield Case("front page, signed in", who.page("integrator_head", "/"), 0.08)
    yield Case("ranking, as the Commission", who.page("chair", f"/tenders/{numbers['ranked']}"), 0.03)


def _tag(port: int, asked: Asked) -> str:
    request = urllib.request.Request(f"http://{HOST}:{port}{asked.path}", headers=dict(asked.headers))
    with urllib.request.urlopen(request) as answer:
        # The server writes names of headers its own way; here they are found however they are written.
        return str(answer.headers.get("ETag", ""))


def queries_of(app: Flask, asked: Asked) -> tuple[int, int]:
    """How many queries the answer takes once the process is warm, and its length in bytes."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    client = app.test_client(use_cookies=False)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        engine = db.engine
    try:
        for _turn in range(2):
            found.clear()
            answer = client.get(asked.path, headers=dict(asked.headers))
            if answer.status_code != asked.status:
                raise RuntimeError(f"{asked.path} answers {answer.status_code} instead of {asked.status}")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(found), len(answer.data)


@dataclass
class Measurement:
    """Both servers, and what was asked of ours so far."""

    ours: Server
    bare: Server
    app: Flask
    share: float
    rounds: int = ROUNDS
    seconds: float = SECONDS
    asked: int = 0
    memory: float = 0.0

    def drive(self, asked: Sequence[Asked], clients: int, seconds: float, usual: float | None = None) -> Driven:
        """Drive ours, counting."""
        driven = drive(self.ours.port, asked, clients, seconds, usual)
        self.asked += driven.requests
        self.memory = max(self.memory, self.ours.memory())
        return driven

    def line(self, case: Case) -> Line:
        """Measure a case in turn with bare."""
        mark = case.mark * self.share
        if case.missing:
            return Line(case.name, 0.0, f"{'':28} mark {mark:6.1%}  MISSED: {case.missing}", kept=False)
        queries, length = queries_of(self.app, case.asked[0])
        size = [Asked(f"/{length if case.own_size else BARE_BYTES}")]
        warm = self.drive(case.asked, CLIENTS, self.seconds / 3)
        bare = drive(self.bare.port, size, CLIENTS, self.seconds / 3)
        pairs: list[tuple[Driven, Driven]] = []
        until = clock.elapsed() + MOST_OF_A_CASE
        while not pairs or (len(pairs) < self.rounds and clock.elapsed() < until):
            ours = self.drive(case.asked, CLIENTS, self.seconds, warm.median)
            pairs.append((ours, drive(self.bare.port, size, CLIENTS, self.seconds, bare.median)))
        ratio = statistics.median(one.rate / other.rate for one, other in pairs)
        rate, median, p95 = (
            statistics.median(getattr(one, name) for one, _other in pairs) for name in ("rate", "median", "p95")
        )
        busy, wrong = max(each.busy for pair in pairs for each in pair), sum(one.wrong for one, _other in pairs)
        kept = ratio >= mark and queries <= case.queries and not wrong
        said = "" if kept else "  MISSED"
        if queries > case.queries:
            said += f": over {case.queries} queries"
        if wrong:
            said += f": {wrong} answers were not {case.asked[0].status}"
        if busy > BUSY:
            said = f"  not measured: the clients were {busy:.0%} busy"
        text = (
            f"{ratio:6.2%} of bare ({rate:6.1f} a second), mark {mark:6.1%}, {queries:3} queries,"
            f" {length / 1024:5.0f} KB, median {median:6.0f} ms, p95 {p95:6.0f} ms, {self.ours.memory():5.0f} MB{said}"
        )
        return Line(case.name, min(ratio / mark, case.queries / max(1, queries)), text, kept, busy <= BUSY)

    def parallel(self, every: Sequence[Case]) -> Line:
        """How much longer the slowest twentieth waits, all cases being asked for in turn: for a minute, in which each
        page is written anew once, as it is on a site where nothing is done."""
        driven = self.drive(_in_turn(every), PARALLEL, 60 * self.seconds)
        times = driven.p95 / driven.median
        text = (
            f"p95 {driven.p95:.0f} ms, {times:.1f} times the median of {driven.median:.0f} ms, at most {MOST_TIMES:.0f}"
        )
        return _at_most(f"{PARALLEL} clients, all in turn", times, MOST_TIMES, text, driven)

    def largest(self, every: Sequence[Case]) -> Line:
        """How much memory the process holds after so many requests."""
        mixed = _in_turn(every)
        until = clock.elapsed() + MOST_PATIENCE
        while self.asked < REQUESTS and clock.elapsed() < until:
            self.drive(mixed, CLIENTS, 5.0)
        text = f"{self.memory:.0f} MB after {self.asked:,} requests, at most {MOST_MEGABYTES:.0f}"
        line = _at_most("memory", self.memory, MOST_MEGABYTES, text)
        if line.kept and self.asked < REQUESTS:
            return replace(line, measured=False, text=f"{text}  not measured: {REQUESTS:,} would take too long")
        return line


def _in_turn(every: Sequence[Case]) -> list[Asked]:
    """All cases in turn, with one of their tokens after the other."""
    turns = range(max(len(case.asked) for case in every))
    return [case.asked[turn % len(case.asked)] for turn in turns for case in every if not case.missing]


def _at_most(name: str, found: float, most: float, text: str, driven: Driven | None = None) -> Line:
    kept = found <= most and not (driven and driven.wrong)
    measured = driven is None or driven.busy <= BUSY
    said = "" if kept else "  MISSED"
    if not measured:
        said = "  not measured: the clients were too busy"
    return Line(name, most / found, text + said, kept, measured)


def start(site: Filled, cores: set[int]) -> Line:
    """How long `qyzmet web` takes until it answers; what else runs on the machine only ever adds."""
    took = []
    for _turn in range(STARTS):
        with _sites.ours(site.environ, cores) as server:
            took.append(server.seconds)
    text = f"{min(took):.1f} s until it answers, at most {MOST_SECONDS:.0f}"
    return _at_most("start", min(took), MOST_SECONDS, text)


def measure(
    server: str,
    only: str = "",
    size: int = SIZE,
    kept: Path = KEPT,
    rounds: int = ROUNDS,
    seconds: float = SECONDS,
) -> list[Line]:
    """Measure on SQLite, or in a database on that PostgreSQL server; the worst stands last."""
    before, (for_servers, for_others) = clock.use(clock.wall), _sites.cores()
    try:
        site = filled(server, size, kept)
        lines = [start(site, for_servers | for_others)] if only in "start" else []
        with _sites.bound(for_others):
            if server and not _sites.bind_postgresql(server, for_others):
                print("PostgreSQL could not be bound to a core.")
            lines += _measured(site, only, for_servers, ON_POSTGRESQL if server else 1.0, rounds, seconds)
        return sorted(lines, key=lambda line: -line.part)
    finally:
        clock.use(before)
        database.read_only(False)


def _measured(site: Filled, only: str, for_servers: set[int], share: float, rounds: int, seconds: float) -> list[Line]:
    app = create_app(site.settings)
    database.read_only(False)
    lines = []
    with _sites.bare({}, for_servers) as bare:
        if only in "memory":
            # In a process of its own: the other cases ask for hundreds of thousands of pages.
            with _sites.ours(site.environ, for_servers) as ours:
                measurement = Measurement(ours, bare, app, share, rounds, seconds)
                lines.append(_told(measurement.largest(list(cases(site, People(ours.port, app))))))
        with _sites.ours(site.environ, for_servers) as ours:
            measurement = Measurement(ours, bare, app, share, rounds, seconds)
            every = list(cases(site, People(ours.port, app)))
            lines += [_told(measurement.line(case)) for case in every if only in case.name]
            if only in f"{PARALLEL} clients":
                lines.append(_told(measurement.parallel(every)))
    with app.app_context():
        db.engine.dispose()
    return lines


def _told(line: Line) -> Line:
    # It takes minutes: who waits sees that it goes on.
    print(f"  {line.name:28} {line.text}", file=sys.stderr, flush=True)
    return line


def main() -> None:
    """Measure where it is asked for, print, and exit with what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages")
    parser.add_argument("--database", help="a PostgreSQL server to measure on; sqlite: only there")
    parser.add_argument("--only", default="", metavar="WORD", help="only cases whose names hold it")
    chosen = parser.parse_args()
    server = chosen.database or SERVER or ""
    servers = [""] if not chosen.database or chosen.database.startswith("sqlite") else []
    if server and not server.startswith("sqlite"):
        servers.append(server)
    elif not chosen.database:
        print("Not measured on PostgreSQL: QYZMET_TEST_DATABASE_URL names no server.")
    found = []
    for each in servers:
        before = clock.elapsed()
        lines = measure(each, chosen.only)
        print(f"\n{'PostgreSQL' if each else 'SQLite'}, {SIZE:,} procedures, {CLIENTS} clients:")
        for line in lines:
            print(f"  {line.name:28} {line.text}")
        print(f"  ({clock.elapsed() - before:.0f} s)")
        found += lines
    if not all(line.measured for line in found):
        sys.exit(2)
    sys.exit(0 if all(line.kept for line in found) else 1)


if __name__ == "__main__":
    main()
