"""Organisations: added and changed by administrators. Services never commit."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.identity import is_iin, masked
from qyzmet.people.models import Organisation
from qyzmet.procedure.refusals import Invalid, Stale
from qyzmet.procedure.wording import name_of
from qyzmet.reading.read_once import read_once
from qyzmet.search import indexing
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import SINGLE_KINDS, OrganisationKind


@dataclass(frozen=True)
class Names:
    """An organisation's names in the three languages."""

    kk: str
    ru: str
    en: str


def chain_of(organisation: Organisation) -> str:
    """The audit chain of an organisation."""
    return f"organisation:{organisation.id}"


def facts_of(organisation: Organisation) -> dict[str, Any]:
    """What the audit trail keeps of an organisation."""
    return {
        "bin": organisation.bin,
        "kind": organisation.kind.value,
        "names": asdict(Names(organisation.name_kk, organisation.name_ru, organisation.name_en)),
        "national_bank": organisation.national_bank,
        "must_sign": organisation.must_sign,
        "owners": [shown_owner(each) for each in organisation.owners or ()],
        "checked": organisation.checked_at is not None,
        "refused_reason": organisation.refused_reason,
        "closed_on": organisation.closed_on.isoformat() if organisation.closed_on else None,
    }


@read_once
def by_bin(number: str) -> Organisation | None:
    """The organisation with this BIN, working or not."""
    return db.session.scalars(select(Organisation).where(Organisation.bin == number)).first()


def by_bins(numbers: Iterable[str]) -> dict[str, Organisation]:
    """Those of these BINs that there are, by their BIN."""
    found = db.session.scalars(select(Organisation).where(Organisation.bin.in_(set(numbers))))
    return {each.bin: each for each in found}


def working(kind: OrganisationKind) -> Organisation | None:
    """The organisation of a single kind that works now."""
    return db.session.scalars(
        select(Organisation).where(Organisation.kind == kind, Organisation.closed_on.is_(None)).limit(1)
    ).first()


def add(kind: OrganisationKind, number: str, names: Names, *, national_bank: bool = False) -> Organisation:
    """Add a checked organisation. Raises Invalid where the BIN is known, or one of this single kind works already."""
    made = make(kind, number, names, national_bank=national_bank)
    made.checked_at = clock.now()
    db.session.flush()
    audit.record("add_organisation", chain=chain_of(made), subject=made.bin, after=facts_of(made))
    return made


def make(kind: OrganisationKind, number: str, names: Names, *, national_bank: bool = False) -> Organisation:
    """The row of a new organisation that nobody has checked yet; raises Invalid as `add`. Not audited here."""
    if by_bin(number) is not None:
        raise _known_bin()
    there = working(kind) if kind in SINGLE_KINDS else None
    if there is not None:
        text = _(
            "There is one such organisation already: %(name)s. If it was reorganised, give it a successor on its page.",
            name=name_of(there),
        )
        raise Invalid(text, errors={"kind": [text]})
    made = Organisation(
        bin=number,
        kind=kind,
        name_kk=names.kk,
        name_ru=names.ru,
        name_en=names.en,
        national_bank=national_bank,
        created_at=clock.now(),
    )
    try:
        # Two administrators may add the same one at the same instant: the database decides.
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        raise _known_bin() from error
    return made


def shown_owner(number: str) -> str:
    """An owner's number as people read it whose work does not need it whole: an IIN masked, a BIN as it is."""
    return masked(number) if is_iin(number) else number


def record_view_of_owners(organisation: Organisation) -> None:
    """Write down that the current actor saw the owners' IINs whole."""
    audit.record("viewed_owners", chain=chain_of(organisation), subject=organisation.bin)


def change(
    organisation: Organisation,
    names: Names,
    *,
    national_bank: bool,
    expected_version: int,
    must_sign: bool | None = None,
    owners: Sequence[str] | None = None,
) -> None:
    """Change names, the flag of ¶ 3 and, where given, whether its heads' acts must be signed (H47) and who owns a share
    of it; kind and BIN stay, a new BIN makes a successor.

    Raises Stale where somebody else saved since `expected_version`.
    """
    lock(organisation, expected_version)
    before = facts_of(organisation)
    organisation.name_kk, organisation.name_ru, organisation.name_en = names.kk, names.ru, names.en
    organisation.national_bank = national_bank
    organisation.must_sign = organisation.must_sign if must_sign is None else must_sign
    old_owners = organisation.owners
    organisation.owners = old_owners if owners is None else list(owners)
    after = facts_of(organisation)
    if after == before and organisation.owners == old_owners:
        return
    if organisation.owners != old_owners:
        # Masked they may read alike, so the trail says that they changed.
        after["owners_changed"] = True
    indexing.name_parties(organisation)
    audit.record(
        "change_organisation", chain=chain_of(organisation), subject=organisation.bin, before=before, after=after
    )


def lock(organisation: Organisation, expected_version: int | None = None) -> None:
    """Let nobody else change it until this transaction ends. Raises Stale where the version is another one."""
    db.session.flush()
    db.session.refresh(organisation, with_for_update=True)
    if expected_version is not None and organisation.version != expected_version:
        raise Stale(
            _(
                "This was changed in the meantime, by somebody else or by you in another tab. "
                "Look at the newest version."
            )
        )


def _known_bin() -> Invalid:
    text = _("An organisation with this BIN is registered already.")
    return Invalid(text, errors={"bin": [text]})
