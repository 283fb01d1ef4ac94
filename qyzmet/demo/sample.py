"""What the demonstration begins with: requests, proposals, design assignments, a tender that takes bids, what
formed.py has of a formation, and the service that stands in the Catalogue already, with its development.

Nothing is put into the database by hand: the people act through the same functions as everybody, and between their
acts the clock moves as it does later, so that reminders, overdue marks and e-mails of those weeks are there too.
"""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

from qyzmet import clock, context, seeding
from qyzmet.database import db
from qyzmet.demo import clock as demo_clock
from qyzmet.demo import developed, formed, in_the_catalogue, matter, people, programmes
from qyzmet.demo.steps import Step, Story, opinion, taken
from qyzmet.documents import service as documents
from qyzmet.passports import sample as passports
from qyzmet.passports.passport.draft import draft as draft_passport
from qyzmet.printing import pdf
from qyzmet.procedure import engine
from qyzmet.procedure.pages import paper_links
from qyzmet.requests.assignment import led_to
from qyzmet.requests.assignment import sample as assignment_sample
from qyzmet.requests.filing.on_paper import Paper
from qyzmet.requests.proposal.draft import draft as draft_proposal
from qyzmet.requests.request import sample
from qyzmet.requests.request.draft import draft as draft_request
from qyzmet.requests.services_register import sample as register_sample
from qyzmet.tenders.announcement import draft


def _drafted(name: str, data: dict[str, Any]) -> Callable[[Story], object]:
    def step(story: Story) -> None:
        story[name] = draft_request(data)

    return step


def _passport(name: str, data: dict[str, Any]) -> Callable[[Story], object]:
    def step(story: Story) -> None:
        story[name] = draft_passport(data)

    return step


def _from_passport(name: str, passport: str, data: dict[str, Any]) -> Callable[[Story], object]:
    """What the state body asks for names the passport of its function."""

    def step(story: Story) -> None:
        story[name] = draft_request(data | {"passport": story[passport].public_number})

    return step


def _proposed(name: str, data: dict[str, Any]) -> Callable[[Story], object]:
    def step(story: Story) -> None:
        story[name] = draft_proposal(data | {"state_body": people.BODIES["state_body"].bin})

    return step


def _on_paper(name: str, earlier: str, received_on: dt.date) -> Callable[[Story], object]:
    """What was refused comes once more, printed and signed on paper; the scan is that print."""

    def step(story: Story) -> None:
        paper = paper_links.paper(story[earlier], "request")
        if paper is None:
            raise LookupError(f"{earlier} cannot be printed")
        scan = documents.upload(io.BytesIO(pdf.write(paper)), "сұрау салу.pdf")
        filer = people.BODIES["state_body"].bin
        story[name] = draft_request(matter.TERMS, Paper(received_on, (scan.public_id,), filer))

    return step


def _assigned(name: str, key: str) -> Callable[[Story], object]:
    return lambda story: engine.take(story[name], "assign", {"executor": people.users()[key].public_id})


def _ordered(name: str, assignment: str) -> Callable[[Story], object]:
    def step(story: Story) -> None:
        engine.take(story[name], "order_creation", {})
        story[assignment] = led_to.assignment_of(story[name])

    return step


def _written(name: str, data: Callable[[dict[str, str]], dict[str, Any]], *parts: str) -> Callable[[Story], object]:
    def step(story: Story) -> None:
        whole = data(story["services"])
        engine.save(story[name], {key: whole[key] for key in parts} if parts else whole)

    return step


_GROUNDS = {"grounds": sample.AGREEMENT_GROUNDS}
_MISSING = {"missing": [{"field": "scope", "text": "Нет числа документов по данным учёта за последний год."}]}
_OBJECTION = {"reasons": assignment_sample.OBJECTION_REASONS}
_BEGUN = ("general", "ceiling_service", "processes", "platform")


def _registered(story: Story) -> None:
    """The register of services has what the assignments integrate with."""
    story["services"] = register_sample.add()


