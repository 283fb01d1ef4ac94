"""From a draft to the Catalogue in a real browser: a test that is not passed and a returned entry are on the way.

Each party clicks what is its own; each page is without a fault for axe. What is long and has journeys of its own (most
parts of the design assignment, the bids of others) is sent by systems, and the demonstration's clock is theirs.
"""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from qyzmet.requests.assignment import sample as assignment_sample
from qyzmet.requests.request import sample
from tests import tender_course
from tests.browser import test_assignment_journey, test_journey, test_tender_journey
from tests.browser.systems import Systems
from tests.browser.visitor import Visitor
from tests.catalog import forming

PRODUCT, ICI, BY_OPERATOR = "product", "ici", "operator"
KINDS = (PRODUCT, ICI, BY_OPERATOR)
DEFECT = forming.failed()["defects"][0]


def journey(visitor: Visitor, systems: Systems, kind: str, pdf: Path) -> None:
    """¶ 8.1 to 98: request, opinion, decision, design assignment, tender or the operator's own contract, formation."""
    number = ordered(visitor)
    assigned(visitor, systems, number, kind)
    if kind == BY_OPERATOR:
        formed_by_operator(visitor, systems, operator_contracted(visitor, systems, number, pdf), pdf)
    else:
        formed(visitor, systems, contracted(visitor, systems, number, kind, pdf), kind, pdf)


def ordered(visitor: Visitor) -> str:
    """¶ 8.1, 11, 13: the request from its draft to the order of creation; returns the design assignment's number."""
    number = test_journey.submit(visitor, test_journey.draft(visitor))
    test_journey.give_opinion(visitor, number)
    act(visitor, "authorised_body_head", f"/requests/{number}", "agree", {"grounds": sample.AGREEMENT_GROUNDS})
    visitor.take(f"/requests/{number}", "order_creation")
    href = visitor.page.locator("main a[href^='/requests/DA-']").first.get_attribute("href")
    return str(href).rpartition("/")[2]


def assignment_of(systems: Systems, kind: str) -> dict[str, Any]:
    """The fourteen parts for a product, an ICI object, or what the operator creates itself."""
    numbers = tender_course.register_numbers(systems.register())
    if kind == BY_OPERATOR:
        return assignment_sample.operator(numbers)
    data = assignment_sample.lease(numbers)
    if kind == ICI:
        data["general"]["object"] = "ici"
        data["commissioning"]["property_after_3_years"] = False
    return data


def assigned(visitor: Visitor, systems: Systems, number: str, kind: str) -> None:
    """¶ 18, 19, H13: the design assignment is written, proposed, consented to, agreed and approved."""
    path = f"/requests/{number}"
    visitor.play("integrator_specialist")
    test_assignment_journey.write(visitor, systems, path, assignment_of(systems, kind))
    visitor.play("integrator_head")
    test_assignment_journey.propose(visitor, path)
    act(visitor, "state_body_head", path, "consent")
    act(visitor, "security_service_head", path, "agree_security")
    act(visitor, "authorised_body_head", path, "approve")


def contracted(visitor: Visitor, systems: Systems, number: str, kind: str, pdf: Path) -> str:
    """¶ 42-73: the tender up to its contracts and the signed minutes; returns the address of the formation."""
    contracts = test_tender_journey.CONTRACTS if kind == PRODUCT else test_tender_journey.CONTRACTS[:2]
    path = test_tender_journey.conducted(visitor, systems, pdf, number, contracts)
    for key in ("chair", "secretary"):
        act(visitor, key, path, "sign_minutes")
    return formation_from(visitor, path)


def operator_contracted(visitor: Visitor, systems: Systems, number: str, pdf: Path) -> str:
    """¶ 88: customer and operator sign their contract on the design assignment; returns the formation's address."""
    path, today = f"/requests/{number}", systems.today()
    ends_on = today.replace(year=today.year + 3, day=min(today.day, 28))
    terms = {"price": "55000000", "starts_on": f"{today:%d.%m.%Y}", "ends_on": f"{ends_on:%d.%m.%Y}"}
    act(visitor, "state_body_head", path, "sign_contract", terms, document=pdf)
    act(visitor, "operator_head", path, "sign_contract")
    return formation_from(visitor, path)


