"""The developments of an IC service, for the page of the service."""

from typing import Any

from sqlalchemy import select

from qyzmet import context, rights
from qyzmet.database import db
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.wording import state_word

from ..models import Development, Service
from ..procedure.states import RETIRED
from . import draft, tones

_LONGEST = 200


def of_service(service: Service) -> dict[str, Any]:
    """The developments that the reader may know of, the newest first, and where the reader asks for another."""
    actor = context.actor()
    if actor.user is None:
        return {"rows": [], "start_href": None}
    here = select(Development).where(Development.service_id == service.id, rights.known_to(actor))
    query = here.order_by(Development.id.desc())
    starts = service.state != RETIRED and draft.customer_role(actor, service) is not None
    return {
        "rows": [
            {
                "development": each,
                "state": state_word(table_of(each), each.state),
                "tone": tones.TONES[each.state],
                "need": str(each.data.get("need") or "")[:_LONGEST],
            }
            for each in db.session.scalars(query)
        ],
        "start_href": f"/catalog/developments/new?service={service.public_number}" if starts else None,
    }
