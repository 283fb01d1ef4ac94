"""The pages of an announcement: beginning it, writing it, consent and publication, the public page, its dates."""

import re
from typing import Any

from qyzmet.database import db
from tests.signing_in import post, sign_in
from tests.tenders.house import CONTACT, TenderHouse

HIDDEN = re.compile(r'name="version" value="([0-9]+)"')


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_an_announcement_from_the_assignment_to_the_public_page(client, tender_house: TenderHouse):
    """The main job over pages alone; before the button is pressed the page states every date and each skipped day."""
    house = tender_house
    assignment = house.approved_assignment()
    db.session.commit()
    sign_in(client, house["integrator_specialist"])
    assert f"/tenders/new?assignment={assignment.number}" in text(client.get(assignment.path))
    begun = post(client, "/tenders/new", {"assignment": assignment.number, "title": "", "contact": CONTACT})
    path = begun.headers["Location"]
    assert path == "/tenders/T-2026-000001"
    assert assignment.title in text(client.get(path))
    assert (
        post(
            client, f"{path}/edit", {"assignment": assignment.number, "title": "Certificates", "contact": CONTACT}
        ).status_code
        == 302
    )
    sign_in(client, house["customer_head"])
    assert post(client, f"{path}/act/consent").status_code == 302
    sign_in(client, house["integrator_head"])
    asked = text(client.get(f"{path}/act/publish"))
    for date in ("27 March 2026, 24:00", "27 March 2026, 18:00", "30 March 2026, 10:00", "17 March 2026, 24:00"):
        assert date in asked.replace("\u00a0", " "), date
    assert "Nauryz" in asked
    assert post(client, f"{path}/act/publish", {"version": HIDDEN.search(asked)[1]}).status_code == 302
    post(client, "/account/sign-out")
    with client.session_transaction() as cookie:
        cookie.clear()
    for language in ("en", "kk", "ru"):
        seen = client.get(f"{path}?lang={language}")
        assert seen.status_code == 200
        assert "Certificates" in text(seen)
        assert CONTACT in text(seen)
    assert "BEGIN:VCALENDAR" in text(client.get(f"{path}/dates.ics"))