def formation_from(visitor: Visitor, path: str) -> str:
    """The formation that the contracts began, as the procedure before it leads to it."""
    visitor.open(path)
    href = str(visitor.page.locator("main a[href^='/catalog/F-']").first.get_attribute("href"))
    visitor.press(f"main a[href='{href}']")
    return href


def act(
    visitor: Visitor,
    key: str,
    path: str,
    action: str,
    data: dict[str, Any] | None = None,
    **files: Path,
) -> None:
    """That person takes an action from the procedure's page."""
    visitor.play(key)
    visitor.take(path, action, data, files)


def formed(
    visitor: Visitor,
    systems: Systems,
    path: str,
    kind: str,
    pdf: Path,
    walking: Sequence[str] = test_tender_journey.EVERYBODY,
) -> None:
    """¶ 73-98 with a supplier: readiness, tests, environment, notice, Commission, production, notices, entry."""
    report_ready(visitor, path)
    act(visitor, "integrator_specialist", path, "request_test_infrastructure", {"text": "2 серверов."})
    available = {"environment": "ЦОД 2", "available_on": f"{systems.today():%d.%m.%Y}"}
    act(visitor, "operator_head", path, "give_test_infrastructure", available)
    record_test(visitor, path, pdf, passed=False)
    visitor.play("supplier1_head")
    visitor.open(path)
    assert DEFECT in visitor.text()
    report_ready(visitor, path)
    record_test(visitor, path, pdf, passed=True)
    act(visitor, "operator_head", path, "allocate_environment", available)
    act(visitor, "operator_head", path, "record_security_test", {"passed": True}, act=pdf)
    # ¶ 82: of an ICI object the operator gives the notice.
    act(visitor, "supplier1_head" if kind == PRODUCT else "operator_head", path, "notify_passed")
    decided(visitor, systems, path, walking)
    commission(visitor, systems, path, pdf, with_code=kind == PRODUCT)
    act(visitor, "supplier1_head", path, "commission")
    entered(visitor, path, leased=True)


def report_ready(visitor: Visitor, path: str) -> None:
    """¶ 73: the supplier's notice, with what the product needs."""
    notice = forming.readiness()
    act(visitor, "supplier1_head", path, "report_ready", notice | {"resources": notice["resources"]})


def record_test(visitor: Visitor, path: str, pdf: Path, *, passed: bool) -> None:
    """¶ 76-1: each integration that the design assignment names is tested with it, by a row that stands there."""
    visitor.play("operator_head")
    visitor.open(f"{path}/act/record_test")
    rows = visitor.page.locator("main [name^='integrations-'][name$='-passed'][value='yes']").count()
    assert rows, "each has a row"
    outcome = {"passed": True} if passed else forming.failed()
    visitor.take(path, "record_test", outcome | {"integrations": [{"passed": True}] * rows}, {"protocol": pdf})


def decided(visitor: Visitor, systems: Systems, path: str, walking: Sequence[str]) -> None:
    """¶ 83, 85: the Commission is called; without the papers there is no decision; each of its members votes."""
    day = systems.today() + dt.timedelta(days=1)
    meeting = {"meets_at": f"{day:%d.%m.%Y} 09:00", "place": "Астана, Мәңгілік Ел, 55/15"}
    act(visitor, "integrator_specialist", path, "call_meeting", meeting)
    tender_course.move_clock(systems, f"{day:%Y-%m-%d}T09:05:00+05:00")
    visitor.play("chair")
    visitor.open(path)
    assert visitor.page.locator(f"main a[href='{path}/act/decide']").count() == 0
    act(visitor, "integrator_specialist", path, "present")
    act(visitor, "chair", path, "decide", {"form": True, "grounds": "Испытания пройдены."})
    test_tender_journey.vote(visitor, systems, path, walking)


