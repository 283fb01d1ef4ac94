"""A paper as DOCX: real headings, table heads repeated on every page, page numbers, the language of every text."""

import datetime as dt
import re
import zipfile
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from qyzmet import clock
from qyzmet.printing import pdf, qr, word_parts
from qyzmet.printing.letters import plain
from qyzmet.printing.paper import (
    OFFICIAL,
    PADDING,
    WIDTH,
    Block,
    Check,
    Drawing,
    Facts,
    FormTable,
    Heading,
    Items,
    Paper,
    Paragraph,
    Signature,
    Table,
    widths_of,
)

_PAGE = re.compile(r"(\{pages?\})")
_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_LONGEST_PROPERTY = 255
# The oldest instant that a file within the DOCX can bear.
_EPOCH = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)


def write(paper: Paper) -> bytes:
    """The paper as a DOCX file; the same paper gives the same bytes."""
    document = Document()
    word_parts.set_up(document, paper.language)
    _describe(document, paper)
    _head(document, paper)
    for block in paper.blocks:
        _block(document, block, WIDTH)
    _check(document, paper.check)
    _foot(document, paper)
    stream = BytesIO()
    document.save(stream)
    return _dated(stream.getvalue(), paper.at)


def _describe(document: WordDocument, paper: Paper) -> None:
    properties = document.core_properties
    properties.title = plain(paper.name)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = plain(paper.author)[:_LONGEST_PROPERTY]
    properties.language = word_parts.tag_of(paper.language)
    properties.comments = ""
    # By this `/check` finds the record.
    properties.identifier = paper.check.address[:_LONGEST_PROPERTY] if paper.check.fingerprint else ""
    properties.created = properties.modified = paper.at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)


