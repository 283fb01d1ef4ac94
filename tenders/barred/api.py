"""The register of the barred over the API: read by everybody, kept by an administrator."""

from flask import request, url_for
from sqlalchemy import Select

from qyzmet import clock
from qyzmet.api import registers
from qyzmet.api.bodies import Body
from qyzmet.api.json_schemas import DATE, INSTANT, INSTANT_OR_NULL, TEXT, TEXT_OR_NULL, Json, whole
from qyzmet.api.lists import ListParameters
from qyzmet.api.objects import instant
from qyzmet.api.registers import Register, RegisterAct, links_schema
from qyzmet.documents import service as documents
from qyzmet.forms.schema import schema_of
from qyzmet.web.paging import whole_number

from ..models import Barred
from . import entries
from .entries import BarredForm, StrikeForm


def shown(row: Barred) -> Json:
    """An entry as the API shows it."""
    entry, paper = entries.entry_of(row), documents.find(row.document)
    names = {"kk": row.organisation.name_kk, "ru": row.organisation.name_ru, "en": row.organisation.name_en}
    return {
        "number": row.id,
        "supplier": entry.supplier,
        "names": names,
        "finding_on": entry.finding_on.isoformat(),
        "until": entry.until.isoformat(),
        "blocks": entries.blocks(row, clock.today()),
        "document": {"id": row.document, "sha256": paper.sha256 if paper is not None else None},
        "recorded_at": instant(row.recorded_at),
        "struck_at": instant(row.struck_at),
        "struck_grounds": row.struck_grounds,
        "links": {"self": url_for("api.barred_show", number=row.id), "page": "/tenders/barred"},
    }


def listed(_asked: ListParameters) -> Select[Barred]:
    """The entries; of one supplier, if `supplier` is given."""
    return entries.found(request.args.get("supplier", ""))


def find(number: str) -> Barred | None:
    """The entry of that number."""
    row_id = whole_number(number)
    return entries.by_id(row_id) if row_id is not None else None


def create() -> Barred:
    """A new entry."""
    entries.permit()
    body = Body(BarredForm)
    body.check()
    return entries.add(body.values)


def strike(row: Barred) -> None:
    """Strike out an entry."""
    entries.permit()
    body = Body(StrikeForm)
    entries.against_striking(row)
    body.check()
    entries.strike(row, body.values["grounds"])


def _schema() -> Json:
    return whole(
        number={"type": "integer"},
        supplier={**TEXT, "description": "BIN"},
        names={"type": "object", "additionalProperties": TEXT},
        finding_on={**DATE, "description": "The day of the court's finding, from which it blocks"},
        until={**DATE, "description": "The last day on which it blocks: three years from the finding"},
        blocks={"type": "boolean", "description": "Whether it blocks bids today"},
        document={"type": "object", "required": ["id", "sha256"], "properties": {"id": TEXT, "sha256": TEXT_OR_NULL}},
        recorded_at=INSTANT,
        struck_at={**INSTANT_OR_NULL, "description": "Struck out: it was made by mistake and blocks nobody"},
        struck_grounds=TEXT,
        links=links_schema(),
    )


BARRED = Register(
    name="barred",
    about="Suppliers barred by a court's finding of false information (Law 45-3)",
    model=Barred,
    listed=listed,
    find=find,
    shown=shown,
    create=create,
    acts={
        "strike": RegisterAct(
            "Strike out an entry that was made by mistake: an administrator; it stays to be seen",
            schema=lambda: schema_of(StrikeForm),
            take=strike,
        )
    },
    public=True,
    entry="entry",
    list_summary="The register of the barred (Law 45-3), the oldest entry first, page by page",
    create_summary="Enter a supplier with the court's finding: an administrator",
    show_summary="An entry of the register",
    number={"schema": {"type": "integer", "minimum": 1}},
    parameters={"supplier": ("Of the supplier with this BIN.", {"type": "string"})},
    create_schema=lambda: schema_of(BarredForm),
    entry_schema=_schema,
)


def register_api() -> None:
    """Serve the register."""
    registers.register(BARRED)
