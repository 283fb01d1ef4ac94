"""What the DOCX library has no names for: languages of texts, lists that begin anew, fields, repeated table heads."""

import copy
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

# Every office has it or a face of the same measures, with all Kazakh letters.
_FONT = "Times New Roman"
_QUIET = RGBColor(0x55, 0x55, 0x55)
_TAGS = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
_SIZES = {"Normal": 11, "Title": 14, "Subtitle": 11, "Heading 1": 12, "Heading 2": 11}


def tag_of(language: str) -> str:
    """The language's tag with its country, as word processors have it."""
    return _TAGS[language]


def set_up(document: WordDocument, language: str) -> None:
    """An A4 page, one font for all styles, and the document's language."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(2.2)
    for name, size in _SIZES.items():
        style: Any = document.styles[name]
        style.font.size = Pt(size)
        style.font.italic = False
        style.font.bold = name not in ("Normal", "Subtitle")
        style.font.color.rgb = _QUIET if name == "Subtitle" else RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(12 if name.startswith("Heading") else 0)
        style.paragraph_format.space_after = Pt(6 if name != "Normal" else 4)
        if name in ("Title", "Subtitle"):
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _set_font(style)
        # The library's titles are underlined and spaced out.
        for path in ("w:pPr/w:pBdr", "w:rPr/w:spacing", "w:rPr/w:kern"):
            for found in style.element.findall("/".join(qn(step) for step in path.split("/"))):
                found.getparent().remove(found)
    for tag in document.styles.element.iter(qn("w:lang")):
        for kind in ("w:val", "w:eastAsia"):
            tag.set(qn(kind), tag_of(language))


def _set_font(style: Any) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), _FONT)


def make_quiet(run: Any) -> None:
    """Grey, and a little smaller."""
    run.font.color.rgb = _QUIET
    run.font.size = Pt(10)


def speak(run: Any, language: str) -> None:
    """Say in which language a run is."""
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), tag_of(language))
    run._r.get_or_add_rPr().append(tag)


def new_list(numbering: Any, *, numbered: bool) -> int:
    """A list of its own, whose numbers begin with 1; its id."""
    wanted = "decimal" if numbered else "bullet"
    forms = numbering.findall(qn("w:abstractNum"))
    form = next((each for each in forms if _pathof(each) == wanted), None)
    if form is None:
        form = _list_form(numbering, wanted)
    made = numbering.add_num(int(form.get(qn("w:abstractNumId"))))
    if numbered:
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def _pathof(form: Any) -> str | None:
    name = form.find(qn("w:name"))
    return None if name is None else str(name.get(qn("w:val")))


def _list_form(numbering: Any, wanted: str) -> Any:
    """A form of lists by that name: figures with a full stop, or bullets, hanging by 0.75 cm."""
    known = numbering.findall(qn("w:abstractNum"))
    form = OxmlElement("w:abstractNum")
    taken = [int(each.get(qn("w:abstractNumId"))) for each in known]
    form.set(qn("w:abstractNumId"), str(max(taken, default=-1) + 1))
    _under(form, "w:name", val=wanted)
    level = _under(form, "w:lvl", ilvl="0")
    _under(level, "w:start", val="1")
    _under(level, "w:numFmt", val=wanted)
    _under(level, "w:lvlText", val="%1." if wanted == "decimal" else "•")
    _under(level, "w:lvlJc", val="left")
    _under(_under(level, "w:pPr"), "w:ind", left="425", hanging="425")
    # All forms stand before the lists that use them.
    numbering.insert(len(known), form)
    return form


def _under(parent: Any, tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    parent.append(made)
    return made


def number(paragraph: Any, list_id: int) -> None:
    """Make a paragraph an entry of a list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = list_id


def add_table(place: Any, rows: int, widths: list[float], *, lines: bool = True) -> Any:
    """A table of fixed columns, their widths in centimetres; `place` is the document or a cell."""
    table = place.add_table(1, len(widths))
    table.style = "Table Grid" if lines else "Normal Table"
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Cm(width)
    # The library's own way to add a row reads the whole table again each time.
    first = table.rows[0]._tr
    for _copy in range(rows - 1):
        table._tbl.append(copy.deepcopy(first))
    return table


def cells_of(table: Any) -> list[tuple[Any, ...]]:
    """The cells, row by row."""
    return [row.cells for row in table.rows]


def repeat_head(table: Any) -> None:
    """Repeat the first row on every page, and so mark it as the row of heads."""
    properties = table.rows[0]._tr.get_or_add_trPr()
    _under(properties, "w:tblHeader", val="true")


def empty(cell: Any) -> None:
    """Take out the paragraph that a new cell has."""
    cell._tc.remove(cell.paragraphs[0]._p)


def line_above(paragraph: Any) -> None:
    """A line above a paragraph."""
    borders = OxmlElement("w:pBdr")
    _under(borders, "w:top", val="single", sz="4", space="6", color="777777")
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    paragraph.paragraph_format.space_before = Pt(14)


def right_tab(paragraph: Any, at: float) -> None:
    """One tab stop, at the right margin, instead of the style's own."""
    for stop in paragraph.style.element.findall(f".//{qn('w:tabs')}"):
        stop.getparent().remove(stop)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(at), WD_TAB_ALIGNMENT.RIGHT)


def add_field(paragraph: Any, name: str) -> None:
    """A number that the word processor fills in: PAGE or NUMPAGES."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    make_quiet(run)
    field.append(run._r)
    paragraph._p.append(field)


def describe_picture(shape: Any, text: str) -> None:
    """What the picture says to those who do not see it."""
    shape._inline.docPr.set("descr", text)
