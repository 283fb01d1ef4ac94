"""The matter of the demonstration's requests and proposals: two public services of Almaty's culture department.

Scope and steps stay what the regulations say; parts of one service stand as requests of their own.
"""

import copy
from typing import Any

from qyzmet.requests.request import sample
from qyzmet.requests.services_register.sample import EXPORT, RESTORATION

_ESTIMATE = "по оценке заявителя: в регламенте число не указано"


def adapted(function: str, purpose: str, **values: Any) -> dict[str, Any]:
    """The real request with another function and purpose; scope and the rest stay what the regulation says."""
    return copy.deepcopy(sample.REQUEST) | {"function": function, "purpose": purpose} | values


def restoration() -> dict[str, Any]:
    """The second service of the regulations: the same steps and terms, other applicants and documents."""
    data = adapted(
        f"Оказание государственной услуги «{RESTORATION}»",
        "Перевести согласование научно-реставрационных работ в полностью электронную форму: от регистрации заявления "
        "до согласования, подписанного ЭЦП руководителя услугодателя.",
    )
    data["acts"][0]["points"] = "регламент: 1-13"
    data["acts"][1]["title"] = data["acts"][1]["title"].replace(EXPORT, RESTORATION)
    scope = data["scope"]
    scope["frequency"] = f"В рабочие дни, в среднем два-три заявления в неделю ({_ESTIMATE})"
    does = (
        "Подают заявление с документами по пункту 9 стандарта, подписывают его ЭЦП, получают согласование или "
        "мотивированный отказ."
    )
    scope["user_groups"] = [
        {
            "kind": "natural",
            "name": f"Физические лица - собственники памятников ({_ESTIMATE})",
            "number": 40,
            "does": does,
        },
        {
            "kind": "legal",
            "name": f"Организации, ведущие реставрационные работы ({_ESTIMATE})",
            "number": 60,
            "does": does,
        },
        scope["user_groups"][2],
    ]
    scope["documents"] = [
        {"kind": f"Заявление с прилагаемыми документами ({_ESTIMATE})", "number_per_year": 120, "volume_mb": "40.00"},
        {"kind": f"Согласование или мотивированный отказ ({_ESTIMATE})", "number_per_year": 120, "volume_mb": "0.30"},
    ]
    return data


PAPER = adapted(
    f"Регистрация бумажных заявлений на получение услуги «{EXPORT}»",
    "Регистрировать заявления на бумажном носителе в день поступления со сканированными копиями документов.",
)
SIGNATURES = adapted(
    f"Проверка регистрационных свидетельств ЭЦП при подаче заявления на услугу «{EXPORT}»",
    "Проверять срок действия свидетельства, список отозванных и соответствие ИИН/БИН при подаче заявления.",
)
RESULTS = adapted(
    f"Подписание и выдача результата услуги «{EXPORT}» в форме электронного документа",
    "Подписывать результат ЭЦП руководителя услугодателя и выдавать его так, чтобы можно было просмотреть и сохранить.",
)
TERMS = adapted(
    f"Контроль сроков рассмотрения заявлений на услугу «{RESTORATION}»",
    "Считать срок проверки документов (десять минут) и срок подготовки ответа (десять рабочих дней).",
)
ARCHIVE = adapted(
    f"Хранение согласований, выданных по услуге «{RESTORATION}», в электронном архиве",
    "Хранить выданные согласования и приложения к ним в архиве платформы и находить их по номеру и памятнику.",
)
RETURNS = adapted(
    f"Напоминание заявителям о сроке возвращения ценностей, вывезенных по услуге «{EXPORT}»",
    "Напоминать заявителю о приближении срока возвращения ценностей и показывать услугодателю просроченные возвраты.",
)
HALF = {key: PAPER[key] for key in ("function", "acts", "programmes", "purpose", "tasks")}
OPINION = copy.deepcopy(sample.OPINION)
OPINION_ON_RESTORATION = copy.deepcopy(sample.OPINION) | {
    "text": sample.OPINION["text"].replace(EXPORT, RESTORATION),
}
REGISTER: dict[str, Any] = {
    "function": f"Ведение реестра выданных документов по услуге «{EXPORT}»",
    "description": (
        "Продукт ведёт реестр выданных свидетельств: номер, срок, перечень ценностей, отметка о возвращении. Он "
        "принимает записи из системы услугодателя и показывает их таможенному органу по номеру свидетельства."
    ),
    "results": "Срок возвращения ценностей виден в день истечения; подлинность свидетельства проверяется по номеру.",
    "existing_solution": "Прототип, показан на данных 2013 года; в промышленной эксплуатации не находится.",
    "price_estimate": "9000000.00",
    "contacts": sample.REQUEST["contacts"],
    "documents": [],
}
GATEWAY: dict[str, Any] = REGISTER | {
    "function": f"Выдача дубликата документа по услуге «{RESTORATION}» через портал",
    "description": (
        "Оператор предлагает выдавать дубликат согласования через портал из хранилища платформы: заявление, проверка "
        "ЭЦП, поиск по ИИН/БИН, выдача электронного документа."
    ),
    "results": "Дубликат выдаётся в минуту обращения, без участия работника канцелярии.",
    "existing_solution": "",
    "price_estimate": "4500000.00",
}

