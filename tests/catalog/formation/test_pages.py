"""The pages of a formation: what each finds at each step, what is missing, and that each form can be asked."""

import html

import pytest
from flask.testing import FlaskClient

from qyzmet.catalog.entry import classifiers
from qyzmet.catalog.formation import contents
from qyzmet.catalog.formation import page as shown
from qyzmet.catalog.models import ClassifierName, Development, Formation
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines import shown_deadline
from qyzmet.procedure.whose_turn.my_tasks import tasks_of
from tests.catalog import adding, developing, forming
from tests.catalog.formation import test_by_operator as by_operator
from tests.conftest import SetClock
from tests.sampled import sampled
from tests.signing_in import post, sign_in
from tests.tenders.house import TenderHouse

LANGUAGES = ("kk", "ru", "en")
STEPS = (forming.begun, forming.secured, forming.called, forming.presented, forming.commissioned, forming.notified)
PEOPLE = ("supplier1_head", "operator_head", "integrator_specialist", "authorised_head", "customer_head", "chair")


def page_of(client: FlaskClient, formation: Formation | Development, language: str = "en") -> str:
    """The procedure's page as the person who is signed in reads it."""
    answer = client.get(f"{formation.path}?lang={language}")
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.slow
@pytest.mark.parametrize("step", sampled(STEPS, 3, asking_alike=True), ids=lambda step: step.__name__)
def test_everybody_reads_each_step_in_each_language(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, step
):
    """No page breaks, and each action that is offered has a page of its own."""
    formation = step(tender_house, set_clock)
    db.session.commit()
    for place, key in enumerate(PEOPLE):
        sign_in(client, tender_house[key])
        page = page_of(client, formation, LANGUAGES[place % 3])
        for action in [line.split('"')[0] for line in page.split(f"{formation.path}/act/")[1:]]:
            assert client.get(f"{formation.path}/act/{action}").status_code == 200, (key, action)


def _approving(client: FlaskClient, formation: Formation, action: str = "include") -> str:
    answer = client.get(f"{formation.path}/act/{action}?lang=en")
    assert answer.status_code == 200
    return str(answer.text)


