"""The contracts of a tender, one row each (¶ 19(14)), where one of all parties stood before.

What runs is carried over. Of a lease the old contract becomes that of the IC service (customer, operator), that of the
lease (operator, supplier) and, where the product becomes the state body's property, that of the product (customer,
supplier): each with the old one's file, dates, price and those of its signatures that are its parties', and only where
whoever begins it had signed. What had come into force stays in force; what all parties of a new contract had signed is
in force from the last of these signatures; what others had signed of one that is not begun is void. A PPP contract
stays one. Of a tender whose contracts were still being signed the term of H5 goes on, with its event and its end, for
each who signs next; terms that had ended are the customer's, as they were. No file, act or audit record is changed.
"""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
# As the table has them when this was written: who signs each contract, in this order.
SIGNERS = {
    "service": ("customer", "operator"),
    "lease": ("operator", "supplier"),
    "ppp": ("customer", "operator", "supplier"),
    "product": ("customer", "supplier"),
}
PARTIES = {"customer": "state_body", "operator": "operator", "supplier": "supplier"}
OLD_TERM = "sign_contract"

Row = dict[str, Any]


def upgrade() -> None:
    with op.batch_alter_table("contract") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("price", sa.BigInteger(), nullable=True))
    bind = op.get_bind()
    for tender in _tenders(bind):
        _carry_over(bind, tender)
    with op.batch_alter_table("contract") as batch:
        batch.alter_column("kind", existing_type=sa.String(length=32), nullable=False)
        batch.alter_column("version", existing_type=sa.Integer(), nullable=False)
        batch.drop_column("parties")


def _rows(bind: sa.Connection, query: str, **values: Any) -> list[Row]:
    return [dict(row) for row in bind.execute(sa.text(query), values).mappings()]


def _tenders(bind: sa.Connection) -> Iterator[Row]:
    """The tenders that have a contract, or a term in which one is signed."""
    yield from _rows(
        bind,
        "SELECT tender.id, tender.mechanism, tender.object, procedure.state, assignment_version.data"
        " FROM tender JOIN procedure ON procedure.id = tender.id"
        " LEFT JOIN assignment_version ON assignment_version.id = tender.frozen_id"
        " WHERE tender.id IN (SELECT tender_id FROM contract)"
        " OR tender.id IN (SELECT procedure_id FROM deadline WHERE term = :term) ORDER BY tender.id",
        term=OLD_TERM,
    )


def _needed(tender: Row) -> tuple[str, ...]:
    if tender["mechanism"] == "ppp":
        return ("ppp",)
    commissioning = json.loads(tender["data"] or "{}").get("commissioning") or {}
    demanded = tender["object"] == "ssp" and commissioning.get("property_after_3_years") is True
    return ("service", "lease", "product") if demanded else ("service", "lease")


def _carry_over(bind: sa.Connection, tender: Row) -> None:
    needed = _needed(tender)
    stands: dict[str, set[str]] = {}
    contract = _contract_table(bind)
    kept = bind.execute(sa.select(contract).where(contract.c.tender_id == tender["id"]).order_by(contract.c.id))
    versions: dict[str, int] = {}
    for old in [dict(row) for row in kept.mappings()]:
        made = list(_parted(old, needed, tender["state"]))
        for kind, values in made:
            versions[kind] = versions.get(kind, 0) + 1
            values |= {"kind": kind, "version": versions[kind]}
            if old["ended_at"] is None:
                stands[kind] = set(values["signatures"])
        _write(bind, contract, old, [values for _kind, values in made])
    _carry_terms(bind, tender["id"], needed, stands)


def _contract_table(bind: sa.Connection) -> sa.Table:
    return sa.Table("contract", sa.MetaData(), autoload_with=bind)


