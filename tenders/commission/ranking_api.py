"""`GET …/ranking` of the API: the ranked bids with every step of the counting, once the scoring has ended."""

from typing import Any

from flask import Response, abort

from qyzmet.api import room_routes
from qyzmet.api.answering import as_json
from qyzmet.api.openapi_parts import answer, problems, ref
from qyzmet.procedure.pages import loading
from qyzmet.sentences.sentence import PLACES, exact, rounded

from ..models import Tender
from ..rules.scoring import LeftOut, Ranked, Step
from . import ranking


def ranking_of(number: str) -> Response:
    """Ranked bids, those left out, and members whose points do not count; nothing before the scoring has ended."""
    tender = loading.by_number(number, Tender.room)
    if not isinstance(tender, Tender):
        abort(404)
    if not ranking.is_ranked(tender):
        return as_json({"items": [], "left_out": [], "incomplete": []})
    found = ranking.of(tender)
    return as_json(
        {
            "items": [_ranked(item) for item in found.items],
            "left_out": [_left_out(item) for item in found.left_out],
            "incomplete": list(found.incomplete),
        }
    )


def _ranked(item: Ranked) -> dict[str, Any]:
    return {
        "rank": item.rank,
        "bid": item.bid,
        "total": f"{rounded(item.total):.{PLACES}f}",
        "total_exact": exact(item.total),
        "steps": [_step(step) for step in item.steps],
        "tie": ranking.in_words(item.tie) if item.tie is not None else None,
    }


def _left_out(item: LeftOut) -> dict[str, Any]:
    return {
        "bid": item.bid,
        "reasons": [ranking.in_words(said) for said in item.reasons],
        "steps": [_step(step) for step in item.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "criterion": step.criterion,
        "text": ranking.in_words(step.said),
        "rule": step.said.rule,
        "result": f"{rounded(step.result):.{PLACES}f}",
        "exact": exact(step.result),
        "adds": step.adds,
    }


def _paths() -> dict[str, Any]:
    text, maybe = {"type": "string"}, {"type": ["string", "null"]}
    step = {
        "type": "object",
        "required": ["criterion", "text", "rule", "result", "exact", "adds"],
        "properties": {
            "criterion": maybe,
            "text": text,
            "rule": maybe,
            "result": text,
            "exact": text,
            "adds": {"type": "boolean"},
        },
    }
    steps = {"type": "array", "items": step}
    item = {
        "type": "object",
        "required": ["rank", "bid", "total", "total_exact", "steps", "tie"],
        "properties": {
            "rank": {"type": "integer"},
            "bid": text,
            "total": text,
            "total_exact": text,
            "steps": steps,
            "tie": maybe,
        },
    }
    texts = {"type": "array", "items": text}
    out = {
        "type": "object",
        "required": ["bid", "reasons", "steps"],
        "properties": {"bid": text, "reasons": texts, "steps": steps},
    }
    found = {
        "type": "object",
        "required": ["items", "left_out", "incomplete"],
        "properties": {
            "items": {"type": "array", "items": item},
            "left_out": {"type": "array", "items": out},
            "incomplete": texts,
        },
    }
    return {
        "/tenders/{number}/ranking": {
            "get": {
                "operationId": "tenders_ranking",
                "summary": "The ranking of the bids with every step, exact; empty until the scoring has ended (¶ 19)",
                "tags": ["tenders"],
                "security": [{}, {"token": []}],
                "parameters": [ref("parameters/Number")],
                "responses": {"200": answer("By rank.", found), **problems("404")},
            }
        }
    }


def register() -> None:
    """Serve the ranking."""
    route = ("/tenders/<number>/ranking", "ranking", ranking_of, ("GET",))
    room_routes.register(room_routes.RoomRoutes("ranking", "The ranking of bids", routes=(route,), paths=_paths))
