"""Which papers of a procedure can be printed by whom, what stands on them, and how they are checked."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, current_app
from flask_babel import force_locale

from qyzmet.printing import pdf, word
from qyzmet.printing.paper import Facts, FormTable, Heading, Paper, Table
from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import paper_links as printer
from qyzmet.requests.assignment import parts, printed_parts
from qyzmet.requests.filing import receipt
from qyzmet.requests.models import Proposal
from qyzmet.requests.proposal.draft import draft as draft_proposal
from qyzmet.requests.request import annex1, sample
from qyzmet.requests.services_register.sample import EXPORT
from tests.printing.papers import hash_of, words_of
from tests.requests.conftest import House

LANGUAGES = ("kk", "ru", "en")


def keys(house: House, procedure: Procedure, key: str) -> list[str]:
    """The papers that the person can print."""
    with current_app.test_request_context(), force_locale("en"), house.as_(key):
        return [each.key for each in printer.of(procedure)]


def printed(house: House, procedure: Procedure, key: str, paper: str, language: str = "en") -> Paper:
    """A paper that the person prints, in a language."""
    with current_app.test_request_context(), force_locale(language), house.as_(key):
        made = printer.paper(procedure, paper)
    assert made is not None
    return made


def a_proposal(house: House, **data: Any) -> Proposal:
    """A proposal, submitted."""
    filled = {
        "state_body": house.state_body.bin,
        "function": EXPORT,
        "description": "Готовый продукт с ведением реестра.",
        "results": "Срок сокращается до трёх дней.",
        "existing_solution": "",
        "price_estimate": "9000000.00",
        "contacts": sample.REQUEST["contacts"],
        "documents": [house.document("supplier_head")],
    }
    with house.as_("supplier_head"):
        made = draft_proposal(filled | data)
        engine.take(made, "submit", {})
    return made


@pytest.mark.slow
def test_papers_come_about_one_after_another(house: House):
    """A draft has the request alone; receipt, opinion and decision come with their acts."""
    assert keys(house, house.drafted(), "head") == ["request"]
    assert keys(house, house.submitted(), "head") == ["request", "receipt"]
    assert keys(house, house.decided("refuse"), "head") == ["request", "receipt", "opinion", "decision"]


def test_a_draft_of_the_opinion_is_printed_by_the_integrator_alone(house: House):
    """Until it is given, there is no such paper for the other parties; the integrator's print says that it is one."""
    request = house.with_draft_opinion()
    assert "opinion" not in keys(house, request, "head")
    with house.as_("head"):
        assert printer.paper(request, "opinion") is None
    made = printed(house, request, "integrator_specialist", "opinion")
    assert made.marks == ("Draft", "Local form")
    assert "The order prints no scale; this one is a local form." in words_of(made)
    assert hash_of(made) is None
    assert "sha256" not in made.check.address


@pytest.mark.parametrize("language", LANGUAGES)
def test_annex_1_is_printed_as_the_order_has_it(house: House, language: str):
    """Title, corner and ten headings stand in Kazakh on every paper; in other languages below the reader's own."""
    made = printed(house, house.submitted(), "head", "request", language)
    (form,) = (block for block in made.blocks if isinstance(block, FormTable))
    assert (made.title if language == "kk" else made.official) == annex1.FORM_TITLE
    assert made.corner[-2:] == ("1-қосымша", "Нысан")
    printed_headings = [row.official or row.heading.partition(" ")[2] for row in form.rows]
    assert printed_headings == [row.official for row in annex1.ROWS]
    assert (form.columns == ("Бөлімнің атауы", "Мәліметтер")) == (language == "kk")
    assert all(bool(row.official) == (language != "kk") for row in form.rows)
    assert made.language == language
    assert bool(made.official) == (language != "kk")


def test_all_that_was_filled_in_is_printed(house: House):
    """Every text of the real request stands on its paper."""
    text = words_of(printed(house, house.submitted(), "head", "request", "ru"))

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, each in value.items():
                if key not in ("key", "problem", "kind", "level", "covers", "restricted", "date", "volume_mb"):
                    yield from texts(each)
        elif isinstance(value, list):
            for each in value:
                yield from texts(each)
        elif isinstance(value, str):
            yield value

    assert [each for each in texts(sample.REQUEST) if each not in text] == []
    assert "2,50" in text


def test_the_request_bears_the_hash_of_its_receipt(house: House):
    """Request and receipt have one hash; a draft and a request that is being changed have none."""
    request = house.submitted()
    assert hash_of(printed(house, request, "head", "request")) == request.receipt_hash
    assert hash_of(printed(house, request, "head", "receipt")) == request.receipt_hash
    draft = printed(house, house.drafted(), "head", "request")
    assert (draft.marks, hash_of(draft)) == (("Draft",), None)
    # H12: what is filed on paper has places for the signature and the seal.
    assert "Place of the seal" in words_of(draft)
    house.take(request, "integrator_head", "return", {"missing": [{"field": "tasks", "text": "Уточнить"}]})
    with house.as_("specialist"):
        engine.save(request, {"purpose": "Другая цель"})
    assert receipt.of(request) is not None
    assert hash_of(printed(house, request, "head", "request")) is None


def test_the_code_leads_to_the_record_with_its_hash(house: House):
    """The address is the record's page; the hash goes along for the page to compare."""
    request = house.submitted()
    made = printed(house, request, "head", "request")
    assert made.check.address == f"http://127.0.0.1:8000/requests/{request.number}?sha256={request.receipt_hash}"


