"""A tender in a real browser, from the approved assignment to the contract; each page without a fault for axe."""

import datetime as dt
import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests import tender_course
from tests.browser.systems import Systems
from tests.browser.test_journey import LANGUAGES, WIDTHS
from tests.browser.visitor import Visitor
from tests.tender_course import MEMBERS, PERSONS

# Who votes and scores in the browser; those who do the same are left to systems. In the long tests, everybody.
SOME, EVERYBODY = ("chair", MEMBERS[0]), ("chair", *MEMBERS)

# The contracts of a software product, each with who gives its terms and who signs them (¶ 19(14), 103-1).
CONTRACTS = (
    ("service", "state_body_head", "operator_head"),
    ("lease", "operator_head", "supplier1_head"),
    ("product", "state_body_head", "supplier1_head"),
)


def journey(visitor: Visitor, systems: Systems, pdf: Path, walking: Sequence[str] = EVERYBODY) -> None:
    """From the approved design assignment to the contracts, which are printed."""
    visitor.open("/")
    path = conducted(visitor, systems, pdf, tender_course.approved_assignment(systems), walking=walking)
    visitor.open(f"{path}/print")
    with visitor.page.expect_download() as download:
        visitor.page.locator("main a[href$='contract-lease.pdf']").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def conducted(
    visitor: Visitor,
    systems: Systems,
    pdf: Path,
    assignment: str,
    contracts: Sequence[tuple[str, str, str]] = CONTRACTS,
    walking: Sequence[str] = EVERYBODY,
) -> str:
    """¶ 42, 47, 36, 49, H3, H4, 73, Law 45(3): announced, bid for, opened, scored, decided, contracted."""
    path = announce(visitor, assignment)
    seat(visitor, systems, path)
    mine = bid(visitor, path, pdf)
    tender = path.rpartition("/")[2]
    criteria = systems.call("integrator_head", f"/assignments/{assignment}")["data"]["criteria"]
    for key, price in (("supplier2", "57000000.00"), ("supplier3", "60000000.00")):
        tender_course.submitted_bid(systems, key, tender, tender_course.a_bid(service=price, criteria=criteria))
    tender_course.move_clock(systems, str(systems.call("chair", path)["opening_at"]))
    open_and_examine(visitor, systems, path, walking)
    score(visitor, systems, path, walking)
    decide(visitor, systems, path, mine, walking)
    sign(visitor, systems, path, pdf, contracts)
    return path


def announce(visitor: Visitor, assignment: str) -> str:
    """Drafted from the assignment's page, consented, published: the dates are stated before the button is pressed."""
    visitor.play("integrator_specialist")
    visitor.open(f"/requests/{assignment}")
    visitor.press("main a[href*='/tenders/new']")
    visitor.fill({"contact": "А. Жұмабаева, a.zhumabaeva@zerde.example.kz"})
    visitor.press("main form button[type='submit']:not([name])")
    # What will be recorded, what starts and until when; the address for paper is that of the announcement before.
    assert visitor.page.locator("main .qz-strip").count() >= 1
    visitor.press("main form button[type='submit']:not([name])")
    path = visitor.page.url.removeprefix(visitor.site).partition("?")[0]
    visitor.play("state_body_head")
    visitor.take(path, "consent")
    visitor.play("integrator_head")
    visitor.open(path)
    visitor.press(f"main a[href='{path}/act/publish']")
    # Questions, bids, opening: each with its strip of days.
    assert visitor.page.locator("main .qz-strip").count() >= 3
    visitor.confirm()
    return path


def seat(visitor: Visitor, systems: Systems, path: str) -> None:
    """The customer's head chooses the Commission; its people declare that they have no interest."""
    visitor.play("state_body_head")
    chosen = {"chair": systems.user("chair"), "secretary": systems.user("secretary")}
    visitor.take(path, "set_commission", {**chosen, "members": [systems.user(key) for key in MEMBERS]})
    visitor.play("chair")
    visitor.open("/")
    assert visitor.page.locator(f"main section[aria-labelledby='mine'] a[href='{path}']").count() == 1
    visitor.take(path, "declare", {"interest": False})
    for key in PERSONS[1:]:
        systems.call(key, f"{path}/declare", {"interest": False, "reason": ""})


