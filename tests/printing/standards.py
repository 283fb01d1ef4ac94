"""Whether a PDF keeps the standards that it names, judged by a checker that is not ours."""

import dataclasses

import page

from qyzmet.printing import pdf
from qyzmet.printing.frame import pem
from qyzmet.printing.paper import Attachment, Paper, Signature

# Where a stream's last byte is a carriage return, the checker takes it for a part of the line's end that follows, and
# finds the stream a byte too short. The validator of the PDF Association's own project takes the same files.
_MISREAD = frozenset({"PDFA3A-STREAM-LENGTH-001"})
SIGNED = Signature(
    "Подписано",
    "Сәрсенова Зәуре",
    "Управление культуры",
    "2 марта 2026 г., 09:00",
    ("Подписано электронно: Сәрсенова Зәуре.", "Сертификат № 4f01"),
    (
        Attachment("manifest.json", "application/json", '{"act":"submit"}', "Что подписано"),
        Attachment("signature.p7s", "application/pkcs7-signature", pem(b"cms" * 200), "Подпись (CMS)"),
    ),
)


def signed(paper: Paper) -> Paper:
    """The same paper with one more signature, whose files lie in the PDF."""
    return dataclasses.replace(paper, blocks=(*paper.blocks, SIGNED))


def against_standards(paper: Paper) -> list[str]:
    """What the paper's PDF does not keep of PDF/UA-1; where files lie in it, of PDF/A-3a too."""
    made = pdf.write(paper)
    profiles = ["ua1", "3a"] if paper.attachments else ["ua1"]
    reports = [page.validate_pdf_bytes(made, profile=each) for each in profiles]
    return [
        f"{failure.rule_id}: {failure.message}"
        for report in reports
        for failure in report.failures
        if failure.rule_id not in _MISREAD
    ]
