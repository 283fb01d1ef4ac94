"""Real design assignments for the demonstration and for tests, in the language of the source.

The matter is the regulations of two public services of Almaty's culture department: their steps, who takes them, the
terms of ten minutes and ten working days, the two channels and the systems that take part stand as the regulations
say. Numbers and prices the regulations do not hold: the texts mark them as the integrator's estimate.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from ..services_register.sample import EXPORT, RESTORATION

Data = dict[str, Any]
_ESTIMATE = "оценка интегратора"

RECEIVER, CLERK, EXECUTOR, HEAD = (
    "Услугополучатель",
    "Работник канцелярии услугодателя",
    "Ответственный исполнитель",
    "Руководитель услугодателя",
)
# With what data are exchanged: the key in the sample register, the name, the description for those not taken from it.
_INTEGRATIONS = (
    ("persons", "ГБД ФЛ", "Данные услугополучателя – физического лица по ИИН (процесс 5 и условие 2 регламента)."),
    ("organisations", "ГБД ЮЛ", "Данные услугополучателя – юридического лица по БИН (процесс 5 и условие 2)."),
    ("gateway", "Шлюз «электронного правительства»", "Все запросы в государственные базы данных идут через шлюз."),
    ("licensing", "ГБД «Е-лицензирование»", "Регистрация заявления и разрешительного документа (процессы 7 и 9)."),
    ("certificates", "НУЦ РК", "Срок действия и отзыв регистрационного свидетельства ЭЦП, ИИН/БИН (условие 2)."),
    ("portal", "Веб-портал «электронного правительства»", "Заявления услугополучателей и результаты услуги."),
)


def _node(name: str, roles: Sequence[str], number: int, *children: Data) -> Data:
    return {"name": name, "roles": list(roles), "number_per_year": number, "children": list(children)}


def processes(result: str, a_year: int, on_paper: int) -> list[Data]:
    """Part 4: the procedures of points 5, 8 and 10 of the regulations, with how often a year each is carried out."""
    online = a_year - on_paper
    return [
        _node(
            "Приём и регистрация заявления в день поступления",
            [],
            a_year,
            _node(
                "Подача через портал",
                [RECEIVER],
                online,
                _node("Вход по ЭЦП или по ИИН/БИН и паролю; сообщение об отказе при ошибке", [RECEIVER], online),
                _node("Заполнение формы запроса с приложением электронных документов", [RECEIVER], online),
                _node("Проверка ЭЦП: срок действия, отзыв, соответствие ИИН/БИН", [RECEIVER], online),
                _node("Подписание заявления ЭЦП услугополучателя", [RECEIVER], online),
            ),
            _node(
                "Подача на бумажном носителе",
                [CLERK],
                on_paper,
                _node("Ввод данных услугополучателя и сверка с ГБД ФЛ или ГБД ЮЛ через шлюз", [CLERK], on_paper),
                _node("Сканирование документов и приложение копий к форме заявления", [CLERK], on_paper),
            ),
            _node("Присвоение входящего номера", [EXECUTOR, CLERK], a_year),
        ),
        _node("Выбор ответственного исполнителя", [HEAD], a_year),
        _node(
            "Рассмотрение документов",
            [EXECUTOR],
            a_year,
            _node("Проверка полноты и достоверности в течение десяти минут с момента получения", [EXECUTOR], a_year),
            _node("Проверка соответствия перечню пункта 9 стандарта и оснований для выдачи", [EXECUTOR], a_year),
        ),
        _node(f"Подготовка результата в течение десяти рабочих дней: {result} или отказ", [EXECUTOR], a_year),
        _node("Подписание результата ЭЦП", [HEAD], a_year),
        _node(
            "Выдача результата",
            [],
            a_year,
            _node("Просмотр выходного документа в истории получения услуг", [RECEIVER], a_year),
            _node("Сохранение документа в формате PDF", [RECEIVER], a_year),
        ),
    ]


def step(name: str, days: int, shares: str, consulted: str = "", informed: str = "") -> Data:
    """A step; `shares` names who is responsible and who is accountable."""
    responsible, accountable = shares.split()
    return {
        "step": name,
        "working_days": days,
        "responsible": responsible,
        "accountable": accountable,
        "consulted": consulted.split(),
        "informed": informed.split(),
    }


BIDDING = [
    step("Объявление конкурса и приём заявок", 18, "integrator integrator", "state_body", "authorised_body operator"),
    step("Вскрытие и оценка заявок, протокол", 11, "commission state_body", "integrator", "supplier operator"),
    step("Заключение договора", 10, "operator state_body", "integrator", "authorised_body supplier"),
]
CREATION = [
    step("Разработка и настройка продукта", 40, "supplier integrator", "state_body operator", "authorised_body"),
    step("Тестирование работоспособности и интеграций", 10, "operator integrator", "supplier", "state_body"),
    step("Испытания на соответствие требованиям информационной безопасности", 15, "security_service operator"),
    step("Обучение пользователей", 5, "supplier state_body", "", "integrator"),
]
FORMING = [
    step("Заседание Комиссии и решение о формировании", 2, "commission integrator", "operator", "state_body"),
    step("Ввод в промышленную эксплуатацию", 5, "operator operator", "supplier authorised_body", "state_body"),
    step("Включение в Каталог ИК-услуг", 9, "integrator authorised_body", "operator", "state_body supplier"),
]

CRITERIA: list[Data] = [
    {
        "key": "rights",
        "name": "Исключительные или иные достаточные права на предлагаемый продукт подтверждены документом",
        "kind": "pass_fail",
        "weight": None,
        "scale_max": None,
        "pass_mark": None,
    },
    {
        "key": "approach",
        "name": "Подход: полнота охвата процессов части 4 и показ их работы на прототипе",
        "kind": "scored",
        "weight": "40",
        "scale_max": "5",
        "pass_mark": "2",
    },
    {
        "key": "experience",
        "name": "Опыт: внедрённые системы, которые обмениваются данными через шлюз «электронного правительства»",
        "kind": "scored",
        "weight": "20",
        "scale_max": "5",
        "pass_mark": None,
    },
    {
        "key": "price",
        "name": "Стоимость ИК-услуги",
        "kind": "price",
        "weight": "40",
        "scale_max": None,
        "pass_mark": None,
    },
]


def integrations(numbers: Mapping[str, str]) -> list[Data]:
    """Part 6, with the numbers of the register where there are any."""
    return [
        {"name": name, "register": numbers.get(key), "description": description}
        for key, name, description in _INTEGRATIONS
    ]


OBJECTION_REASONS = (
    "В части 7 не указана нагрузка, при которой форма заявления открывается за две секунды; в части 11 нет обучения "
    "работника канцелярии, который регистрирует бумажные заявления."
)
RETURN_REASONS = "Предельная стоимость части 2 не подтверждена расчётом: приложить расчёт и представить вновь."
AMENDMENT_REASON = (
    "На повторный конкурс не поступило ни одной заявки: требования к опыту поставщика смягчены, срок создания увеличен."
)


def lease(numbers: Mapping[str, str] | None = None) -> Data:
    """The temporary export certificate, leased from a supplier.

    `numbers` are those of the register by the keys of its sample; without them integrations are described.
    """
    return {
        "general": {
            "purpose": (
                f"Перевести услугу «{EXPORT}» из частично автоматизированной в полностью электронную: все "
                "процедуры регламента, от регистрации заявления до свидетельства с ЭЦП руководителя, в одной системе, "
                "в обоих каналах подачи и со счётом сроков."
            ),
            "state_bodies": 1,
            "users": 906,
            "resource_class": f"Третий класс, с персональными данными услугополучателей ({_ESTIMATE})",
            "software_class": f"Третий класс, прикладное программное обеспечение ({_ESTIMATE})",
            "mechanism": "lease",
            "object": "ssp",
            "stages": [
                "Конкурс и договор.",
                "Создание продукта, интеграции, тестирование и испытания.",
                "Ввод в промышленную эксплуатацию и включение в Каталог.",
                "Аренда продукта в течение 36 месяцев.",
            ],
        },
        "ceiling_lease": "50400000.00",
        "ceiling_service": "61200000.00",
        "processes": processes("свидетельство на право временного вывоза культурных ценностей", 900, 300),
        "platform": (
            "Продукт размещается на информационно-коммуникационной платформе «электронного правительства» и использует "
            "её услуги: вход пользователей, хранение файлов, журнал событий, резервное копирование. Ограничения: вход "
            "из Интернета только через портал; исходящие соединения только через шлюз; объём хранения не более 50 ГБ "
            f"в год ({_ESTIMATE}: 900 заявлений по 2,5 МБ и 900 результатов по 0,3 МБ составляют около 2,5 ГБ)."
        ),
        "integrations": integrations(numbers or {}),
        "performance": [
            {"name": "Открытие формы заявления", "value": "2", "unit": "с", "load": "50 пользователей одновременно"},
            {"name": "Ответ на сверку с ГБД ФЛ и ГБД ЮЛ", "value": "5", "unit": "с", "load": "10 запросов в секунду"},
            {"name": "Доступность", "value": "99.5", "unit": "% в месяц", "load": "круглосуточно"},
            {"name": "Восстановление после отказа", "value": "4", "unit": "ч", "load": "отказ одного узла"},
            {"name": "Рост без доработки", "value": "3", "unit": "раза", "load": "до 2 700 заявлений в год"},
        ],
        "security": {
            "class": "3",
            "text": (
                "Требования – по третьему классу объекта информатизации. Персональные данные доступны только тем, кто "
                "участвует в рассмотрении. Свидетельство ЭЦП проверяется при каждом подписании: срок, отзыв, ИИН/БИН. "
                "События входа, просмотра, изменения и подписания записываются в неизменяемый журнал, хранятся три "
                "года и передаются в систему мониторинга информационной безопасности."
            ),
        },
        "commissioning": {
            "text": (
                "Ввод – после положительных протокола тестирования и акта испытаний и решения Комиссии. В первый месяц "
                "прежний порядок через «Е-лицензирование» остаётся запасным; действующие записи переносит поставщик."
            ),
            "technical_documents": [
                "Руководство администратора",
                "Руководство пользователя для каждой роли на казахском и русском языках",
                "Описание интеграций",
                "Программа и методика испытаний",
            ],
            "source_code": (
                "Исходный код каждой введённой версии с инструкцией по сборке поставщик передаёт на хранение "
                "сервисному интегратору в течение пяти рабочих дней со дня ввода."
            ),
            "property_after_3_years": True,
        },
        "code_reuse": (
            "Исходный код «Е-лицензирования» не передаётся. Допускаются стандартные решения: компоненты проверки ЭЦП, "
            "формы и печатные бланки портала, открытые библиотеки с лицензиями, которые разрешают такое использование."
        ),
        "training": (
            "Обучение шести работников услугодателя до ввода: канцелярия – 4 часа, исполнители – 8 часов, руководитель "
            f"– 2 часа ({_ESTIMATE}). Материалы: видеоролики по каждой процедуре и памятка на казахском и русском."
        ),
        "criteria": copy.deepcopy(CRITERIA),
        "schedule": copy.deepcopy([*BIDDING, *CREATION, *FORMING]),
        "contract_terms": {
            "text": (
                "Договор об ИК-услуге заключают оператор и государственный орган, договор аренды – оператор и "
                "поставщик, договор о переходе продукта – государственный орган и поставщик. Аренда оплачивается "
                "ежемесячно равными долями со дня ввода. Предельные стоимости частей 2 и 3 – за весь срок аренды: "
                f"1,4 и 1,7 млн тенге в месяц ({_ESTIMATE})."
            ),
            "lease_months": 36,
            "state_support": [],
        },
    }


def operator(numbers: Mapping[str, str] | None = None) -> Data:
    """The same service, created by the operator itself (¶ 88): nothing is leased, no tender is held."""
    data = lease(numbers)
    data["general"] |= {
        "mechanism": "operator",
        "stages": [
            "Оснащение платформы и инфраструктуры оператора по его внутренним правилам закупок.",
            "Тестирование созданного объекта и испытания платформы вместе с ним.",
            "Ввод ИК-услуги в эксплуатацию и включение в Каталог.",
        ],
    }
    data["commissioning"]["property_after_3_years"] = False
    data["contract_terms"] |= {
        "text": "Договор заключают оператор и государственный орган; аренда продукта не предусмотрена (пункт 88).",
        "lease_months": None,
    }
    equipping = step("Оснащение платформы и создание объекта оператором", 60, "operator operator", "integrator")
    taught = step("Обучение пользователей", 5, "operator state_body", "", "integrator")
    return data | {
        "ceiling_lease": None,
        "criteria": [],
        "schedule": copy.deepcopy([equipping, *CREATION[1:3], taught, *FORMING]),
    }


def ppp(numbers: Mapping[str, str] | None = None) -> Data:
    """The same service as a public-private partnership: with state support, after the budget's decisions."""
    data = lease(numbers)
    data["general"]["mechanism"] = "ppp"
    data["contract_terms"] |= {
        "text": "Договор – трёхсторонний: государственный партнёр, оператор, частный партнёр.",
        "state_support": [f"Компенсация эксплуатационных затрат – до 6 000 000 тенге в год ({_ESTIMATE})."],
    }
    listing = step("Включение в перечень проектов СМИ ГЧП", 3, "authorised_body authorised_body", "integrator")
    data["schedule"].insert(0, listing)
    return data