def _parted(old: Row, needed: tuple[str, ...], state: str) -> Iterator[tuple[str, Row]]:
    """The contracts that an old one becomes, the one that the customer began first."""
    signatures = json.loads(old["signatures"])
    for kind in needed:
        held = {party: signatures[party] for party in SIGNERS[kind] if party in signatures}
        whole = len(held) == len(SIGNERS[kind])
        concluded = state == "contracted" and old["ended_at"] is None
        if SIGNERS[kind][0] not in held or (concluded and not whole):
            continue
        prices = {"price": None, "price_lease": None, "price_service": None}
        if kind == "ppp":
            prices |= {name: old[name] for name in ("price_lease", "price_service")}
        elif kind != "product":
            prices["price"] = old[f"price_{kind}"]
        in_force = (old["in_force_at"] or _last(held)) if whole else None
        yield kind, {**prices, "signatures": held, "in_force_at": in_force}


def _last(signatures: Row) -> dt.datetime:
    """The instant of the last of these signatures, as it is kept: without an offset on SQLite."""
    last = max(dt.datetime.fromisoformat(each["at"]) for each in signatures.values()).astimezone(dt.UTC)
    return last.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else last


def _write(bind: sa.Connection, contract: sa.Table, old: Row, made: list[Row]) -> None:
    """The first takes the old row, the others are new; the customer had begun every old one."""
    for place, values in enumerate(made):
        kept = {**values, "signatures": _canonical(values["signatures"])}
        if place == 0:
            bind.execute(sa.update(contract).where(contract.c.id == old["id"]).values(**kept))
        else:
            bind.execute(sa.insert(contract).values({**{k: v for k, v in old.items() if k != "id"}, **kept}))


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _carry_terms(bind: sa.Connection, tender: int, needed: tuple[str, ...], stands: dict[str, set[str]]) -> None:
    """The running term goes on for each who signs next; those that have ended keep their owner."""
    deadline = sa.Table("deadline", sa.MetaData(), autoload_with=bind)
    of_term = (deadline.c.procedure_id == tender) & (deadline.c.term == OLD_TERM)
    running = bind.execute(sa.select(deadline).where(of_term & (deadline.c.state == "open"))).mappings().first()
    if running is not None:
        for place, (kind, party) in enumerate(_next(needed, stands)):
            values = {
                "term": f"sign_{kind}_{party}",
                "owner": PARTIES[party],
                "owner_organisation_id": _organisation(bind, tender, PARTIES[party]),
            }
            if place == 0:
                bind.execute(sa.update(deadline).where(deadline.c.id == running["id"]).values(**values))
            else:
                bind.execute(sa.insert(deadline).values({**{k: v for k, v in running.items() if k != "id"}, **values}))
    bind.execute(sa.update(deadline).where(of_term).values(term=f"sign_{needed[0]}_customer"))


def _next(needed: tuple[str, ...], stands: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    for kind in needed:
        following = next((party for party in SIGNERS[kind] if party not in stands.get(kind, set())), None)
        if following is not None:
            yield kind, following


def _organisation(bind: sa.Connection, tender: int, party: str) -> int | None:
    found = _rows(
        bind,
        "SELECT organisation_id FROM procedure_party WHERE procedure_id = :tender AND party = :party",
        tender=tender,
        party=party,
    )
    return int(found[0]["organisation_id"]) if found else None


def downgrade() -> None:
    """The older release knows one contract of all, and one term: what the customer began stays, without the rest."""
    op.execute("DELETE FROM contract WHERE kind NOT IN ('service', 'ppp')")
    op.execute("UPDATE contract SET price_service = price WHERE kind = 'service'")
    with op.batch_alter_table("contract") as batch:
        batch.add_column(sa.Column("parties", sa.Text(), nullable=False, server_default=_canonical(SIGNERS["ppp"])))
    contract = sa.table("contract", sa.column("kind"), sa.column("parties"))
    of_service = sa.update(contract).where(contract.c.kind == "service")
    op.execute(of_service.values(parties=_canonical(SIGNERS["service"])))
    with op.batch_alter_table("contract") as batch:
        batch.alter_column("parties", existing_type=sa.Text(), nullable=False, server_default=None)
        for column in ("price", "version", "kind"):
            batch.drop_column(column)
    deadline = sa.table("deadline", sa.column("term"))
    terms = [f"sign_{kind}_{party}" for kind, signers in SIGNERS.items() for party in signers]
    op.execute(sa.update(deadline).where(deadline.c.term.in_(terms)).values(term=OLD_TERM))
