"""Services of the register for the demonstration and for tests.

The first six are those that the regulations of the culture department's two public services name; the others are
common services of the “electronic government”. Addresses, contracts and states are made up: nothing prints them here.
"""

from typing import Any

from . import register

# The two public services, which requests and design assignments are about.
EXPORT = "Выдача свидетельства на право временного вывоза культурных ценностей"
RESTORATION = "Согласование проведения научно-реставрационных работ на памятниках истории и культуры местного значения"

_OPERATOR = "АО «Национальные информационные технологии»"
_GATEWAY = "шлюз «электронного правительства»"

# By short keys, which the sample assignments refer to.
SERVICES: dict[str, dict[str, Any]] = {
    "persons": {
        "name": "ГБД ФЛ: сведения о физическом лице по ИИН",
        "owner": "Министерство юстиции Республики Казахстан",
        "address": "https://shep.example.kz/gbdfl/person",
        "contract": f"Запрос и ответ через {_GATEWAY}: ИИН - фамилия, имя, отчество, дата рождения, статус записи.",
        "state": "working",
    },
    "organisations": {
        "name": "ГБД ЮЛ: сведения о юридическом лице по БИН",
        "owner": "Министерство юстиции Республики Казахстан",
        "address": "https://shep.example.kz/gbdul/organisation",
        "contract": f"Запрос и ответ через {_GATEWAY}: БИН - наименование, адрес, первый руководитель, статус записи.",
        "state": "working",
    },
    "gateway": {
        "name": "ШЭП/ВШЭП: обмен сообщениями через шлюз «электронного правительства»",
        "owner": _OPERATOR,
        "address": "https://shep.example.kz/bus",
        "contract": "Синхронный и асинхронный каналы; каждое сообщение подписано ЭЦП информационной системы.",
        "state": "working",
    },
    "licensing": {
        "name": "ГБД «Е-лицензирование»: регистрация разрешительных документов",
        "owner": _OPERATOR,
        "address": "https://elicense.example.kz/permits",
        "contract": "Передача заявления и результата услуги, получение номера и состояния разрешения.",
        "state": "working",
    },
    "certificates": {
        "name": "НУЦ РК: проверка регистрационного свидетельства ЭЦП",
        "owner": "Национальный удостоверяющий центр Республики Казахстан",
        "address": "https://ocsp.example.kz",
        "contract": "OCSP и список отозванных свидетельств: срок действия, отзыв, ИИН/БИН владельца.",
        "state": "working",
    },
    "portal": {
        "name": "ПЭП: передача заявления с портала «электронного правительства» и состояния его рассмотрения",
        "owner": _OPERATOR,
        "address": "https://portal.example.kz/applications",
        "contract": "Заявление с ЭЦП услугополучателя - в систему услугодателя; состояние и результат - на портал.",
        "state": "working",
    },
    "heritage": {
        "name": "Государственный список памятников истории и культуры местного значения: сведения о памятнике",
        "owner": "Управление культуры города Алматы",
        "address": "https://heritage.example.kz/monuments",
        "contract": "По номеру памятника - наименование, адрес, охранная зона. Срок ввода устанавливает владелец.",
        "state": "planned",
    },
    "addresses": {
        "name": "Адресный регистр: адрес по регистрационному коду",
        "owner": _OPERATOR,
        "address": "https://shep.example.kz/address-register",
        "contract": "Регистрационный код адреса - полный адрес на казахском и русском языках.",
        "state": "working",
    },
    "property": {
        "name": "ГБД РН: сведения о недвижимости и её собственнике",
        "owner": "Министерство юстиции Республики Казахстан",
        "address": "https://shep.example.kz/gbdrn/object",
        "contract": "Кадастровый номер - адрес, вид, собственник, обременения.",
        "state": "working",
    },
    "documents": {
        "name": "ЕСЭДО: обмен электронными документами между государственными органами",
        "owner": _OPERATOR,
        "address": "https://esedo.example.kz/exchange",
        "contract": "Документ с карточкой и ЭЦП - в систему получателя; уведомления о регистрации и исполнении.",
        "state": "working",
    },
    "messages": {
        "name": "БМГ: сообщение гражданину на его номер телефона",
        "owner": _OPERATOR,
        "address": "https://bmg.example.kz/messages",
        "contract": "ИИН и текст на казахском и русском языках - сообщение на номер из базы мобильных граждан.",
        "state": "working",
    },
    "time_stamps": {
        "name": "НУЦ РК: метка времени",
        "owner": "Национальный удостоверяющий центр Республики Казахстан",
        "address": "https://tsp.example.kz",
        "contract": "TSP: хэш подписанного документа - метка времени.",
        "state": "working",
    },
}


def add() -> dict[str, str]:
    """Put them into the register, as whoever acts; their numbers by their keys."""
    return {key: register.add(data).number for key, data in SERVICES.items()}
