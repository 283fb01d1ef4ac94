"""Annex 1 as printed: the ten rows of the request, their Kazakh headings and hints, with the source's slips mended.

The headings stand on every language's page as the form has them; `title` and `hint` are their translations. Pure.
"""

from qyzmet.procedure.form_sections import Section, filled_by
from qyzmet.vocabulary import N_

FORM_TITLE = (
    "Мемлекеттік органның уәкілетті органға және сервистік интеграторға мемлекеттік органның қызметін "
    "автоматтандыруға сұрау салуы"
)
COLUMNS = ("Бөлімнің атауы", "Мәліметтер")


ROWS: tuple[Section, ...] = (
    Section(
        1,
        "Мемлекеттік орган функциясының атауы және сипаты",
        "Ақпараттандырудың сервистік моделі арқылы автоматтандыру үшін мемлекеттік орган "
        "функциясының атауы көрсетіледі",
        N_("Name of the function"),
        N_("The name of the state body's function that is to be automated through the service model."),
        ("function", "passport"),
    ),
    Section(
        2,
        "Мемлекеттік орган функциясының атауы және сипаты",
        "Автоматтандыруға жоспарланып отырған функция сипатталған нормативтік құқықтық актілердің тізбесі (мысалы, "
        "ведомствоның ережесі, қағидалар, регламент, әдістеме, нұсқаулық), белгіленген мемлекеттік, салалық "
        "бағдарламалардың және құрамында сервисті іске асыру көзделген Қазақстан Республикасының аумағын дамыту "
        "бағдарламасының атауы (нақты тармақтарға сілтеме жасау керек)",
        N_("Acts and programmes that describe the function"),
        N_(
            "The normative acts that describe the function (for example a statute, rules, a regulation, a method, an "
            "instruction), and the state, sector and territorial programmes that foresee the service, with the exact "
            "points."
        ),
        ("acts", "programmes"),
    ),
    Section(
        3,
        "Мемлекеттік органның қызметін автоматтандырудың мақсаты мен міндеттері",
        "Мемлекеттік органның қызметін автоматтандырудың мақсаты мен міндеттері көрсетіледі",
        N_("Purpose and tasks"),
        N_("The purpose of automating the state body's activity, and its tasks."),
        ("purpose", "tasks"),
    ),
    Section(
        4,
        "АК-қызметтерін енгізудің ауқымы мен қуаттылығы",
        "АК-қызметін іске асырудың, АК-қызметтерінің ел, өңір немесе ведомство шеңберінде жұмыс "
        "істеу қажеттілігі туралы "
        "мәліметтер көрсетіледі. АК-қызметтерінің әлеуетті пайдаланушылар тобын (жеке/заңды тұлғалар), олардың санын "
        "және олар орындайтын функцияларды санамалаңыз. АК-қызметін пайдалану жиілігі, АК-қызметтері шеңберінде "
        "айналымға түсуі болжанатын электрондық құжаттардың саны мен көлемі көрсетіледі",
        N_("Scale and capacity"),
        N_(
            "Why the service is needed and where it is to work: the country, a region or a "
            "department; who will use it, "
            "how many and for what; how often; how many electronic documents are expected and of what volume."
        ),
        ("scope",),
    ),
    Section(
        5,
        "Қызметті орындай отырып ағымдағы жағдайдың және автоматтандырудың болмауымен байланысты проблемалардың сипаты",
        "Ағымдағы жағдайдың қысқаша сипаты беріледі – функцияларды орындау қалайша жүзеге асырылады, қазіргі уақытта "
        "қандай проблемалар бар. Сондай-ақ, қажет болған жағдайда, мемлекеттік органның қызметін ішінара "
        "автоматтандыратын қазіргі кезде бар ақпараттық жүйелер арқылы ішінара автоматтандырудың кемшіліктері "
        "көрсетіледі",
        N_("How it is done today, and the problems"),
        N_(
            "In brief how the function is carried out today and what problems there are; where "
            "necessary, the faults of "
            "the existing systems that automate it in part."
        ),
        ("current_way", "problems", "partial_systems_faults"),
    ),
    Section(
        6,
        "Автоматтандырудан күтілетін нәтижелер",
        "Мемлекеттік органның қызметін электрондық түрге көшірудің қандай бөлігінде функцияларды орындай отырып, "
        "ағымдағы жағдайдағы кемшіліктерді шешетіні көрсетіледі",
        N_("Expected results"),
        N_("In what part the move to electronic form resolves the problems of row 5: each problem gets its answer."),
        ("results",),
    ),
    Section(
        7,
        "Мемлекеттік органның қызметі шеңберінде пайдаланылуы шектелген ақпараттың болуы",
        "Функцияларды орындауда шектеулердің болуы көрсетіледі: қызмет бабында пайдалануға арналған құжаттардың, "
        "мемлекеттік құпия мәртебесі бар мәліметтердің айналымы",
        N_("Restricted information"),
        N_("Whether documents for official use or information that is a state secret circulate in the function."),
        ("restricted", "object_holds_state_secrets", "national_bank"),
    ),
    Section(
        8,
        "Мемлекеттік органның қызметін автоматтандыру бойынша техникалық құжаттаманың болуы",
        "Мемлекеттік орган қажеттілігінің болуы туралы өтінімге аталған құжаттардың көшірмелерін қоса бере отырып "
        "бизнес-процестер (мысалы: мемлекеттік органның архитектурасы шеңберінде бекітілген АЖ паспорты, техникалық "
        "тапсырма, техникалық-экономикалық негіздеме, инвестициялық жоба) егжей-тегжейлі сипатталған техникалық "
        "құжаттаманың атауы (бар болған жағдайда)",
        N_("Technical documents"),
        N_(
            "If there are any: the technical documents that describe the business processes in detail (a system's "
            "passport approved within the state body's architecture, terms of reference, a feasibility study, an "
            "investment project), with copies attached."
        ),
        ("technical_documents",),
        may_be_empty=True,
    ),
    Section(
        9,
        "Мемлекеттік органның қызметін автоматтандыратын/қызметін ішінара автоматтандыратын мемлекеттік органдардың "
        "ақпараттық жүйесі (-лері) бар ма",
        "Қызметті автоматтандыратын не қызметті ішінара автоматтандыратын ақпараттық жүйе, оның "
        "ішінде электрондық құжат "
        "айналымы жүйелері, интернет-ресурстар, ведомстволардың порталдары көрсетіледі",
        N_("Existing systems"),
        N_(
            "The systems of state bodies that automate the function, wholly or in part: information systems, "
            "document-flow systems, internet resources, departmental portals."
        ),
        ("existing_systems",),
        may_be_empty=True,
    ),
    Section(
        10,
        "Жауапты адамдардың байланыс деректері",
        "Тегі, аты, әкесінің аты (бар болған жағдайда), құрылымдық бөлімше, лауазымы, телефоны (жұмыс, мобильді), "
        "электрондық пошта",
        N_("Contacts of the responsible persons"),
        N_(
            "Surname, name, patronymic if any, structural unit, post, telephones (work and mobile) and e-mail of each "
            "responsible person."
        ),
        ("contacts",),
    ),
)


def row_of(path: str) -> Section | None:
    """The row that a field of the data belongs to, by its path (`data.acts.0.title` or `acts`)."""
    return filled_by(ROWS, path)
