"""The people of the demonstration: who they are, entering them, finding them again.

The organisations are real ones of Kazakhstan but for the suppliers; their numbers and all the people are made up.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.accounts import passwords, secrets, tokens
from qyzmet.people.accounts.credentials import ApiToken
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.requests.request.sample import STATE_BODY_NAMES
from qyzmet.vocabulary import OrganisationKind, Role

# Everybody's, so that the ordinary way of signing in can be tried too. Shown on the page of people.
PASSWORD = "kiiz-dombyra-alma"  # noqa: S105 - the demonstration's own, told to everybody.
SINCE = dt.date(2025, 1, 6)
CHAIN = "demonstration"


@dataclass(frozen=True)
class Body:
    """An organisation of the demonstration: its BIN, kind and names."""

    bin: str
    kind: OrganisationKind
    kk: str
    ru: str
    en: str


@dataclass(frozen=True)
class Person:
    """Somebody to play: the key of the contract, IIN, name, post and e-mail, in which role for which organisation."""

    key: str
    iin: str
    surname: str
    given_name: str
    patronymic: str
    post: str
    email: str
    language: str
    role: Role
    body: str


BODIES: dict[str, Body] = {
    "state_body": Body("010340004512", OrganisationKind.STATE_BODY, **STATE_BODY_NAMES),
    "integrator": Body(
        "080740011629",
        OrganisationKind.INTEGRATOR,
        "«Зерде» ұлттық инфокоммуникациялық холдингі» АҚ",
        "АО «Национальный инфокоммуникационный холдинг «Зерде»",
        "Zerde National Infocommunication Holding",
    ),
    "authorised_body": Body(
        "190640008211",
        OrganisationKind.AUTHORISED_BODY,
        "Қазақстан Республикасының Цифрлық даму, инновациялар және аэроғарыш өнеркәсібі министрлігі",
        "Министерство цифрового развития, инноваций и аэрокосмической промышленности Республики Казахстан",
        "Ministry of Digital Development, Innovations and Aerospace Industry",
    ),
    "operator": Body(
        "000740002338",
        OrganisationKind.OPERATOR,
        "«Ұлттық ақпараттық технологиялар» АҚ",
        "АО «Национальные информационные технологии»",
        "National Information Technologies",
    ),
    "security_service": Body(
        "200240003151",
        OrganisationKind.SECURITY_SERVICE,
        "«Мемлекеттік техникалық қызмет» АҚ",
        "АО «Государственная техническая служба»",
        "State Technical Service",
    ),
    "supplier1": Body(
        "150340017044",
        OrganisationKind.SUPPLIER,
        "«Алатау Софт» ЖШС",
        "ТОО «Алатау Софт»",
        "Alatau Soft LLP",
    ),
    "supplier2": Body(
        "171040021870",
        OrganisationKind.SUPPLIER,
        "«Дала Дерек» ЖШС",
        "ТОО «Дала Дерек»",
        "Dala Derek LLP",
    ),
    "supplier3": Body(
        "120540009967",
        OrganisationKind.SUPPLIER,
        "«Қыран Жүйелері» ЖШС",
        "ТОО «Кыран Жуйелери»",
        "Qyran Systems LLP",
    ),
}


# Key, IIN, name, post, e-mail (without its common end), language. A key names organisation and role, but for these:
_SPECIAL: dict[str, tuple[str, Role]] = {
    "chair": ("state_body", Role.COMMISSION_MEMBER),
    "secretary": ("integrator", Role.COMMISSION_MEMBER),
    "member1": ("authorised_body", Role.COMMISSION_MEMBER),
    "member2": ("integrator", Role.COMMISSION_MEMBER),
    "member3": ("operator", Role.COMMISSION_MEMBER),
    "member4": ("state_body", Role.COMMISSION_MEMBER),
    "auditor": ("authorised_body", Role.AUDITOR),
    "administrator": ("integrator", Role.ADMINISTRATOR),
}
_TABLE = """
state_body_head | 720415303388 | Ахметов Дәурен Серікұлы | Басқарма басшысы | d.akhmetov@culture | kk
state_body_specialist | 880923403754 | Сәрсенова Зәуре Маратқызы | Бас маман | z.sarsenova@culture | kk
state_body_clerk | 950211404122 | Ким Виктория Андреевна | Специалист канцелярии | v.kim@culture | ru
integrator_head | 690730304491 | Оспанов Ерлан Қайратұлы | Басқарма төрағасының орынбасары | e.ospanov@zerde | kk
integrator_specialist | 910514404866 | Жұмабаева Әсел Бауыржанқызы | Бас сарапшы | a.zhumabaeva@zerde | kk
integrator_clerk | 970108305237 | Петров Игорь Николаевич | Делопроизводитель | i.petrov@zerde | ru
authorised_body_head | 740219405606 | Нұрланова Гүлнәр Әбдіқызы | Департамент директоры | g.nurlanova@digital | kk
authorised_body_specialist | 930606305970 | Смағұлов Арман Болатұлы | Бас сарапшы | a.smagulov@digital | kk
operator_head | 780112306346 | Тілеубердин Самат Жандосұлы | Басқарма төрағасы | s.tileuberdin@nit | kk
operator_specialist | 900827406713 | Абдрахманова Динара Ерболовна | Главный инженер | d.abdrakhmanova@nit | ru
security_service_head | 760503307089 | Исаев Мұрат Ғалымұлы | Қызмет басшысы | m.issayev@sts | kk
supplier1_head | 810319307457 | Қасымов Олжас Нұрланұлы | Директор | o.kassymov@alatau-soft | kk
supplier1_specialist | 940722407827 | Ли Елена Сергеевна | Менеджер по тендерам | e.li@alatau-soft | ru
supplier2_head | 830925408192 | Бекмұратова Айнұр Талғатқызы | Директор | a.bekmuratova@dala-derek | kk
supplier2_specialist | 960418308562 | Досжанов Тимур Маратұлы | Жоба менеджері | t.doszhanov@dala-derek | kk
supplier3_head | 791130309303 | Шмидт Александр Викторович | Директор | a.schmidt@qyran | ru
supplier3_specialist | 920205409670 | Ермекова Мадина Асқарқызы | Жоба менеджері | m.yermekova@qyran | kk
chair | 701017310049 | Бейсенов Қанат Төлегенұлы | Басқарма басшысының орынбасары | k.beisenov@culture | kk
secretary | 890624410416 | Садықова Ләззат Ерланқызы | Конкурстық комиссияның хатшысы | l.sadykova@zerde | kk
member1 | 770808410789 | Мұқанова Сәуле Бекетқызы | Басқарма басшысы | s.mukanova@digital | kk
member2 | 840303311156 | Волков Дмитрий Олегович | Директор департамента | d.volkov@zerde | ru
member3 | 860916311529 | Рахимов Нұржан Әлиұлы | Департамент директоры | n.rakhimov@nit | kk
member4 | 871225411890 | Төлегенова Жанар Мұратқызы | Бөлім басшысы | zh.tolegenova@culture | kk
auditor | 751109412269 | Игібаева Роза Сапарқызы | Ішкі аудит қызметінің басшысы | r.igibaeva@digital | kk
administrator | 900101312635 | Цой Роман Львович | Администратор системы | r.tsoi@zerde | ru
"""


def _person(line: str) -> Person:
    key, iin, name, post, mail, language = line.split(" | ")
    surname, given_name, patronymic = name.split()
    body, _, word = key.rpartition("_")
    body, role = _SPECIAL.get(key) or (body, Role(word))
    return Person(key, iin, surname, given_name, patronymic, post, f"{mail}.example.kz", language, role, body)


PEOPLE: tuple[Person, ...] = tuple(_person(line) for line in _TABLE.strip().splitlines())
BY_KEY: dict[str, Person] = {person.key: person for person in PEOPLE}


def enter() -> None:
    """Enter the organisations and the people into a new database. Does not commit."""
    bodies = {name: _organisation(body) for name, body in BODIES.items()}
    kept = passwords.hash_of(PASSWORD)
    for person in PEOPLE:
        user = User(
            iin=person.iin,
            surname=person.surname,
            given_name=person.given_name,
            patronymic=person.patronymic,
            post=person.post,
            email=person.email,
            language=person.language,
            password_hash=kept,
            password_changed_at=clock.wall(),
            created_at=clock.now(),
        )
        user.memberships.append(Membership(organisation=bodies[person.body], role=person.role, since=SINCE))
        db.session.add(user)
        db.session.flush()
        after = {"user": user.public_id, "role": person.role.value, "organisation": bodies[person.body].bin}
        audit.record("enter_person", chain=CHAIN, subject=person.key, after=after)


def _organisation(body: Body) -> Organisation:
    made = Organisation(
        bin=body.bin,
        kind=body.kind,
        name_kk=body.kk,
        name_ru=body.ru,
        name_en=body.en,
        checked_at=clock.now(),
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("enter_organisation", chain=CHAIN, subject=body.bin, after={"kind": body.kind.value})
    return made


def find(key: str) -> User | None:
    """The user whom the key names."""
    person = BY_KEY.get(key)
    return db.session.scalar(select(User).where(User.iin == person.iin)) if person else None


def users() -> dict[str, User]:
    """Every person of the demonstration by key, with roles and organisations."""
    rows = db.session.scalars(
        select(User)
        .where(User.iin.in_([person.iin for person in PEOPLE]))
        .options(selectinload(User.memberships).joinedload(Membership.organisation))
    )
    found = {user.iin: user for user in rows}
    return {person.key: found[person.iin] for person in PEOPLE if person.iin in found}


def token_of(key: str) -> str:
    """The API token of a person: derived from this demonstration's own secret, so that it stays the same."""
    return tokens.PREFIX + secrets.keyed_hash("demonstration token", key).hex()


def ensure_tokens() -> None:
    """See that everybody's token is good, also one that was revoked while trying things out. Does not commit."""
    for key, user in users().items():
        kept = secrets.hash_of(token_of(key))
        token = db.session.scalar(select(ApiToken).where(ApiToken.secret_hash == kept))
        if token is None:
            token, _secret = tokens.create(user, "demonstration")
            token.secret_hash, token.hint = kept, token_of(key)[-tokens.HINT_LETTERS :]
        elif token.revoked_at is not None:
            token.revoked_at = None
            audit.record("restore_token", chain=CHAIN, subject=user.public_id, after={"token": token.id})
    db.session.flush()
