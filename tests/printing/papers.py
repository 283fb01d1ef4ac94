"""Papers for tests, and what stands in the files made of them."""

import datetime as dt
import io
import re
import zlib
from typing import Any

from docx import Document
from docx.document import Document as WordDocument

from qyzmet.printing.paper import (
    Check,
    Column,
    Drawing,
    Facts,
    FormRow,
    FormTable,
    Heading,
    Item,
    Items,
    Paper,
    Paragraph,
    Signature,
    Table,
    as_data,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="100" height="50" '
    'font-family="\'Libertinus Serif\'"><rect width="100" height="50" fill="#fff"/>'
    '<text x="5" y="20">Қадам</text></svg>'
)
KAZAKH = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
HASH = "0123456789abcdef" * 4
AT = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)


def a_paper(**changes: Any) -> Paper:
    """A paper with a block of each kind."""
    values: dict[str, Any] = {
        "title": "Запрос на автоматизацию",
        "official": "Қызметті автоматтандыруға сұрау салу",
        "number": "AR-2026-000123",
        "language": "ru",
        "author": "Алматы қаласы Мәдениет басқармасы",
        "at": AT,
        "corner": ("1-қосымша", "Нысан"),
        "marks": ("Местная форма",),
        "facts": Facts((("Номер", "AR-2026-000123"),)),
        "page_pattern": "Страница {page} из {pages}",
        "blocks": (
            Heading("Общие сведения"),
            Paragraph(f"Әріптер: {KAZAKH}\nвторая строка"),
            Items((Item("первый", "к нему"), Item("второй")), numbered=True),
            Items((Item("снова первый"),), numbered=True),
            Table((Column("Что", 3), Column("Сколько", numeric=True)), (("Заявления", "900"),), "Документы"),
            FormTable(("Раздел", "Сведения"), (FormRow("1. Имя", (Paragraph("Текст"),), "Атауы"),)),
            Drawing(SVG, "Шаги по порядку", 10.0, 5.0, "Схема"),
            Signature("Подано", "Сәрсенова Зәуре", "Управление культуры", "2 марта 2026 г."),
        ),
        "check": Check(
            heading="Как проверить",
            address=f"https://qyzmet.example.kz/requests/AR-2026-000123?sha256={HASH}",
            facts=(("Хеш (SHA-256)", HASH),),
            text="Код ведёт на страницу записи.",
            alternative="QR-код",
        ),
    }
    return Paper(**values | changes)


def words_of(paper: Paper) -> str:
    """All that stands on the paper."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    as_data(paper, note)
    return "\n".join(found)


def hash_of(paper: Paper) -> str | None:
    """The hash that the paper bears."""
    shown = next((value for label, value in paper.check.facts if "SHA-256" in label), None)
    assert shown == paper.check.fingerprint
    return shown


def unpacked(pdf: bytes) -> list[bytes]:
    """The PDF's streams, unpacked."""
    found = []
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[match.end() :]))
        except zlib.error:
            continue
    return found


def letters_of(pdf: bytes) -> set[str]:
    """The letters that a search in the PDF can find: those its fonts give a meaning to."""
    maps = [each for each in unpacked(pdf) if b"begincmap" in each]
    pairs = (re.findall(rb"<[0-9A-F]{4}> <([0-9A-F]{4})>", each) for each in maps)
    return {chr(int(code, 16)) for found in pairs for code in found}


def opened(docx: bytes) -> WordDocument:
    """The DOCX as the library reads it."""
    return Document(io.BytesIO(docx))


def text_of(docx: bytes) -> str:
    """Everything that stands in the DOCX, tables and their tables too."""
    nodes = opened(docx).element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
    return "\n".join(node.text or "" for node in nodes)
