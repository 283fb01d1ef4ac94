"""¶ 19 as printed: the fourteen parts of a design assignment, in the order's Kazakh with its slips mended.

The order prints a hint in brackets for two parts only. The headings stand on every language's page as the order has
them; `title` and `hint` are their translations. Pure.
"""

from qyzmet.procedure.form_sections import Section
from qyzmet.vocabulary import N_

FORM_TITLE = "АК-қызметін жобалауға арналған тапсырма"


PARTS: tuple[Section, ...] = (
    Section(
        1,
        "Жалпы мәліметтер",
        "мемлекеттік органдардың және пайдаланушылардың мақсаты, саны, электрондық-ақпараттық ресурстың сыныбы, "
        "бағдарламалық қамтылым сыныбы, құру механизмі және кезеңдері",
        N_("General information"),
        N_(
            "Purpose; how many state bodies and users; class of the electronic information resource; class of the "
            "software; mechanism and stages of creation."
        ),
        ("general",),
    ),
    Section(
        2,
        "Сервистік бағдарламалық өнімді немесе АКИ объектісін жалға алудың шекті құны",
        "",
        N_("Ceiling price of the lease"),
        N_(
            "The most that leasing the service software product or the ICI object may cost. Where the operator creates "
            "the service itself (¶ 88), nothing is leased and the part stays empty."
        ),
        ("ceiling_lease",),
        may_be_empty=True,
    ),
    Section(
        3,
        "АК-қызметінің шекті құны",
        "",
        N_("Ceiling price of the IC service"),
        N_("The most that the IC service may cost as a whole, the lease within it."),
        ("ceiling_service",),
    ),
    Section(
        4,
        "Сервистік бағдарламалық өнімді құру кезінде процестердің (кіші процестердің және функциялардың) тізбесі "
        "немесе АКИ объектісін құру кезіндегі техникалық талаптар",
        "",
        N_("Processes, or technical requirements"),
        N_(
            "For a service software product: its processes, their sub-processes and functions, with the roles that "
            "carry them out and how often a year. For an ICI object: the technical requirements, each as an entry."
        ),
        ("processes",),
    ),
    Section(
        5,
        "«Электрондық үкіметтің» ақпараттық-коммуникациялық платформасымен байланысты талаптар мен шектеулер",
        "",
        N_("Platform: requirements and limits"),
        N_(
            "What the information-communication platform of the “electronic government” demands, and where its limits "
            "are."
        ),
        ("platform",),
    ),
    Section(
        6,
        "«Электрондық үкіметтің» ақпараттандыру объектілерімен немесе сервистік бағдарламалық өнімдермен "
        "интеграциялауға қойылатын талаптар",
        "",
        N_("Integrations"),
        N_(
            "With which objects of the “electronic government” or service software products the service exchanges "
            "data: each is taken from the register of services, or described. None is an answer too."
        ),
        ("integrations",),
        may_be_empty=True,
    ),
    Section(
        7,
        "Сервистік бағдарламалық өнімнің немесе АКИ объектісінің өнімділігіне, ақауларға төзімділігіне және "
        "масштабталуына қойылатын талаптар",
        "",
        N_("Performance, fault tolerance and scaling"),
        N_("Demands that can be measured: what is measured, the value, its unit, and under which load it holds."),
        ("performance",),
    ),
    Section(
        8,
        "Ақпараттандыру объектісінің сыныбына сәйкес ақпараттық қауіпсіздікке қойылатын талаптар және мониторингтеу, "
        "бақылау жүйелерімен өзара әрекеттестік сипаты мен оқиғаларды журналға тіркеу",
        "",
        N_("Information security"),
        N_(
            "The object's class and what it demands; how it works together with monitoring and control systems; which "
            "events are logged."
        ),
        ("security",),
    ),
    Section(
        9,
        "АК-қызметін, сервистік бағдарламалық өнімді және (немесе) АКИ объектісін өнеркәсіптік пайдалануға енгізуге "
        "қойылатын шарттар мен талаптар, техникалық құжаттамаға, сервистік бағдарламалық өнімнің бастапқы кодын беру "
        "тәртібі мен шарттарына қойылатын талаптар",
        "",
        N_("Commissioning, documentation and source code"),
        N_(
            "Terms of putting the service, the product or the object into production; the technical documentation; in "
            "which order and on which terms the source code is handed over."
        ),
        ("commissioning",),
    ),
    Section(
        10,
        "Мемлекеттік органдардың және өзге ұйымдардың ақпараттық жүйелерінің бастапқы кодын, сондай-ақ стандартты "
        "шешімдерді пайдалану мүмкіндігі",
        "компоненттер, сервистер, процестер, интеграциялау, пайдаланушылық интерфейсі және оның компоненттері",
        N_("Use of existing source code and standard solutions"),
        N_(
            "Whether source code of systems of state bodies and others, and standard solutions (components, services, "
            "processes, integration, user interface and its components) can be used."
        ),
        ("code_reuse",),
    ),
    Section(
        11,
        "Пайдаланушыларды оқыту процесіне және материалдарына қойылатын талаптар",
        "",
        N_("Training of users"),
        N_("How users are trained, and which materials they get."),
        ("training",),
    ),
    Section(
        12,
        "Өнім берушіні іріктеу өлшемшарттары",
        "",
        N_("Criteria for selecting the supplier"),
        N_(
            "Bids are judged by these: a criterion is met or not, gets points, or compares the price. The weights of "
            "scored criteria and of the price add to 100. Where the operator creates the service itself (¶ 88), the "
            "part stays empty."
        ),
        ("criteria",),
        may_be_empty=True,
    ),
    Section(
        13,
        "АК-қызметін құрудың жоспар-кестесі мен жауапкершілік матрицасы",
        "",
        N_("Schedule and responsibility matrix"),
        N_(
            "The steps one after another with their working days; for each, who does it, who answers for it, who is "
            "consulted and who is informed."
        ),
        ("schedule",),
    ),
    Section(
        14,
        "АК-қызметін, сервистік бағдарламалық өнімді немесе АКИ объектісін құру бойынша шарттар, АСМ МЖӘ жобасы "
        "бойынша АК-қызметін дамытуға АСМ МЖӘ жобалары үшін мемлекеттік қолдаудың болжамды түрлері мен көлемдері",
        "",
        N_("Terms of the contracts"),
        N_(
            "On what terms the service, the product or the object is created, and how long the lease lasts; for a PPP "
            "project, the expected kinds and volumes of state support."
        ),
        ("contract_terms",),
    ),
)