def test_who_approves_an_entry_reads_it_whole(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Law 7(29), H17: approving and returning show once more every row of the entry, and whose the service is."""
    formation = forming.notified(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["authorised_head"])
    supplier = tender_house.suppliers[0].name_en
    said = (
        *forming.NAMES.values(),
        "29,000,000",
        "39,000,000",
        "99,9 %",
        "Через портал",
        "1414",
        html.escape(supplier),
    )
    for action in ("include", "return"):
        page = _approving(client, formation, action)
        assert [words for words in said if words not in page] == [], action


@pytest.mark.slow
def test_of_a_next_version_it_says_what_will_stand(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """H51: a price that the notice leaves out stays, and so does the supplier; what stands there now is linked."""
    formation = adding.in_production(tender_house, set_clock)
    entry = forming.entry(price_lease=None, price_service="43000000.00")
    tender_house.take(formation, "integrator_specialist", "notify_authority", entry)
    db.session.commit()
    sign_in(client, tender_house["authorised_head"])
    page = _approving(client, formation)
    assert formation.service is not None
    for words in ("29,000,000", "43,000,000", "as version 2", formation.service.path, "Kazakh"):
        assert words in page, words


def test_a_formation_whose_service_lives_says_what_comes_next(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """It names the service with its state, both of its duties and whose they are, and not that nothing is left to do;
    once the service is retired, nothing is.
    """
    service = developing.service(tender_house, set_clock)
    (formation,) = service.formations
    db.session.commit()
    sign_in(client, tender_house["integrator_head"])
    for procedure in (formation, formation.tender, formation.assignment):
        assert procedure is not None
        now = (
            client.get(f"{procedure.path}?lang=en")
            .text.partition('<section class="qz-now"')[2]
            .partition("</section>")[0]
        )
        customer = tender_house.requests.state_body.name_en
        for words in (service.path, "(active)", "Confirm the entry", "cost of maintenance", customer):
            assert words in now, (procedure.kind, words)
        assert "Nothing is left" not in now
    tender_house.take(service, "integrator_specialist", "retire", {"reason": "Не нужен."})
    db.session.commit()
    assert "Nothing is left to do here." in client.get(f"{formation.path}?lang=en").text


def test_a_stranger_does_not_know_of_it(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """A formation is its parties' alone."""
    formation = forming.begun(tender_house, set_clock)
    db.session.commit()
    assert client.get(formation.path).status_code == 404
    sign_in(client, tender_house["supplier2_head"])
    assert client.get(formation.path).status_code == 404


@pytest.mark.slow
def test_the_page_says_what_the_commission_lacks(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """¶ 85: three papers are missing until the integrator presents them; then the Commission reads their files."""
    formation = forming.called(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["chair"])
    assert "The hour of the meeting has come: the integrator presents the papers" in page_of(client, formation)
    section = page_of(client, formation).partition('id="presented"')[2].partition("</section>")[0]
    assert section.count("missing") == 3
    assert "Only the parties read this document." in page_of(client, formation)
    papers = forming.papers(formation)
    files = [f"/documents/{papers[key]}" for key in ("test_protocol", "security_act")]
    assert [client.get(each, buffered=True).status_code for each in files] == [404, 404]
    tender_house.take(formation, "integrator_specialist", "present", papers)
    db.session.commit()
    assert all(f'href="{each}"' in page_of(client, formation) for each in files)
    assert [client.get(each, buffered=True).status_code for each in files] == [200, 200]
    section = page_of(client, formation).partition('id="presented"')[2].partition("</section>")[0]
    assert (section.count("missing"), section.count(">presented<")) == (0, 3)


@pytest.mark.slow
def test_the_readiness_notice_is_sent_on_its_page(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """What was typed is asked once more and recorded; what is missing keeps the rest."""
    formation = forming.begun(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["supplier1_head"])
    address = f"{formation.path}/act/report_ready"
    typed = {
        "version": formation.version,
        "text": "Everything is finished.",
        "resources-cpu_cores": "16",
        "resources-memory_gb": "64",
        "resources-storage-0-kind": "ssd",
        "resources-storage-0-gb": "500",
        "resources-network": "1 Gbit/s",
        "resources-licences": "",
        "resources-availability": "99.9",
    }
    wrong = post(client, address, data=typed | {"resources-cpu_cores": ""})
    assert wrong.status_code == 422
    assert "Everything is finished." in wrong.text
    assert "What will be recorded" in post(client, address, data=typed).text
    assert post(client, address, data=typed | {"confirmed": "1"}).status_code == 302
    assert "1 Gbit/s" in page_of(client, formation)


@pytest.mark.slow
def test_the_chain_says_where_it_stands(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """“Now” of request, assignment and tender follows on to the formation."""
    formation = forming.begun(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["customer_head"])
    tender = formation.tender
    assert tender is not None
    for procedure in (formation.assignment.source, formation.assignment, tender):
        page = client.get(f"{procedure.path}?lang=en").text
        assert "The supplier creates what is contracted" in page, procedure.kind


@pytest.mark.slow
@pytest.mark.parametrize("step", [by_operator.approved, by_operator.begun, by_operator.secured])
def test_the_operators_own_way_is_read_too(client: FlaskClient, tender_house: TenderHouse, step):
    """¶ 88: the assignment with its contract, and the formation without a Commission."""
    found = step(tender_house)
    assignment = found.assignment if isinstance(found, Formation) else found
    db.session.commit()
    for key, language in zip(("operator_head", "customer_head", "integrator_specialist"), LANGUAGES, strict=True):
        sign_in(client, tender_house[key])
        for procedure in (assignment, found):
            assert client.get(f"{procedure.path}?lang={language}").status_code == 200
    if step is by_operator.approved:
        sign_in(client, tender_house["customer_head"])
        assert client.get(f"{assignment.path}/act/sign_contract").status_code == 200


@pytest.mark.slow
def test_what_a_test_sends_back_is_to_be_done_again(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """A test that is not passed ends no step: the supplier mends and reports anew (H45), and "Now" says so."""
    formation = forming.begun(tender_house, set_clock)
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    tender_house.take(formation, "operator_head", "record_test", forming.operability(tender_house, **forming.failed()))
    assert [each["state"] for each in shown.timeline(formation)][:2] == ["now", "next"]
    db.session.commit()
    sign_in(client, tender_house["supplier1_head"])
    assert "The supplier mends what was found, and reports anew" in page_of(client, formation)
    assert 'value="16"' in client.get(f"{formation.path}/act/report_ready").text, "what was reported before"
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    assert [each["state"] for each in shown.timeline(formation)][:2] == ["done", "now"]
    assert "mends" not in shown.now_text(formation)


def test_each_term_that_runs_is_a_step_of_the_course(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """Whoever looks at the course sees where it stands: one step runs, and what is half done is not done."""
    formation = forming.begun(tender_house, set_clock)

    def stands_at(step: str) -> None:
        assert [str(each["text"]) for each in shown.timeline(formation) if each["state"] == "now"] == [step]

    stands_at("Readiness")
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    stands_at("Test of operability")
    tender_house.take(formation, "operator_head", "record_test", forming.operability(tender_house))
    stands_at("Regular environment")
    tender_house.take(formation, "operator_head", "allocate_environment", forming.environment())
    stands_at("Information security")
    tender_house.take(formation, "operator_head", "record_security_test", forming.security(tender_house))
    stands_at("Decision on forming")
    formation = forming.presented(tender_house, set_clock)
    stands_at("Decision on forming")
    forming.decide(tender_house, formation)
    stands_at("Putting into production")
    tender_house.take(formation, "operator_head", "commission", forming.commissioning(tender_house, formation))
    stands_at("Putting into production")
    db.session.commit()
    sign_in(client, tender_house["supplier1_head"])
    page = client.get(f"{formation.path}/act/commission?lang=en").text
    assert "You sign the protocol of putting into production that the operator has signed" in page
    confirming = post(client, f"{formation.path}/act/commission", {"version": str(formation.version)}).text
    assert "What will be recorded" in confirming
    assert "Not provided" not in confirming, "whoever signs second gives nothing"
    tender_house.take(formation, "supplier1_head", "commission")
    stands_at("Notices")
    tender_house.take(formation, "operator_head", "notify_integrator")
    stands_at("Notices")
    tender_house.take(formation, "integrator_specialist", "notify_authority", forming.entry())
    stands_at("Entry in the Catalogue")


def test_the_operator_reads_what_is_asked_for(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Law 13(8): who is to give test infrastructure reads on that page what the integrator has asked for."""
    formation = forming.begun(tender_house, set_clock)
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    tender_house.take(formation, "integrator_specialist", "request_test_infrastructure", {"text": "Two servers."})
    db.session.commit()
    sign_in(client, tender_house["operator_head"])
    page = client.get(f"{formation.path}/act/give_test_infrastructure?lang=en").text
    assert "The integrator asks for: Two servers." in page
    assert page.count(">Give the test infrastructure <") == 1, "the heading stands once"


def test_what_was_not_done_is_not_called_done(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Law 13(8): whoever tests without having given the infrastructure has given none, for page and statistics."""
    formation = forming.begun(tender_house, set_clock)
    tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    tender_house.take(formation, "integrator_specialist", "request_test_infrastructure", {"text": "Two servers."})
    tender_house.take(formation, "operator_head", "record_test", forming.operability(tender_house))
    ended = {each.term: each for each in map(shown_deadline.present, deadlines.all_deadlines(formation))}
    assert [key for key in ("report_ready", "give_test_infrastructure", "test") if ended[key].fell_away] == [
        "give_test_infrastructure"
    ]
    db.session.commit()
    sign_in(client, tender_house["operator_head"])
    assert page_of(client, formation).count("No longer needed") == 1


def test_the_chairs_last_day_is_the_commissions(tender_house: TenderHouse, set_clock: SetClock):
    """H45: the Commission has five days from the call; the two to call it again are the integrator's."""
    formation = forming.presented(tender_house, set_clock)
    with tender_house.as_("chair") as actor:
        (task,) = [each for each in tasks_of(actor).items if each.task.procedure.id == formation.id]
    assert task.deadline is not None
    assert task.deadline.term == "meet"


def test_a_returned_entry_is_said_to_be_returned(tender_house: TenderHouse, set_clock: SetClock):
    """H41: “Now” says that the integrator mends it, not that it notifies for the first time."""
    formation = forming.notified(tender_house, set_clock)
    tender_house.take(formation, "authorised_head", "return", {"reasons": "The contact."})
    assert "has returned the entry" in shown.now_text(formation)


@pytest.mark.slow
def test_what_is_proposed_stands_in_the_field_of_its_language(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """The sample's purpose is written in Russian: it is not offered as the description in Kazakh."""
    formation = forming.commissioned(tender_house, set_clock)
    tender_house.take(formation, "operator_head", "notify_integrator")
    db.session.commit()
    sign_in(client, tender_house["integrator_specialist"])
    page = client.get(f"{formation.path}/act/notify_authority?lang=en").text
    fields = (page.partition(f'name="entry-descriptions-{key}"')[2].partition("</textarea>")[0] for key in ("kk", "ru"))
    assert [bool(each.partition(">")[2].strip()) for each in fields] == [False, True]


def test_what_the_operator_fails_at_is_to_be_done_again(client: FlaskClient, tender_house: TenderHouse):
    """¶ 88: platform tests that are not passed lead back to the test; the equipment stays."""
    formation = by_operator.begun(tender_house)
    tender_house.take(formation, "operator_head", "equip", by_operator.equipment(tender_house))
    tender_house.take(formation, "operator_head", "record_test", forming.operability(tender_house))
    failed = forming.security(tender_house, **forming.failed())
    tender_house.take(formation, "operator_head", "record_security_test", failed)
    assert [each["state"] for each in shown.timeline(formation)][:3] == ["done", "now", "next"]


def test_the_operators_own_steps_name_its_paragraph(client: FlaskClient, tender_house: TenderHouse):
    """¶ 88 says what the operator does itself; of a supplier's product speak ¶ 76-1, 82, 87. The notices are ¶ 98's."""
    formation = by_operator.secured(tender_house)
    rules = [each["rule"] for each in shown.timeline(formation)]
    assert rules == ["¶ 88", "¶ 88", "¶ 88", "¶ 88", "¶ 98", "Law 7(29)"]
    with client.application.test_request_context(), tender_house.as_("operator_head"):
        assert {each.rule for each in contents.groups(formation)} == {"¶ 88"}


@pytest.mark.slow
def test_the_entry_is_read_as_it_will_stand(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """H17: who approves it reads its names in three languages, and what its kind and recipient are called."""
    formation = forming.notified(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["authorised_head"])
    for language, kind in zip(
        LANGUAGES, ("Өтініштерді", "Приём и рассмотрение", "Receiving applications"), strict=True
    ):
        page = page_of(client, formation, language)
        assert kind in page
        assert f">{forming.KIND}<" not in page
        assert all(name in page for name in forming.NAMES.values())


@pytest.mark.slow
@pytest.mark.parametrize("action", ["record_test", "commission"])
def test_what_the_assignment_demands_is_not_called_optional(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, action: str
):
    """¶ 76-1, 87-1: neither the integrations nor the documentation that the design assignment names."""
    if action == "record_test":
        formation = forming.begun(tender_house, set_clock)
        tender_house.take(formation, "supplier1_head", "report_ready", forming.readiness())
    else:
        formation = forming.presented(tender_house, set_clock)
        forming.decide(tender_house, formation)
    db.session.commit()
    sign_in(client, tender_house["operator_head"])
    page = client.get(f"{formation.path}/act/{action}?lang=en")
    assert page.status_code == 200
    assert "(optional)" not in page.text


@pytest.mark.slow
def test_defects_stand_on_top_of_the_operators_own_page(client: FlaskClient, tender_house: TenderHouse):
    """¶ 88: what a test found stands above the contents until it is mended, as it does where a supplier mends it."""
    formation = by_operator.begun(tender_house)
    equip = ("operator_head", "equip", by_operator.equipment(tender_house))
    tender_house.take(formation, *equip)
    failed = forming.operability(tender_house, **forming.failed())
    tender_house.take(formation, "operator_head", "record_test", failed)
    db.session.commit()
    sign_in(client, tender_house["customer_head"])

    def on_top() -> str:
        return page_of(client, formation).partition('class="qz-procedure__side"')[0]

    assert "Форма не открывается." in on_top()
    tender_house.take(formation, *equip)
    assert "Форма не открывается." not in on_top()
    tender_house.take(formation, "operator_head", "record_test", forming.operability(tender_house))
    failed = forming.security(tender_house, **forming.failed())
    tender_house.take(formation, "operator_head", "record_security_test", failed)
    assert "Форма не открывается." in on_top()
    assert "The operator mends what the security tests found, and tests anew." in on_top()
    tender_house.take(formation, "operator_head", "record_test", forming.operability(tender_house))
    assert "Форма не открывается." not in on_top()


@pytest.mark.parametrize("step", [forming.begun, developing.submitted])
def test_the_supplier_stands_among_those_who_take_part(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, step
):
    """Who creates the IC service is a party as the others are: of a formation and of a development."""
    supplier = tender_house.suppliers[0].name_en
    found = step(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["customer_head"])
    section = page_of(client, found).partition('id="parties"')[2].partition("</details>")[0]
    assert supplier in section


def test_an_entry_is_read_in_words(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Law 46: the kind and the recipient of the entry that is proposed have the classifiers' names, not their keys."""
    formation = forming.notified(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["authorised_head"])
    page = page_of(client, formation, "ru")
    for classifier, key in ((ClassifierName.KIND, forming.KIND), (ClassifierName.RECIPIENT, forming.RECIPIENT)):
        row = classifiers.find(classifier, key)
        assert row is not None
        assert row.name_ru in page
        assert f">{key}<" not in page