def commission(visitor: Visitor, systems: Systems, path: str, pdf: Path, *, with_code: bool) -> None:
    """¶ 87, 87-1: what is left out is marked; the documents that the design assignment lists stand in the form."""
    visitor.play("operator_head")
    visitor.open(f"{path}/act/commission")
    visitor.go_on()
    listed = assignment_sample.lease()["commissioning"]["technical_documents"]
    copies = [f"technical_documents-{place}-document" for place in range(len(listed))]
    code = ["source_code"] if with_code else []
    assert visitor.marked() == ["protocol", "signed_on", *copies, *code]
    files = dict.fromkeys((*copies, "protocol", *code), pdf)
    assert visitor.page.locator("main [name='source_code-file']").count() == int(with_code)
    visitor.take(path, "commission", {"signed_on": f"{systems.today():%d.%m.%Y}"}, files)


def entered(visitor: Visitor, path: str, *, leased: bool) -> None:
    """¶ 98, H41: a price above the contract is marked and kept; the entry is returned, mended, included, and public."""
    act(visitor, "operator_head", path, "notify_integrator")
    entry = tender_course.an_entry(forming.KIND, forming.RECIPIENT)
    if not leased:
        del entry["price_lease"]
    visitor.play("integrator_head")
    visitor.open(f"{path}/act/notify_authority")
    visitor.fill({"entry": entry | {"price_service": "99000000"}})
    visitor.go_on()
    assert visitor.marked() == ["entry-price_service"]
    assert visitor.page.locator("main [name='entry-names-kk']").input_value() == entry["names"]["kk"]
    visitor.fill({"entry": {"price_service": "55000000"}})
    visitor.go_on()
    visitor.confirm()
    act(visitor, "authorised_body_head", path, "return", {"reasons": "Уточните контакт."})
    visitor.play("integrator_head")
    visitor.open(path)
    assert "Уточните контакт." in visitor.text()
    visitor.take(path, "notify_authority", {"entry": {"support": "1477"}})
    act(visitor, "authorised_body_head", path, "include")
    visitor.press("main a[href^='/catalog/S-']")
    service = re.sub(r"\?.*", "", visitor.page.url.removeprefix(visitor.site))
    visitor.page.context.clear_cookies()
    visitor.open(service)
    assert "1477" in visitor.text()
    assert entry["names"][visitor.language] in visitor.text()
    visitor.open("/catalog/?sort=newest")
    assert visitor.page.locator(f"main a[href='{service}']").count() == 1


def formed_by_operator(visitor: Visitor, systems: Systems, path: str, pdf: Path) -> None:
    """¶ 88: equipment, tests, a security test that is not passed once, production, notices, entry: no Commission."""
    purchase = {"purchase": "Серверы, по правилам оператора.", "amount": "1000000"}
    act(visitor, "operator_head", path, "equip", purchase, **{"documents-0": pdf})
    record_test(visitor, path, pdf, passed=True)
    act(visitor, "operator_head", path, "record_security_test", forming.failed(), act=pdf)
    visitor.open(path)
    assert DEFECT in visitor.text()
    record_test(visitor, path, pdf, passed=True)
    act(visitor, "operator_head", path, "record_security_test", {"passed": True}, act=pdf)
    commission(visitor, systems, path, pdf, with_code=True)
    entered(visitor, path, leased=False)


@pytest.mark.parametrize("visitor", [("ru", 390, True)], indirect=True, ids=["product-ru-phone"])
def test_from_the_contracts_to_the_catalogue(visitor: Visitor, systems: Systems, pdf: Path):
    """A software product on a phone in Russian; before its contracts stand the samples of the other journeys."""
    assignment = tender_course.approved_assignment(systems)
    tender = tender_course.published(systems, assignment)
    tender_course.submitted_bid(systems, "supplier1", tender, tender_course.a_bid())
    tender_course.opened(systems, tender)
    tender_course.contracted(systems, tender)
    visitor.open("/")
    visitor.play("supplier1_head")
    formation = formation_from(visitor, f"/tenders/{tender}")
    formed(visitor, systems, formation, PRODUCT, pdf, test_tender_journey.SOME)


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "visitor", [("kk", 390, True), ("ru", 1280, True), ("en", 1280, True)], indirect=True, ids=["kk-phone", "ru", "en"]
)
def test_from_the_draft_to_the_catalogue(visitor: Visitor, systems: Systems, kind: str, pdf: Path):
    """A product, an ICI object and what the operator creates itself, in each language."""
    journey(visitor, systems, kind, pdf)
