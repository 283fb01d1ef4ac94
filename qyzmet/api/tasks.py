"""`GET /me/tasks`: what the caller is expected to do now, the most urgent first, as the front page shows it."""

from typing import Any

from flask import Flask, Response, request

from qyzmet import context
from qyzmet.api import lists, objects, room_routes
from qyzmet.api.answering import as_json
from qyzmet.api.json_schemas import INSTANT, INSTANT_OR_NULL, TEXT, TEXT_OR_NULL, Json, whole
from qyzmet.api.openapi_parts import answer, list_parameters, page_schema, problems, ref
from qyzmet.procedure.shown_version import shown_version
from qyzmet.procedure.whose_turn import my_tasks
from qyzmet.procedure.whose_turn.my_tasks import MyTask

PATH = "/me/tasks"


def mine() -> Response:
    """A page of the caller's tasks; the cursor counts the caller's own alone."""
    asked = lists.read((), request.args)
    start = min(asked.after or 0, my_tasks.MOST_READ)
    end = start + asked.limit
    found = my_tasks.tasks_of(context.actor(), end)
    items = [_shown(each) for each in found.items[start:]]
    return as_json({"items": items, "next": lists.cursor(end) if found.more else None})


def _shown(mine: MyTask) -> Json:
    task, procedure = mine.task, mine.task.procedure
    address = objects.address(procedure)
    acting = f"{address}/{task.action}" if task.action else None
    return {
        "object": {
            "number": procedure.public_number,
            "kind": procedure.kind,
            "state": procedure.state,
            "title": procedure.called,
            "version": shown_version(procedure),
        },
        "action": task.action,
        "actions": list(task.actions),
        "title": task.title,
        "rule": task.rule,
        "deadline": objects.deadline_shown(mine.deadline, procedure) if mine.deadline is not None else None,
        "until": objects.instant(mine.until),
        "handed_over": None
        if task.ready is None
        else {
            "by": task.ready.by.public_id if task.ready.by is not None else None,
            "at": objects.instant(task.ready.at),
            "note": task.ready.note,
        },
        "links": {
            "self": address,
            "page": procedure.path,
            "action": acting,
            "begins": f"/api/v1/{task.begins.kind}" if task.begins is not None else None,
        },
    }


def _paths() -> dict[str, Any]:
    return {
        PATH: {
            "get": {
                "operationId": "my_tasks",
                "summary": "What you are expected to do now: made ready for you first, then by the last day",
                "tags": ["me"],
                "parameters": list_parameters({}),
                "responses": {
                    "200": answer("A page of the tasks.", page_schema(ref("schemas/Task"))),
                    **problems("422"),
                },
            }
        }
    }


def _schemas() -> dict[str, Any]:
    return {
        "Task": whole(
            object=whole(number=TEXT, kind=TEXT, state=TEXT, title=TEXT, version={"type": "integer"}),
            action={
                **TEXT_OR_NULL,
                "description": "What leads on; null where another procedure is begun, which `links.begins` names.",
            },
            actions={"type": "array", "items": TEXT, "description": "All of which one is expected."},
            title=TEXT,
            rule=TEXT_OR_NULL,
            deadline={"oneOf": [ref("schemas/Deadline"), {"type": "null"}]},
            until={
                **INSTANT_OR_NULL,
                "description": "The end of that term; of a sealed bid, of the acceptance of bids.",
            },
            handed_over={
                "oneOf": [whole(by=TEXT_OR_NULL, at=INSTANT, note=TEXT), {"type": "null"}],
                "description": "Who made it ready for you and said so.",
            },
            links=whole(self=TEXT, page=TEXT, action=TEXT_OR_NULL, begins=TEXT_OR_NULL),
        )
    }


def register(app: Flask) -> None:
    """Serve it. `app` is not needed: the API's routes are added when all of them are known."""
    room_routes.register(
        room_routes.RoomRoutes(
            "me",
            "What concerns the caller",
            routes=((PATH, "my_tasks", mine, ("GET",)),),
            paths=_paths,
            schemas=_schemas,
        )
    )