TENDER_CONTACT = "Жұмабаева Әсел Бауыржанқызы, бас сарапшы, +7 7172 55 10 44, a.zhumabaeva@zerde.example.kz"
TENDER_ADDRESS = "010000, Астана, Мәңгілік Ел даңғылы, 55/15, кеңсе, 104-бөлме"
QUESTION = (
    "В части 4 задания на проектирование названо 900 заявлений в год, из них на бумаге 300. Входит ли в стоимость "
    "ИК-услуги сканирование бумажных заявлений или его выполняет услугодатель?"
)
ANSWER = (
    "Бумажные заявления сканирует работник канцелярии услугодателя на своём оборудовании; от поставщика требуется "
    "форма регистрации с приложением сканов (часть 4, подача через канцелярию)."
)
SECOND_QUESTION = (
    "Должен ли прототип для критерия «Подход» обмениваться данными через шлюз «электронного правительства» или "
    "достаточно показать его на заранее подготовленных данных?"
)

RETURNS_ANSWER = (
    "Напоминание уходит за месяц, за неделю и в день срока; список просроченных возвратов виден услугодателю."
)
RETURNS_GROUNDS = "Первое место по сумме баллов; обе заявки соответствуют требованиям."
RETURNS_FORMING = "Тестирование и испытания пройдены, замечаний нет."
RETURNS_ENVIRONMENT = "Платформа «электронного правительства», две виртуальные машины, контур промышленной эксплуатации"
RETURNS_READY: dict[str, Any] = {
    "text": "Продукт создан: напоминания, список просроченных возвратов, выгрузка для услугодателя.",
    "resources": {
        "cpu_cores": 4,
        "memory_gb": 16,
        "storage": [{"kind": "ssd", "gb": 200}],
        "network": "100 Мбит/с, доступ через портал",
        "licences": [],
        "availability": "99.5",
    },
}
RETURNS_MEETING: dict[str, Any] = {
    "meets_at": "2025-11-18T11:00:00+05:00",
    "place": "Астана, Мәңгілік Ел даңғылы, 55/15, кеңсе, 301-бөлме",
    "agenda": "",
}
RETURNS_ENTRY: dict[str, Any] = {
    "names": {
        "kk": "Уақытша әкетілген мәдени құндылықтарды қайтару мерзімін еске салу",
        "ru": "Напоминание о сроке возвращения временно вывезенных культурных ценностей",
        "en": "Reminder of the day by which temporarily exported cultural valuables return",
    },
    "descriptions": {
        "kk": (
            "Қызмет өтініш берушіге құндылықтарды қайтару мерзімі жақындағанын бір ай, бір апта бұрын және сол күні "
            "еске салады, ал көрсетілетін қызметті берушіге мерзімі өткен қайтаруларды көрсетеді."
        ),
        "ru": (
            "Услуга напоминает заявителю о сроке возвращения ценностей за месяц, за неделю и в день срока, а "
            "услугодателю показывает просроченные возвраты."
        ),
        "en": (
            "The service reminds the applicant of the day of return a month and a week before it and on the "
            "day itself, and shows the provider what has not come back in time."
        ),
    },
    "kind": "applications",
    "recipient": "natural_persons",
    "price_lease": "46800000.00",
    "price_service": "57600000.00",
    "service_level": "Доступность 99,5 % в месяц; напоминание уходит в день, на который оно назначено.",
    "how_to_get": "Напоминания приходят сами тому, кому выдано свидетельство; кабинет услугодателя – на портале.",
    "support": "1414, круглосуточно",
    "security_class": "3",
    "integrations": [],
    "relations": [],
}
