"""Races: whatever the helpers of the tests take, several take at the same moment over real connections."""

import copy
from typing import Any

from flask import Flask
from sqlalchemy import select

from qyzmet import context, database
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.find_by_number import find
from qyzmet.procedure.kinds import kind_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.refusals import Refused
from tests.tenders.bids.test_at_once import at_once

AT_ONCE = 3
# What a race ended with: the state before and how often it was taken, by kind, action and taker.
Found = dict[tuple[str, str], list[int]]
_take = engine.take


class Racing:
    """Takes the place of `engine.take` in a walk: the first time that a move is taken, it is raced for."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.won: Found = {}
        self._seen: set[tuple[str, str, str, int]] = set()

    def take(self, procedure: Procedure, action: str, body: Body, **more: Any) -> Act | None:
        """The move of the actor: raced for the first time in this state, alone afterwards. Gives the newest act."""
        actor = context.actor()
        assert actor.user is not None
        key = (procedure.kind, action, procedure.state, actor.user.id)
        if key in self._seen or more:
            return _take(procedure, action, body, **more)
        self._seen.add(key)
        db.session.commit()
        number, kind = procedure.public_number, kind_of(procedure)

        def once() -> str:
            """Why the move was refused; empty where it was taken."""
            with self.app.app_context(), database.writing():
                person = db.session.get_one(User, key[3])
                with context.acting(context.actor_of(person)) as here:
                    try:
                        found = find(number, [kind], here)
                        if found is None:
                            # Who has stepped aside does not know of it any more.
                            return "not to be found"
                        _take(found, action, copy.deepcopy(dict(body)))
                        db.session.commit()
                    except Refused as refused:
                        db.session.rollback()
                        return refused.detail
                    finally:
                        db.session.remove()
            return ""

        refusals = at_once(*[once] * AT_ONCE)
        taken = refusals.count("")
        assert taken, (key, refusals)
        self.won.setdefault(key[:2], []).append(taken)
        if db.inspect(procedure).persistent:
            db.session.refresh(procedure)
        return db.session.scalar(select(Act).where(Act.action == action).order_by(Act.id.desc()).limit(1))