def _head(document: WordDocument, paper: Paper) -> None:
    for line in paper.corner:
        corner = _write(document.add_paragraph(), line, language=OFFICIAL)
        corner.paragraph_format.left_indent = Cm(WIDTH * 0.55)
        corner.paragraph_format.space_after = Pt(0)
    _write(document.add_paragraph(style="Title"), paper.title)
    if paper.official:
        _write(document.add_paragraph(style="Subtitle"), paper.official, language=OFFICIAL)
    if paper.marks:
        _write(document.add_paragraph(), " · ".join(paper.marks), bold=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _facts(document, paper.facts.rows, WIDTH)


def _write(
    paragraph: Any, text: str, *, bold: bool = False, quiet: bool = False, language: str = "", field: str = ""
) -> Any:
    """Put a text into a paragraph; its line breaks become breaks, characters that XML forbids are left out."""
    run = paragraph.add_run(plain(text))
    run.bold = bold or None
    if quiet:
        word_parts.make_quiet(run)
    if language:
        word_parts.speak(run, language)
    return paragraph


def _block(place: Any, block: Block, width: float) -> None:
    """Add a block to the document, or to a cell of that width."""
    match block:
        case Heading():
            _write(place.add_paragraph(style=f"Heading {block.level}"), block.text)
            if block.official:
                official = _write(place.add_paragraph(), block.official, quiet=True, language=OFFICIAL)
                official.paragraph_format.keep_with_next = True
        case Paragraph():
            text = place.add_paragraph()
            _write(text, block.text, bold=block.strong, quiet=block.quiet, language=block.language)
            text.paragraph_format.keep_with_next = block.strong or None
        case Items():
            _items(place, block)
        case Table():
            _table(place, block, width)
        case Facts():
            _facts(place, block.rows, width)
        case Signature():
            _signature(place, block)
        case FormTable():
            _form(place, block, width)
        case Drawing():
            _drawing(place, block)


def _drawing(place: Any, block: Drawing) -> None:
    if block.caption:
        caption = _write(place.add_paragraph(), block.caption, bold=True)
        caption.paragraph_format.keep_with_next = True
    shape = place.add_paragraph().add_run().add_picture(BytesIO(pdf.picture(block)), width=Cm(block.width))
    word_parts.describe_picture(shape, plain(block.alternative))


def _items(place: Any, block: Items) -> None:
    numbering = word_parts.new_list(place.part.numbering_part.element, numbered=block.numbered)
    for item in block.items:
        entry = place.add_paragraph()
        word_parts.number(entry, numbering)
        _write(entry, item.text)
        if item.note:
            entry.add_run().add_break()
            _write(entry, item.note, quiet=True)


def _table(place: Any, block: Table, width: float) -> None:
    if block.caption:
        caption = _write(place.add_paragraph(), block.caption, bold=True)
        caption.paragraph_format.keep_with_next = True
    table = word_parts.add_table(place, len(block.rows) + 1, widths_of(block, width))
    texts = [[column.title for column in block.columns], *block.rows]
    for number, (cells, row) in enumerate(zip(word_parts.cells_of(table), texts, strict=True)):
        for cell, text, column in zip(cells, row, block.columns, strict=True):
            entry = _write(cell.paragraphs[0], text, bold=number == 0)
            if column.numeric:
                entry.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word_parts.repeat_head(table)
    _after_table(place)


def _after_table(place: Any) -> None:
    # Word joins tables that touch, and a cell must end with a paragraph.
    place.add_paragraph().paragraph_format.space_after = Pt(0)


def _facts(place: Any, rows: tuple[tuple[str, str], ...], width: float) -> None:
    if not rows:
        return
    table = word_parts.add_table(place, len(rows), [width * 0.3, width * 0.7], lines=False)
    for cells, (label, value) in zip(word_parts.cells_of(table), rows, strict=True):
        _write(cells[0].paragraphs[0], label, quiet=True)
        _write(cells[1].paragraphs[0], value)
    _after_table(place)


def _signature(place: Any, block: Signature) -> None:
    act = _write(place.add_paragraph(), block.act, quiet=True)
    word_parts.line_above(act)
    lines = [
        act,
        _write(place.add_paragraph(), block.name, bold=True),
        _write(place.add_paragraph(), block.organisation),
    ]
    for line in lines:
        line.paragraph_format.space_after = Pt(0)
        line.paragraph_format.keep_with_next = True
    _write(place.add_paragraph(), block.at)
    for said in block.signed:
        _write(place.add_paragraph(), said, quiet=True).paragraph_format.space_after = Pt(0)


def _form(place: Any, block: FormTable, width: float) -> None:
    widths = [width / 3, width * 2 / 3]
    table = word_parts.add_table(place, len(block.rows) + 1, widths)
    head, *rest = word_parts.cells_of(table)
    for cell, title in zip(head, block.columns, strict=True):
        _write(cell.paragraphs[0], title, bold=True)
    for cells, row in zip(rest, block.rows, strict=True):
        _write(cells[0].paragraphs[0], row.heading)
        if row.official:
            _write(cells[0].add_paragraph(), row.official, quiet=True, language=OFFICIAL)
        word_parts.empty(cells[1])
        for each in row.blocks:
            _block(cells[1], each, widths[1] - PADDING)
        if not cells[1].paragraphs:
            cells[1].add_paragraph()
    word_parts.repeat_head(table)
    _after_table(place)


def _check(document: WordDocument, check: Check) -> None:
    _write(document.add_paragraph(style="Heading 1"), check.heading)
    picture = document.add_paragraph()
    picture.paragraph_format.keep_with_next = True
    shape = picture.add_run().add_picture(BytesIO(qr.png(check.address)), width=Cm(3.2))
    word_parts.describe_picture(shape, plain(check.alternative))
    _facts(document, check.facts, WIDTH)
    _write(document.add_paragraph(), check.text)


def _foot(document: WordDocument, paper: Paper) -> None:
    foot = document.sections[0].footer.paragraphs[0]
    word_parts.right_tab(foot, WIDTH)
    _write(foot, " · ".join((paper.number, *paper.marks)), quiet=True)
    foot.add_run("\t")
    for part in _PAGE.split(paper.page_pattern):
        if part in _FIELDS:
            word_parts.add_field(foot, _FIELDS[part])
        elif part:
            _write(foot, part, quiet=True)


def _dated(content: bytes, at: dt.datetime) -> bytes:
    """The same archive with every file in it dated at the record's instant."""
    stamp = clock.almaty(max(at, _EPOCH)).timetuple()[:6]
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return stream.getvalue()