def restoration(numbers: Mapping[str, str] | None = None) -> Data:
    """The second service of the regulations, leased: the same steps and terms, fewer and larger applications."""
    data = lease(numbers)
    data["general"] |= {
        "purpose": (
            f"Перевести услугу «{RESTORATION}» из частично автоматизированной и бумажной в полностью электронную: от "
            "регистрации заявления до согласования с ЭЦП руководителя, со счётом сроков."
        ),
        "users": 106,
    }
    data["platform"] = (
        "Продукт размещается на информационно-коммуникационной платформе «электронного правительства». Проектная "
        "документация памятника велика: файл до 50 МБ, объём хранения не менее 10 ГБ в год "
        f"({_ESTIMATE}: 120 заявлений по 40 МБ составляют около 5 ГБ)."
    )
    data["performance"][4] |= {"load": "до 360 заявлений в год"}
    data["contract_terms"]["text"] = (
        "Договор об ИК-услуге заключают оператор и государственный орган, договор аренды – оператор и поставщик, "
        "договор о переходе продукта – государственный орган и поставщик. Аренда оплачивается ежемесячно со дня ввода. "
        f"Предельные стоимости – за весь срок аренды: 0,9 и 1,1 млн тенге в месяц ({_ESTIMATE})."
    )
    return data | {
        "ceiling_lease": "32400000.00",
        "ceiling_service": "39600000.00",
        "processes": processes("согласование проведения научно-реставрационных работ", 120, 60),
    }


# What most tests and the demonstration begin with.
ASSIGNMENT: Data = lease()