def bid(visitor: Visitor, path: str, pdf: Path) -> str:
    """A specialist fills the bid in, section by section, with files; the head submits it and has a receipt."""
    visitor.play("supplier1_specialist")
    visitor.open(f"{path}/bid")
    visitor.press("main form button:not([name])")
    mine = visitor.page.url.removeprefix(visitor.site).partition("?")[0]
    visitor.open(f"{mine}/section/1")
    visitor.fill({"price_lease": "-1", "price_service": "много"})
    visitor.go_on()
    assert visitor.marked() == ["price_lease", "price_service"]
    assert visitor.page.locator("main [name='price_service']").input_value() == "много"
    visitor.fill({"price_lease": "48 000 000", "price_service": "55 000 000,50"})
    visitor.save()
    visitor.save()
    for place in range(5):
        visitor.page.locator(f"main [name='statements-{place}-confirmed']").check()
        visitor.attach(f"statements-{place}-documents-0", pdf)
    visitor.save()
    for place in range(3):
        visitor.fill({f"answers-{place}-text": "Опишем и покажем на прототипе."})
    visitor.save()
    visitor.play("supplier1_head")
    visitor.open(f"{mine}/check")
    visitor.press(f"main a[href='{mine}/act/submit']")
    visitor.confirm()
    assert visitor.page.url.removeprefix(visitor.site) == mine
    visitor.open(f"{mine}/receipt")
    visitor.open("/")
    assert visitor.page.locator(f"main a[href='{mine}']").count() == 1
    visitor.play("supplier2_head")
    visitor.open("/")
    assert mine not in visitor.page.content()
    return mine


def open_and_examine(visitor: Visitor, systems: Systems, path: str, walking: Sequence[str]) -> None:
    """The chair opens the bids in the presence of all, and proposes that each is compliant; all vote for it."""
    visitor.play("chair")
    visitor.open(path)
    visitor.press(f"main a[href='{path}/act/open_bids']")
    for box in visitor.page.locator("main [name='present']").all():
        box.check()
    visitor.go_on()
    visitor.confirm()
    visitor.open(path)
    visitor.press(f"main a[href='{path}/act/examine']")
    for place in range(3):
        visitor.page.locator(f"main [name='results-{place}-compliant'][value='yes']").check()
    visitor.go_on()
    visitor.confirm()
    vote(visitor, systems, path, walking)


def score(visitor: Visitor, systems: Systems, path: str, walking: Sequence[str]) -> None:
    """Each scores alone; a point out of the scale is marked and kept; when the last has scored the ranking is there."""
    by_systems = [key for key in EVERYBODY if key not in walking]
    if by_systems:
        tender = systems.call("integrator_head", path)
        assignment = str(tender["links"]["assignment"]).removeprefix("/api/v1")
        criteria = systems.call("integrator_head", assignment)["data"]["criteria"]
        points = {"pass_fail": "1", "scored": "4.5"}
        scores = [
            {"bid": each["number"], "criterion": one["key"], "points": points[one["kind"]]}
            for each in tender["bids"]
            for one in criteria
            if one["kind"] in points
        ]
        for key in by_systems:
            systems.call(key, f"{path}/score", {"scores": scores})
    for place, key in enumerate(walking):
        visitor.play(key)
        visitor.open(path)
        visitor.press(f"main a[href='{path}/act/score']")
        for row in range(3):
            visitor.page.locator(f"main [name='scores-{row}-points'][value='1']").check()
        for row in range(3, 9):
            visitor.fill({f"scores-{row}-points": "4,5"})
        if place == 0:
            visitor.fill({"scores-3-points": "6"})
            visitor.go_on()
            assert visitor.marked() == ["scores-3-points"]
            assert visitor.page.locator("main [name='scores-3-points']").input_value() == "6"
            visitor.fill({"scores-3-points": "4,5"})
        visitor.go_on()
        if visitor.page.locator(".qz-confirm").count():
            visitor.confirm()


