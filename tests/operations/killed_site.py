"""A demonstration whose processes are killed while its people act, and a caller that never gives up.

The caller does what a system does whose answer was lost: it sends the same again with the same Idempotency-Key.
"""

import http.client
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from tests.ports import free_port
from tests.test_configuration import ROOT

SECRET_KEY = "a" * 64
PATIENCE_SECONDS = 240
# What a process that died has claimed is taken over after a minute: here a minute passes at once. Of suppliers' claims
# the database does not know the hour, and theirs are waited for.
_AGED = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', created_at, '-61 seconds') || '.000000'",
    "postgresql": "created_at - interval '61 seconds'",
}
# What is killed: a process of the pages, the worker, or all of them with the one that would start them again.
_WHAT, _HOW_OFTEN = ("pages", "worker", "all"), (6, 3, 2)
_BETWEEN, _LONGEST_CALL = (0.3, 2.0), 0.25


class Servers:
    """`qyzmet serve`, and over PostgreSQL a second server of pages, each with its port."""

    def __init__(self, folder: Path, url: str, seed: int) -> None:
        self._environ = {key: value for key, value in os.environ.items() if not key.startswith("QYZMET_")} | {
            "QYZMET_ENVIRONMENT": "demo",
            "QYZMET_INSTANCE": str(folder),
            "QYZMET_DATABASE_URL": url,
            "QYZMET_SECRET_KEY": SECRET_KEY,
            "QYZMET_WORKER_TICK_SECONDS": "1",
            "PYTHONPATH": str(ROOT),
        }
        self._folder = folder
        self._log = (folder / "servers.log").open("ab")
        self._chance = random.Random(seed)
        kinds = ("serve",) if url.startswith("sqlite") else ("serve", "web")
        self._kinds = {free_port(): kind for kind in kinds}
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self.killed: Counter[str] = Counter()
        for port in self._kinds:
            self._start(port)
        for port in self._kinds:
            self.wait_for(port)

    @property
    def ports(self) -> tuple[int, ...]:
        """Where they listen."""
        return tuple(self._kinds)

    def _start(self, port: int) -> None:
        command = [sys.executable, "-m", "qyzmet", self._kinds[port], "--port", str(port)]
        # Who is killed tidies nothing up: what the processes count lies in the test's folder.
        environ = self._environ | {
            "QYZMET_BASE_URL": f"http://127.0.0.1:{port}",
            "QYZMET_METRICS_DIR": str(self._folder / f"metrics-{port}"),
        }
        self._processes[port] = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=self._log, stderr=self._log)

    def wait_for(self, port: int) -> None:
        """Wait until it answers."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).close()
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < until, "the pages do not come up"
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """SIGKILL to some of one server's processes, whatever they are doing."""
        port = self._chance.choice(self.ports)
        (what,) = self._chance.choices(_WHAT, _HOW_OFTEN)
        root = self._processes[port].pid
        below = _descendants(root)
        if what == "all":
            chosen = [root, *below]
        else:
            word = "worker" if what == "worker" else "web"
            chosen = [pid for pid, arguments in below.items() if f"qyzmet {word}" in arguments]
            chosen = [self._chance.choice(chosen)] if chosen else []
        for pid in chosen:
            _end(pid)
        if what == "all":
            self._processes[port].wait()
            self._start(port)
        self.killed[what] += bool(chosen)

    def end(self) -> None:
        """End them, politely."""
        for process in self._processes.values():
            below = _descendants(process.pid)
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                for pid in (process.pid, *below):
                    _end(pid)
                process.wait()
        self._log.close()


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _descendants(root: int) -> dict[int, str]:
    """The processes below one, with their command lines."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    found: dict[int, str] = {}
    ahead = [root]
    while ahead:
        parent = str(ahead.pop())
        here = {int(pid): arguments for pid, above, arguments in rows if above == parent}
        found |= here
        ahead += here
    return found


class Killer(threading.Thread):
    """Kills `kills` times, each time while a call is under way."""

    def __init__(self, servers: Servers, under_way: threading.Event, kills: int, seed: int) -> None:
        super().__init__(daemon=True)
        self._servers, self._under_way, self._kills = servers, under_way, kills
        self._chance, self._stopping = random.Random(seed), threading.Event()

    def run(self) -> None:
        """Until there were so many, or nobody acts any more."""
        while sum(self._servers.killed.values()) < self._kills and not self._stopping.is_set():
            self._under_way.clear()
            if self._under_way.wait(1):
                time.sleep(self._chance.uniform(0, _LONGEST_CALL))
                self._servers.kill()
                self._stopping.wait(self._chance.uniform(*_BETWEEN))

    def stop(self) -> None:
        """End it."""
        self._stopping.set()
        self.join()


class Caller:
    """The API of the servers, called as the demonstration's people, until it answers."""

    def __init__(
        self, servers: Servers, engine: Engine, ids: Mapping[str, str], tokens: Mapping[str, str], seed: int
    ) -> None:
        self._servers, self._engine, self._ids, self._tokens = servers, engine, ids, tokens
        self._chance, self._keys = random.Random(seed), itertools.count()
        self.under_way = threading.Event()
        self.lost = 0
        # What was acknowledged: of each object the newest version, of each file its content.
        self.versions: dict[str, tuple[str, int]] = {}
        self.files: dict[str, tuple[str, bytes]] = {}

    def once(self, key: str, path: str, data: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """One call, to any of the servers. Raises OSError or HTTPException where no answer comes."""
        port = self._chance.choice(self._servers.ports)
        if key:
            headers["Authorization"] = f"Bearer {self._tokens[key]}"
        call = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1{path}", data=data, headers=headers)
        try:
            with urllib.request.urlopen(call, timeout=120) as answer:
                return int(answer.status), bytes(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def _until_answered(self, key: str, path: str, data: bytes | None, media_type: str) -> bytes:
        headers = {"Content-Type": media_type, "Idempotency-Key": f"kill-{next(self._keys)}"} if data else {}
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            self.under_way.set()
            try:
                status, content = self.once(key, path, data, **headers)
            except (OSError, http.client.HTTPException):
                self.lost += 1
                status, content = 0, b""
            if status in (200, 201):
                return content
            is_waited_for = status in (0, 429) or (status == 409 and b"Idempotency-Key" in content)
            assert is_waited_for, (key, path, status, content.decode())
            assert time.monotonic() < until, (key, path, "no answer")
            if status == 409:
                self._a_minute_passes()
            time.sleep(0.2)

    def _a_minute_passes(self) -> None:
        aged = _AGED[self._engine.dialect.name]
        where = "status IS NULL AND blind_key IS NULL"
        with self._engine.begin() as connection:
            connection.execute(text(f"UPDATE idempotent_answer SET created_at = {aged} WHERE {where}"))

    def call(self, key: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask for a path, or send it a body; the key "" asks the demonstration itself."""
        data = None if body is None else json.dumps(body).encode()
        found: dict[str, Any] = json.loads(self._until_answered(key, path, data, "application/json"))
        if body is not None and "version" in found:
            self.versions[f"/{path.split('/')[1]}/{found['number']}"] = key, found["version"]
        return found

    def upload(self, key: str, name: str, content: bytes) -> str:
        """The id of a document that the person uploads."""
        content += str(len(self.files)).encode()
        head = f'--part\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        data = head.encode() + content + b"\r\n--part--\r\n"
        answer = self._until_answered(key, "/documents", data, "multipart/form-data; boundary=part")
        number = str(json.loads(answer)["id"])
        self.files[number] = key, content
        return number

    def user(self, key: str) -> str:
        """The public id of the person."""
        return self._ids[key]

    def register(self) -> dict[str, str]:
        """The numbers of the register's working services, by their names."""
        services = self.call("integrator_head", "/integration-services?limit=200&state=working")["items"]
        return {each["data"]["name"]: each["number"] for each in services}

    def ordered(self) -> str:
        """The number of the design assignment that an agreed request led to."""
        return str(self.call("integrator_head", "/assignments?state=draft&limit=200")["items"][0]["number"])
