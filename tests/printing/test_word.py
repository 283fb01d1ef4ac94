"""A paper as DOCX: real headings and tables, page numbers, languages, the same every time."""

import datetime as dt
import io
import zipfile

import pytest
from docx.oxml.ns import qn

from qyzmet.printing import word
from qyzmet.printing.paper import Column, Heading, Items, Paragraph, Table
from tests.printing.papers import AT, HASH, KAZAKH, a_paper, opened, text_of

pytestmark = pytest.mark.once


@pytest.mark.slow
def test_headings_tables_and_pages_are_real():
    """Headings are headings, heads of tables are repeated, the foot counts the pages."""
    document = opened(word.write(a_paper()))
    styles = {paragraph.style.name: paragraph.text for paragraph in document.paragraphs if paragraph.style}
    assert (styles["Title"], styles["Subtitle"]) == (
        "Запрос на автоматизацию",
        "Қызметті автоматтандыруға сұрау салу",
    )
    assert "Общие сведения" in [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    heads = document.element.body.findall(f".//{qn('w:tblHeader')}")
    assert len(heads) == 2
    foot = document.sections[0].footer.paragraphs[0]._p
    assert [field.get(qn("w:instr")) for field in foot.findall(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert "Страница " in foot.xpath("string(.)")


def test_languages_title_and_dates_are_set():
    """The document and the headings of the printed form say their languages; properties say what the file is."""
    document = opened(word.write(a_paper()))
    assert {tag.get(qn("w:val")) for tag in document.styles.element.iter(qn("w:lang"))} == {"ru-RU"}
    assert {tag.get(qn("w:val")) for tag in document.element.body.iter(qn("w:lang"))} == {"kk-KZ"}
    properties = document.core_properties
    assert properties.title == "AR-2026-000123 Запрос на автоматизацию"
    assert properties.language == "ru-RU"
    assert properties.author == "Алматы қаласы Мәдениет басқармасы"
    assert properties.created == properties.modified == AT


def test_everything_stands_in_it():
    """Kazakh letters, lists, tables, the signature, the hash and the described code are there."""
    made = word.write(a_paper())
    text = text_of(made)
    for wanted in (KAZAKH, "к нему", "Заявления", "Сведения", "Атауы", "Сәрсенова Зәуре", HASH, "Код ведёт"):
        assert wanted in text
    described = [shape.get("descr") for shape in opened(made).element.body.iter(qn("wp:docPr"))]
    assert described == ["Шаги по порядку", "QR-код"]


def test_each_numbered_list_begins_with_one():
    """Two lists after one another are two lists."""
    body = opened(word.write(a_paper())).element.body
    numbers = [each.get(qn("w:val")) for each in body.iter(qn("w:numId"))]
    assert len(numbers) == 3
    assert numbers[0] == numbers[1] != numbers[2]


@pytest.mark.slow
def test_the_same_paper_gives_the_same_file():
    """The archive and what is in it bear the record's instant, also one that is older than archives can say."""
    assert word.write(a_paper()) == word.write(a_paper())
    with zipfile.ZipFile(io.BytesIO(word.write(a_paper()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 2, 9, 0, 0)}
    assert word.write(a_paper(at=dt.datetime(1970, 1, 1, tzinfo=dt.UTC)))


def test_what_xml_forbids_is_left_out():
    """Control characters and halves of characters are dropped; what people write stays, in every script."""
    typed = "a\x00\x0b\x1f\ud800\ufffe\uffff<b>&amp; 华😀 {page}"
    made = word.write(a_paper(title=typed, number=typed, author=typed, blocks=(Heading(typed), Paragraph(typed))))
    assert "<b>&amp; 华😀 {page}" in text_of(made)


@pytest.mark.slow
def test_long_lists_and_tables_are_whole():
    """A thousand rows are a thousand rows, and an empty list is none."""
    rows = tuple((f"Строка {number}", "") for number in range(1000))
    made = word.write(a_paper(blocks=(Items(()), Table((Column("Что"), Column("Сколько")), rows))))
    assert len(opened(made).tables[1].rows) == 1001