def decide(visitor: Visitor, systems: Systems, path: str, mine: str, walking: Sequence[str]) -> None:
    """The chair proposes the first by rank; the protocol is public when all have voted."""
    visitor.play("chair")
    visitor.open(path)
    visitor.press(f"main a[href='{path}/act/decide']")
    visitor.page.locator(f"main [name='winner'][value='{mine.rpartition('/')[2]}']").check()
    visitor.fill({"ready_within_working_days": "60", "grounds": "Первая по рангу."})
    visitor.go_on()
    visitor.confirm()
    vote(visitor, systems, path, walking)


def vote(visitor: Visitor, systems: Systems, path: str, walking: Sequence[str] = EVERYBODY) -> None:
    """Each member reads the whole protocol and votes for it; one who was against without a reason is asked for it."""
    here = path.replace("/catalog/", "/formations/")
    for key in EVERYBODY:
        if key not in walking:
            shown = systems.call(key, here)["proposal"]["hash"]
            systems.call(key, f"{here}/sign_protocol", {"for": True, "dissent": "", "hash": shown})
    for key in walking:
        visitor.play(key)
        visitor.open(path)
        assert visitor.page.locator("main #proposal").count() == 1
        visitor.press(f"main a[href='{path}/act/sign_protocol']")
        if key == MEMBERS[0]:
            visitor.page.locator("main [name='for'][value='no']").check()
            visitor.go_on()
            assert visitor.marked() == ["dissent"]
        visitor.page.locator("main [name='for'][value='yes']").check()
        visitor.go_on()
        visitor.confirm()


def sign(
    visitor: Visitor, systems: Systems, path: str, pdf: Path, contracts: Sequence[tuple[str, str, str]] = CONTRACTS
) -> None:
    """Whoever begins a contract gives its terms; all are in force when the others have signed (¶ 19(14), 103-1)."""
    # The demonstration's clock is one for all journeys, and others have moved it.
    starts_on = systems.today() + dt.timedelta(days=30)
    ends_on = starts_on + dt.timedelta(days=3 * 365)
    for kind, begins, other in contracts:
        link = f"main a[href='{path}/act/sign_contract?contract={kind}']"
        visitor.play(begins)
        visitor.open(path)
        visitor.press(link)
        visitor.fill({"starts_on": f"{starts_on:%d.%m.%Y}", "ends_on": f"{ends_on:%d.%m.%Y}"})
        visitor.attach("document", pdf)
        visitor.go_on()
        visitor.confirm()
        visitor.play(other)
        visitor.open(path)
        visitor.press(link)
        visitor.go_on()
        visitor.confirm()
    assert systems.call("chair", path)["state"] == "contracted"
    visitor.open(path)


@pytest.mark.parametrize("visitor", [("ru", 1280, True)], indirect=True, ids=["ru"])
def test_a_tender_goes_from_the_assignment_to_the_contract(visitor: Visitor, systems: Systems, pdf: Path):
    """In Russian, every page without a fault for axe (WCAG 2.2 AA); the others stand in the long tests."""
    journey(visitor, systems, pdf, SOME)


@pytest.mark.soak
@pytest.mark.parametrize(
    "visitor",
    list(itertools.product(LANGUAGES, WIDTHS, (True, False))),
    indirect=True,
    ids=lambda given: "-".join(map(str, given)),
)
def test_every_language_and_width(visitor: Visitor, systems: Systems, pdf: Path):
    """The whole journey in each language, on a phone and on a desk, with scripts and without."""
    journey(visitor, systems, pdf)