def _first(services: dict[str, str]) -> dict[str, Any]:
    """The first version, to which the customer will object."""
    data = assignment_sample.lease(services)
    data["performance"][0]["load"] = "обычная нагрузка"
    return data


def _revised(services: dict[str, str]) -> dict[str, Any]:
    """What the customer objected to, mended."""
    data = assignment_sample.lease(services)
    data["training"] = f"{data['training']}\nОбучается и работник канцелярии, который регистрирует бумажные заявления."
    return data


def _announced(story: Story) -> None:
    """The tender for the certificate's system: what the assignment foresees, whom to ask, where to bring paper."""
    number = story["assignment"].number
    said = {"contact": matter.TENDER_CONTACT, "paper_address": matter.TENDER_ADDRESS}
    story["tender"] = draft.draft({"assignment": number, **said})


def _seated(story: Story) -> None:
    """Everybody of the demonstration who can sit in a Commission sits in this one."""
    ids = {key: user.public_id for key, user in people.users().items()}
    members = [ids[f"member{place}"] for place in range(1, 5)]
    body = {"chair": ids["chair"], "secretary": ids["secretary"], "members": members}
    engine.take(story["tender"], "set_commission", body)


# In the order of time.
STEPS: tuple[Step, ...] = (
    ("2026-01-05 09:30", "integrator_specialist", _registered),
    ("2026-01-06 11:10", "state_body_specialist", _passport("certificate passport", passports.CERTIFICATE)),
    ("2026-01-08 09:20", "state_body_head", taken("certificate passport", "approve")),
    (
        "2026-01-12 10:20",
        "state_body_specialist",
        _from_passport("certificate", "certificate passport", sample.REQUEST),
    ),
    ("2026-01-13 09:40", "state_body_head", taken("certificate", "submit")),
    ("2026-01-14 11:05", "state_body_specialist", _drafted("terms", matter.TERMS)),
    ("2026-01-15 16:30", "state_body_head", taken("terms", "submit")),
    ("2026-01-16 10:00", "integrator_head", _assigned("certificate", "integrator_specialist")),
    ("2026-01-21 15:10", "integrator_specialist", opinion("certificate", sample.OPINION)),
    ("2026-01-22 10:00", "integrator_head", taken("certificate", "give_opinion")),
    ("2026-01-26 17:45", "authorised_body_head", taken("certificate", "agree", _GROUNDS)),
    ("2026-01-28 12:15", "integrator_specialist", opinion("terms", matter.OPINION_ON_RESTORATION)),
    ("2026-01-29 11:00", "authorised_body_head", _ordered("certificate", "assignment")),
    ("2026-01-30 09:30", "integrator_head", taken("terms", "give_opinion")),
    ("2026-02-02 10:10", "state_body_specialist", _drafted("results", matter.RESULTS)),
    ("2026-02-03 14:20", "authorised_body_head", taken("terms", "refuse", {"grounds": sample.REFUSAL_GROUNDS})),
    ("2026-02-04 11:50", "state_body_head", taken("results", "submit")),
    ("2026-02-05 10:45", "operator_specialist", _proposed("gateway", matter.GATEWAY)),
    ("2026-02-05 16:20", "operator_head", taken("gateway", "submit")),
    ("2026-02-06 15:00", "integrator_specialist", _written("assignment", _first)),
    ("2026-02-04 15:30", "state_body_specialist", _passport("agreement passport", passports.AGREEMENT)),
    ("2026-02-06 09:40", "state_body_head", taken("agreement passport", "approve")),
    (
        "2026-02-09 09:15",
        "state_body_specialist",
        _from_passport("restoration", "agreement passport", matter.restoration()),
    ),
    ("2026-02-09 17:00", "integrator_head", taken("assignment", "propose")),
    ("2026-02-10 10:30", "state_body_head", taken("restoration", "submit")),
    ("2026-02-11 12:00", "state_body_head", taken("assignment", "object", _OBJECTION)),
    ("2026-02-12 10:00", "integrator_specialist", opinion("gateway", sample.OPINION)),
    ("2026-02-13 09:00", "integrator_head", taken("gateway", "give_opinion")),
    ("2026-02-13 16:40", "integrator_specialist", _written("assignment", _revised, "performance", "training")),
    ("2026-02-16 09:20", "integrator_head", taken("assignment", "propose")),
    ("2026-02-16 11:10", "authorised_body_head", taken("gateway", "agree", _GROUNDS)),
    ("2026-02-17 14:30", "state_body_head", taken("assignment", "consent")),
    ("2026-02-18 10:15", "state_body_head", taken("gateway", "join")),
    ("2026-02-18 16:00", "integrator_specialist", opinion("results", sample.OPINION)),
    ("2026-02-19 11:30", "authorised_body_head", _ordered("gateway", "duplicates")),
    ("2026-02-20 09:45", "security_service_head", taken("assignment", "agree_security")),
    ("2026-02-20 12:00", "integrator_head", taken("results", "give_opinion")),
    ("2026-02-20 15:30", "supplier1_specialist", _proposed("register", matter.REGISTER)),
    ("2026-02-23 10:05", "supplier1_head", taken("register", "submit")),
    ("2026-02-23 15:35", "state_body_specialist", _drafted("signatures", matter.SIGNATURES)),
    ("2026-02-24 09:50", "state_body_head", taken("signatures", "submit")),
    ("2026-02-25 10:20", "authorised_body_head", taken("assignment", "approve")),
    ("2026-02-25 11:40", "integrator_clerk", _on_paper("on paper", "terms", dt.date(2026, 2, 24))),
    ("2026-02-25 12:10", "integrator_clerk", taken("on paper", "submit")),
    ("2026-02-25 15:20", "integrator_head", _assigned("on paper", "integrator_specialist")),
    ("2026-02-25 16:30", "integrator_specialist", _announced),
    ("2026-02-26 10:15", "state_body_head", taken("tender", "consent")),
    ("2026-02-26 11:25", "integrator_specialist", opinion("restoration", matter.OPINION_ON_RESTORATION)),
    ("2026-02-26 16:10", "integrator_specialist", _written("duplicates", assignment_sample.restoration, *_BEGUN)),
    ("2026-02-27 10:40", "integrator_head", taken("restoration", "give_opinion")),
    ("2026-02-27 11:10", "integrator_head", taken("tender", "publish")),
    ("2026-02-27 12:00", "integrator_specialist", taken("on paper", "return", _MISSING)),
    ("2026-02-27 14:40", "state_body_head", _seated),
    ("2026-02-27 15:15", "supplier2_specialist", taken("tender", "ask", {"text": matter.QUESTION})),
    (
        "2026-02-27 16:20",
        "integrator_specialist",
        taken("tender", "answer", {"question": "Q-1", "text": matter.ANSWER}),
    ),
    ("2026-02-27 16:35", "supplier3_specialist", taken("tender", "ask", {"text": matter.SECOND_QUESTION})),
    ("2026-02-27 16:55", "state_body_specialist", _drafted("paper", matter.HALF)),
)


def make() -> None:
    """Fill a new database: what every one begins with, the people, and their acts until the start. Commits."""
    steps = sorted(
        (*STEPS, *formed.STEPS, *in_the_catalogue.STEPS, *developed.STEPS, *programmes.STEPS), key=lambda step: step[0]
    )
    first = _instant(steps[0][0]) - dt.timedelta(days=1)
    demo_clock.create(first)
    with context.acting(context.COMMAND_LINE, "demonstration"):
        seeding.seed()
        people.enter()
        people.ensure_tokens()
        db.session.commit()
    told: Story = {}
    for when, key, step in steps:
        demo_clock.move(_instant(when))
        user = people.users()[key]
        with context.acting(context.actor_of(user), "demonstration"):
            step(told)
            db.session.commit()
    demo_clock.move(demo_clock.START)


def _instant(text: str) -> dt.datetime:
    day, _, time = text.partition(" ")
    hour, _, minute = time.partition(":")
    return clock.at(dt.date.fromisoformat(day), int(hour), int(minute))
