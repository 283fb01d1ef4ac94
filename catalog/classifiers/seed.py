"""The kinds and recipients that the classifiers of the Catalogue begin with (Law 46). Administrators keep them."""

from sqlalchemy import select

from qyzmet.database import db

from ..models import Classifier, ClassifierName

Names = tuple[str, str, str, str]

# Key; its name in Kazakh, Russian, English.
KINDS: tuple[Names, ...] = (
    ("information", "Ақпараттық-анықтамалық", "Информационно-справочные", "Information and reference"),
    ("applications", "Өтініштерді қабылдау және қарау", "Приём и рассмотрение заявлений", "Receiving applications"),
    ("registers", "Тізілімдер және есепке алу", "Реестры и учёт", "Registers and accounting"),
    ("documents", "Құжат айналымы", "Документооборот", "Document flow"),
    ("analytics", "Талдау және есептілік", "Аналитика и отчётность", "Analytics and reporting"),
    ("integration", "Интеграция және деректер алмасу", "Интеграция и обмен данными", "Integration and data exchange"),
    ("payments", "Төлемдер және есеп айырысулар", "Платежи и расчёты", "Payments and settlements"),
    ("control", "Бақылау және қадағалау", "Контроль и надзор", "Control and supervision"),
    ("resources", "Есептеу ресурстары", "Вычислительные ресурсы", "Computing resources"),
)
RECIPIENTS: tuple[Names, ...] = (
    ("state_bodies", "Мемлекеттік органдар", "Государственные органы", "State bodies"),
    ("natural_persons", "Жеке тұлғалар", "Физические лица", "Natural persons"),
    ("legal_persons", "Заңды тұлғалар", "Юридические лица", "Legal persons"),
    ("entrepreneurs", "Дара кәсіпкерлер", "Индивидуальные предприниматели", "Individual entrepreneurs"),
    ("subordinate", "Ведомстволық бағынысты ұйымдар", "Подведомственные организации", "Subordinate organisations"),
    ("local_bodies", "Жергілікті атқарушы органдар", "Местные исполнительные органы", "Local executive bodies"),
)


def seed() -> None:
    """Add what no administrator has kept yet: a classifier without a row gets all of its rows. Does not commit."""
    for classifier, rows in ((ClassifierName.KIND, KINDS), (ClassifierName.RECIPIENT, RECIPIENTS)):
        if db.session.scalar(select(Classifier.id).where(Classifier.classifier == classifier).limit(1)) is None:
            db.session.add_all(_row(classifier, place, names) for place, names in enumerate(rows, 1))


def _row(classifier: ClassifierName, place: int, names: Names) -> Classifier:
    key, kk, ru, en = names
    return Classifier(classifier=classifier, key=key, name_kk=kk, name_ru=ru, name_en=en, position=place)
