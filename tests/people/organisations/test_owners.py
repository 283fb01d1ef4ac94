"""Law 45-1: who owns a share of an organisation, as administrators keep it."""

from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.vocabulary import Role
from tests import factories
from tests.signing_in import post, sign_in


def last(action: str) -> AuditRecord:
    """The newest record of that action."""
    query = select(AuditRecord).where(AuditRecord.action == action).order_by(AuditRecord.number.desc()).limit(1)
    return db.session.scalars(query).one()


def test_owners_are_kept_checked_and_masked(client: FlaskClient):
    """Who owns a share of an organisation stands by IIN or BIN: possible numbers, each once; the IIN whole only where
    it is changed, which the trail says.
    """
    office = sign_in(client, factories.user(Role.ADMINISTRATOR, factories.organisation(), password_hash="set"))
    organisation = factories.organisation(name="Bidder")
    iin, number = factories.an_iin(), factories.a_bin()
    address = f"/admin/organisations/{organisation.bin}/edit?lang=en"
    form = {"name_kk": "A", "name_ru": "A", "name_en": "A", "national_bank": "no", "must_sign": "no"}
    form |= {"version": organisation.version}
    wrong = post(office, address, {**form, "owners": f"{iin}\n123"})
    assert wrong.status_code == 422
    assert "neither an IIN nor a BIN: 123" in wrong.text
    assert post(office, address, {**form, "owners": f"{iin}\n{iin}"}).status_code == 422
    assert post(office, address, {**form, "owners": f"{iin[:6]} {iin[6:]}\n{number}"}).status_code == 303
    db.session.refresh(organisation)
    assert organisation.owners == [iin, number]
    assert iin not in str(last("change_organisation").after)
    page = office.get(f"/admin/organisations/{organisation.bin}?lang=en").text
    assert iin not in page
    assert number in page
    assert iin in office.get(address).text
    assert last("viewed_owners").subject == organisation.bin