def test_opinion_and_decision_say_what_was_decided(house: House):
    """Three criteria with score, level and grounds, who drafted and who gave; the grounds of the decision (¶ 13)."""
    request = house.decided()
    opinion = printed(house, request, "head", "opinion")
    (scores,) = (block for block in opinion.blocks if isinstance(block, Table))
    assert [row[1] for row in scores.rows] == ["4 of 5"] * 3
    text = words_of(opinion)
    for criterion in sample.OPINION["criteria"]:
        assert criterion["grounds"] in text
    assert house["integrator_specialist"].full_name in text
    assert house["integrator_head"].full_name in text
    decision = words_of(printed(house, request, "head", "decision"))
    assert sample.AGREEMENT_GROUNDS in decision
    assert "agrees to the automation" in decision
    assert house["authorised_head"].full_name in decision


def test_evidence_is_printed_with_its_hash(house: House):
    """A file of the opinion stands with its name and its SHA-256, and the opinion's hash covers it."""
    paper = house.document("integrator_specialist", "Заключение эксперта.pdf")
    request = house.submitted()
    criteria = [{**each, "documents": [paper]} for each in sample.OPINION["criteria"]]
    house.take(request, "integrator_specialist", "draft_opinion", sample.OPINION | {"criteria": criteria})
    house.take(request, "integrator_head", "give_opinion")
    text = words_of(printed(house, request, "head", "opinion"))
    assert "Заключение эксперта.pdf" in text
    assert re.search(r"SHA-256: [0-9a-f]{64}", text)


@pytest.mark.slow
def test_hashes_of_opinion_and_decision_are_their_own(house: House):
    """The same record gives the same hash in every language and to every party; other words give another."""
    request, refused = house.decided(), house.decided("refuse")
    for key in ("opinion", "decision"):
        known = {hash_of(printed(house, request, who, key, at)) for who in ("head", "auditor") for at in LANGUAGES}
        assert len(known) == 1
        assert known != {hash_of(printed(house, refused, "head", key))}


def test_a_proposal_is_a_local_form(house: House):
    """¶ 8.2: Annex 2 is not printed in the order, and the paper says so; its file stands with its hash."""
    proposal = a_proposal(house)
    made = printed(house, proposal, "supplier_head", "proposal")
    assert made.marks == ("Local form",)
    text = words_of(made)
    assert sample.STATE_BODY_NAMES["en"] in text
    assert "₸9,000,000.00" in text
    assert "paper.pdf" in text
    assert hash_of(made) == proposal.receipt_hash
    assert keys(house, proposal, "head") == ["proposal", "receipt"]


def test_the_assignment_has_its_fourteen_parts_and_its_signatures(house: House):
    """¶ 19: the parts stand in the order's order under their printed headings; who approved stands below."""
    assignment = house.approved()
    made = printed(house, assignment, "head", "assignment")
    headings = [block for block in made.blocks if isinstance(block, Heading)]
    assert [each.official or each.text.partition(" ")[2] for each in headings] == [
        part.official for part in parts.PARTS
    ]
    assert hash_of(made) == assignment.versions[-1].hash
    text = words_of(made)
    for key in ("integrator_head", "head", "security_head", "authorised_head"):
        assert house[key].full_name in text
    assert "All weights together" in text
    assert "1.1.4" in text
    assert made.marks == ()


@pytest.mark.slow
def test_an_assignment_in_the_making_is_a_draft(house: House):
    """What is being written bears no hash, from the first word on; an amended one is a draft again."""
    for assignment in (house.ordered(), house.written(), house.approved()):
        if assignment.state == "approved":
            house.take(assignment, "integrator_head", "amend", {"reason": "Требования смягчены."})
        made = printed(house, assignment, "integrator_head", "assignment")
        assert (made.marks, hash_of(made)) == (("Draft",), None)


def test_a_deep_tree_of_processes_is_numbered_through(app: Flask):
    """Fifty levels are fifty numbers, and both writers take them; the figures of the schedule are not lost."""
    process: dict[str, Any] = {"name": "50", "roles": [], "number_per_year": None, "children": []}
    for level in range(49, 0, -1):
        process = {"name": str(level), "roles": ["Роль"], "number_per_year": 900, "children": [process]}
    blocks = list(printed_parts.blocks({"processes": [process, {"name": "last"}]}))
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == [".".join(["1"] * level) for level in range(1, 51)] + ["2"]


@pytest.mark.slow
def test_every_paper_can_be_written(house: House):
    """Each paper of each kind is a PDF and a DOCX, each in another language than the one before."""
    languages = itertools.cycle(LANGUAGES)
    for procedure in (house.decided(), house.approved(), a_proposal(house)):
        with house.as_("auditor"):
            known = [each.key for each in printer.of(procedure)]
        for key, language in zip(known, languages, strict=False):
            made = printed(house, procedure, "auditor", key, language)
            assert pdf.write(made).startswith(b"%PDF")
            assert word.write(made).startswith(b"PK")


@pytest.mark.slow
def test_long_and_broken_texts_do_not_break_the_paper(house: House):
    """Ten thousand characters, a hundred rows, and a draft with half of everything are printed."""
    acts = [{"title": f"Акт {number}", "number": "", "date": None, "url": "", "points": ""} for number in range(100)]
    full = house.drafted(purpose="цель " * 2000, acts=acts, tasks=["з" * 2000])
    half = house.drafted(scope={"user_groups": [{"name": "x"}], "documents": [{"kind": "y"}]}, contacts=[{}], acts=[])
    for request in (full, half):
        made = printed(house, request, "head", "request")
        assert pdf.write(made).startswith(b"%PDF")
        assert word.write(made).startswith(b"PK")


def test_facts_without_a_value_are_left_out(house: House):
    """A draft was received by nobody yet: the head of its paper has no empty lines."""
    made = printed(house, house.drafted(), "head", "request")
    assert isinstance(made.facts, Facts)
    assert all(value for _label, value in made.facts.rows)
