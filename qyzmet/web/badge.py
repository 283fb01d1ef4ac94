"""How much waits for the reader, as the navigation of every page shows it.

To count is to ask what stands against each act, which costs more than many a page. So a count is kept for half a
minute, in this process alone, and is forgotten as soon as the reader does something; the front page counts anew in any
case.
"""

from flask import Flask, Response, current_app, request

from qyzmet import clock, context
from qyzmet.procedure.whose_turn import my_tasks
from qyzmet.procedure.whose_turn.my_tasks import MyTasks

SECONDS = 30
MOST = 10
# So many readers a process remembers.
_READERS = 10_000
_NAME = "qyzmet_badge"


def text() -> str:
    """The number, from ten on with a plus; nothing where nothing waits or nobody is signed in."""
    actor = context.actor()
    if actor.user is None:
        return ""
    counted_at, said = _kept().get(actor.label, (0.0, ""))
    if counted_at and clock.elapsed() - counted_at < current_app.config.get("BADGE_SECONDS", SECONDS):
        return said
    return keep(my_tasks.tasks_of(actor, MOST))


def keep(mine: MyTasks) -> str:
    """Remember what was counted for the reader; gives the text."""
    count, actor = len(mine.items), context.actor()
    said = "" if not count else f"{MOST}+" if count > MOST or (mine.more and count == MOST) else str(count)
    if actor.known:
        if len(_kept()) >= _READERS:
            _kept().clear()
        _kept()[actor.label] = (clock.elapsed(), said)
    return said


def _forget(response: Response) -> Response:
    # By the label, which is known without asking: the transaction of a request that wrote has ended here.
    if request.method == "POST":
        _kept().pop(context.actor().label, None)
    return response


def _kept() -> dict[str, tuple[float, str]]:
    kept: dict[str, tuple[float, str]] = current_app.extensions.setdefault(_NAME, {})
    return kept


def register(app: Flask) -> None:
    """Give the pages their badge."""
    app.after_request(_forget)

    @app.context_processor
    def _badge() -> dict[str, object]:
        return {"tasks_badge": text}
