"""The tables of the sample design assignments: processes, integrations, steps and criteria.

Processes and integrations are those of the regulations of Almaty's culture department (points 5, 7, 8 and 10).
"""

from collections.abc import Mapping, Sequence
from typing import Any

Data = dict[str, Any]

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
