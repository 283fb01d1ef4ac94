"""A paper as PDF: tagged, searchable, the same every time, whatever somebody typed."""

import datetime as dt
import re
import shutil
import subprocess
import threading
import unicodedata

import page
import pytest

from qyzmet.printing import letters, pdf
from qyzmet.printing.paper import Column, Drawing, Facts, FormRow, FormTable, Item, Items, Paragraph, Table
from tests.printing.papers import HASH, KAZAKH, SVG, a_paper, letters_of
from tests.printing.standards import against_standards, signed

pytestmark = pytest.mark.once


def test_it_is_tagged_pdf_ua_in_the_papers_language():
    """The file says that it is PDF/UA-1, tagged, with its title and its language."""
    made = pdf.write(a_paper())
    assert b"pdfuaid:part>1<" in made
    assert b"/MarkInfo<</Marked true" in made
    assert b"/StructTreeRoot" in made
    assert b"/Lang(ru-KZ)" in made
    assert "AR-2026-000123 Запрос на автоматизацию".encode() in made
    assert b"/DisplayDocTitle true" in made


def test_a_checker_finds_it_kept_to_the_standards():
    """PDF/UA-1 of every paper; with what was signed and the signature in it PDF/A-3a too. What is missing is found."""
    assert against_standards(a_paper()) == []
    assert against_standards(signed(a_paper())) == []
    untagged = pdf.write(a_paper()).replace(b"/Marked true", b"/Marked null")
    assert not page.validate_pdf_bytes(untagged, profile="ua1").is_compliant
    assert not page.validate_pdf_bytes(pdf.write(a_paper()), profile="3a").is_compliant


def test_a_drawing_is_seen_and_said():
    """A drawing is a figure with its alternative text, and its letters are those of the file's own fonts."""
    made = pdf.write(a_paper(blocks=(Drawing(SVG, "Шаги по порядку", 10.0, 5.0),)))
    assert made.count(b"/S/Figure") == 2
    assert made.count(b"/Alt") == 2
    assert set("Қадам") <= letters_of(made)
    picture = pdf.picture(Drawing(SVG, "", 10.0, 5.0))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")) == (866, 433)


def test_kazakh_letters_can_be_searched():
    """Every Kazakh letter, the sign of the tenge and that of a number are letters in the file, not drawings."""
    made = pdf.write(a_paper(blocks=(Paragraph(f"{KAZAKH} ₸ №"), Paragraph(f"{KAZAKH} ₸ №", strong=True))))
    assert set(KAZAKH + "₸№") <= letters_of(made)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_what_is_read_out_of_it_is_what_was_put_in():
    """Text, page numbers and the hash come out as they are; the long hash is not cut by what lets it break."""
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf.write(a_paper()), capture_output=True, check=True)
    text = read.stdout.decode()
    assert f"Әріптер: {KAZAKH}" in text
    assert "Страница 1 из 1" in text
    assert HASH in text.replace("\n", "")


def test_the_same_paper_gives_the_same_file():
    """The file bears the record's instant, not the printing's."""
    assert pdf.write(a_paper()) == pdf.write(a_paper())
    assert pdf.write(a_paper()) != pdf.write(a_paper(at=dt.datetime(2026, 3, 3, tzinfo=dt.UTC)))


def test_no_text_is_read_as_markup():
    """What somebody typed stands as it is, whatever it means to the typesetter."""
    typed = '#panic("x") $x^2$ *b* _i_ `c` = h <label> @ref \\ // /* ~ -- ... [#read("/etc/passwd")] "q" {{x}} \u2028'
    made = pdf.write(a_paper(title=typed, number=typed, blocks=(Paragraph(typed), Facts(((typed, typed),)))))
    assert set("#$*`<@\\") <= letters_of(made)


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "\x00\x01\x1b\x7f\ud800\ufeff\u202e\uffff",
        "中文 😀 \U0001f1f0\U0001f1ff ئۇ עברית e\u0301 \u0e01",
        "а" * 10_000,
        "слово " * 2_000,
        "\n" * 300,
    ],
    ids=["empty", "controls", "letters without a font", "one long word", "long", "lines"],
)
def test_any_text_can_be_printed(typed: str):
    """Nothing that can be typed makes the printing fail, in any place of a paper."""
    columns = (Column("Что", 9), Column("Сколько", numeric=True))
    blocks = (
        Paragraph(typed),
        Items((Item(typed, typed),)),
        Table(columns, ((typed, typed[:200]),), typed),
        FormTable(("Бөлімнің атауы", "Мәліметтер"), (FormRow(typed, (Paragraph(typed),)),)),
    )
    assert pdf.write(a_paper(title=typed[:100], author=typed, blocks=blocks)).startswith(b"%PDF")


@pytest.mark.slow
def test_every_letter_that_counts_as_printed_is():
    """The fonts hold all letters of `letters.PRINTED`, regular and bold; PDF/UA refuses a letter without a font."""
    codes = [code for first, last in letters.PRINTED for code in range(first, last + 1)]
    text = " ".join(chr(code) for code in codes if unicodedata.normalize("NFC", chr(code)) == chr(code))
    assert letters.printed(text) == letters.plain(text)
    assert pdf.write(a_paper(blocks=(Paragraph(text), Paragraph(text, strong=True))))


def test_a_letter_without_a_font_stands_as_its_number():
    """Nothing is lost: who reads the paper sees that there is a letter, and which."""
    assert letters.printed("华 ә\u200d\ufe0f") == "[U+534E] ә"
    # Word's own bullet, an emoji that no table knows yet, and what is no character at all.
    assert letters.printed("\uf0b7 a \U0001fadf \ufffe\ufdd0b") == "[U+F0B7] a [U+1FADF] b"
    assert letters.plain("\uf0b7 a \U0001fadf \ufffe\ufdd0b") == "[U+F0B7] a \U0001fadf b"


def test_a_picture_stands_by_its_name():
    """A smiley is no number that nobody can read; what only colours it is left out."""
    assert letters.printed("Спасибо 😀 👍\U0001f3fd") == "Спасибо [grinning face] [thumbs up sign]"


def test_a_number_sign_stays_with_its_number():
    """A line never ends between № and the number; nothing is put before the end of a text."""
    assert letters.plain("приказ № 140, №2/339 и №\n7") == "приказ №\u00a0140, №\u00a02/339 и №\n7"


@pytest.mark.slow
def test_hundreds_of_rows_go_over_pages():
    """A table of a thousand rows is printed whole."""
    rows = tuple((f"Строка {number}", str(number)) for number in range(1000))
    made = pdf.write(a_paper(blocks=(Table((Column("Что", 3), Column("Сколько", numeric=True)), rows),)))
    pages = re.search(rb"xmpTPg:NPages>(\d+)<", made)
    assert pages is not None
    assert int(pages[1]) > 20


@pytest.mark.slow
def test_threads_print_at_once():
    """Each thread has a compiler of its own: several people print at the same time."""
    wanted = {number: pdf.write(a_paper(number=f"AR-2026-{number:06}")) for number in range(4)}
    got: dict[int, bytes] = {}

    def write(number: int) -> None:
        got[number] = pdf.write(a_paper(number=f"AR-2026-{number:06}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == wanted
