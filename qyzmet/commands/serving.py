"""`qyzmet web` and `qyzmet serve`: the pages under gunicorn, alone or together with the deadline worker."""

import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import click

from qyzmet.commands.numbers import WholeNumber

WATCH_SECONDS = 0.3
# Connections that the system keeps until a process takes them.
BACKLOG = 1024
_address = (
    click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
    click.option("--port", type=WholeNumber(1, 65535), default=8000, show_default=True, help="Port to listen on."),
    click.option(
        "--processes",
        type=WholeNumber(1, 64),
        default=None,
        help="Processes for the pages; 1 on SQLite and 2 on PostgreSQL by default.",
    ),
)


def _with_address(command: Any) -> Any:
    for option in reversed(_address):
        command = option(command)
    return command


@click.command()
@_with_address
@click.option("--supervised", is_flag=True, hidden=True, help="End with the process that started it.")
def web(host: str, port: int, processes: int | None, supervised: bool) -> None:
    """Serve the pages and the API, without the deadline worker."""
    from qyzmet.commands.supervision import end_with_parent

    if supervised:
        end_with_parent()
    check_port(host, port)
    made = _metrics_folder()
    try:
        _serve_pages(host, port, processes)
    finally:
        if made:
            shutil.rmtree(made, ignore_errors=True)


@click.command()
@_with_address
def serve(host: str, port: int, processes: int | None) -> None:
    """Serve the pages and run the deadline worker, until stopped by SIGTERM or Ctrl-C."""
    from qyzmet.commands.application import application

    check_port(host, port)
    made = _metrics_folder()
    try:
        with application(sealing=True) as app:
            url = f"http://{'[' + host + ']' if ':' in host else host}:{port}"
            click.echo(f"Qyzmet listens on {url}. Stop with Ctrl-C.")
            code = _supervise(app, ["--host", host, "--port", str(port), *_number(processes)])
    finally:
        if made:
            shutil.rmtree(made, ignore_errors=True)
    sys.exit(code)


def _number(processes: int | None) -> list[str]:
    return [] if processes is None else ["--processes", str(processes)]


def check_port(host: str, port: int) -> None:
    """Say in one line that the port is taken: gunicorn would share it with another program of ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Not reuse_port: a port that anybody listens on is refused; one that was just closed is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} cannot be listened on ({error.strerror}). Choose another with --port."
            ) from error


def _metrics_folder() -> str | None:
    """The folder where all processes count together. Made where no setting names one; returns it then."""
    made = None
    folder = os.environ.get("QYZMET_METRICS_DIR")
    if not folder:
        folder = made = tempfile.mkdtemp(prefix="qyzmet-metrics-")
        os.environ["QYZMET_METRICS_DIR"] = folder
    Path(folder).mkdir(parents=True, exist_ok=True)
    # The library's own name for it, read when it is imported.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    return made


def _serve_pages(host: str, port: int, processes: int | None) -> None:
    from gunicorn.app.base import BaseApplication

    from qyzmet.commands.application import application
    from qyzmet.operations.server.worker import ReceivingWorker

    with application(sealing=True) as app:
        settings = app.config["QYZMET"]
        from qyzmet.database import db

        db.engine.dispose()  # No connection may be shared with the processes that are forked from this one.

    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": processes or (1 if settings.is_sqlite else 2),
        "worker_class": ReceivingWorker,
        "backlog": BACKLOG,
        "graceful_timeout": 10,
        "timeout": 60,
        "proc_name": "qyzmet-web",
        "loglevel": "warning",
        "control_socket_disable": True,
        "child_exit": _forget_process,
    }

    class Pages(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    Pages().run()


def _forget_process(_server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _supervise(app: Any, address: list[str]) -> int:
    """Keep both running until a signal comes; returns the exit code.

    Pages that were killed start again. Pages that end by themselves would end so again: then there is nothing to serve.
    """
    import structlog

    from qyzmet import clock
    from qyzmet.commands.supervision import SETTLED_SECONDS, Child
    from qyzmet.deadlines.worker import signs_of_life

    log = structlog.get_logger("qyzmet.serve")
    stopping = threading.Event()
    ended: list[int] = []
    killed_at: list[float] = []

    def worker_died(pid: int, code: int) -> None:
        log.error("the deadline worker has died and is started again", pid=pid, code=code)
        try:
            signs_of_life.stop(f"{socket.gethostname()}:{pid}", f"it died with code {code}")
        except Exception:
            # The database does not answer; then /readyz says so too.
            log.exception("the end of the worker could not be written down")

    def web_died(pid: int, code: int) -> None:
        if code < 0:
            killed_at.append(clock.elapsed())
        # For a moment those that they left behind may still hold the port.
        if killed_at and clock.elapsed() - killed_at[-1] < SETTLED_SECONDS:
            log.error("the pages have died and are started again", pid=pid, code=code)
            return
        log.error("the pages have ended", pid=pid, code=code)
        ended.append(code)
        stopping.set()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    children = [
        Child("web", ["web", *address, "--supervised"], web_died),
        Child("worker", ["worker", "--supervised"], worker_died),
    ]
    while not stopping.is_set():
        for child in children:
            if not stopping.is_set():
                child.watch()
        stopping.wait(WATCH_SECONDS)
    for child in children:
        child.end()
    for child in children:
        child.wait()
    return 1 if ended else 0
