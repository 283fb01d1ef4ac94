"""What papers of procedures have in common: head, marks, signatures, files, and how a paper is checked."""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask import current_app

from qyzmet.config import Settings
from qyzmet.database import canonical_json
from qyzmet.documents import service as documents
from qyzmet.documents.sealed_models import AnyDocument
from qyzmet.printing.paper import Attachment, Block, Check, Facts, Item, Items, Paper, Paragraph, Signature
from qyzmet.procedure import editions
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.wording import name_of
from qyzmet.signatures import shown as signatures
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Channel
from qyzmet.web import formats
from qyzmet.web.formats import language

_PEM = "-----BEGIN CMS-----\n{lines}-----END CMS-----\n"


def pem(cms: bytes) -> str:
    """A CMS as text, which every program that verifies reads."""
    return _PEM.format(lines=base64.encodebytes(cms).decode())


def paper(
    procedure: Procedure,
    title: str,
    blocks: Iterable[Block],
    *,
    at: dt.datetime,
    author: str,
    facts: Iterable[tuple[str, str]] = (),
    marks: Iterable[str] = (),
    fingerprint: str | None,
    said: str = "",
    hashed: str = "",
    official: str = "",
    corner: tuple[str, ...] = (),
) -> Paper:
    """A paper of a procedure; `fingerprint` is None for a draft.

    Where it is not simply the record's SHA-256, `said` tells what it is a hash of, and `hashed` what it is called.
    """
    return Paper(
        title=title,
        number=procedure.public_number,
        language=language(),
        author=author,
        at=at,
        blocks=(all_of_it := tuple(blocks)),
        check=_check(procedure, fingerprint, said, hashed, all_of_it),
        page_pattern=_("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        official=official,
        corner=corner,
        marks=tuple(marks),
        facts=Facts(tuple((label, value) for label, value in facts if value)),
    )


def _check(procedure: Procedure, fingerprint: str | None, said: str, hashed: str, blocks: tuple[Block, ...]) -> Check:
    settings: Settings = current_app.config["QYZMET"]
    address = settings.base_url + procedure.path
    facts = [(_("Number"), procedure.public_number), (_("Address"), address)]
    if fingerprint is None:
        text = _("This is a print of a draft. It may have changed since, and there is no hash to check it by.")
    else:
        facts.append((hashed or _("Hash (SHA-256)"), fingerprint))
        said = said or _(
            "The hash is the SHA-256 of the record: its number, its contents, who acted and when, the files that go "
            "with it."
        )
        text = " ".join(
            (
                _("The code leads to the record's page, which says whether this hash is the record's."),
                said,
                _of_signatures([block for block in blocks if isinstance(block, Signature) and block.signed]),
            )
        )
    return Check(
        heading=_("How to check this paper"),
        # The hash goes along, so that the page can compare it without anybody typing it.
        address=address if fingerprint is None else f"{address}?sha256={fingerprint}",
        facts=tuple(facts),
        text=text,
        alternative=_("QR code that leads to %(address)s", address=address),
        fingerprint=fingerprint,
    )


def _of_signatures(signed: list[Signature]) -> str:
    if not signed:
        return _("This paper is a print of an electronic record and bears no electronic signature.")
    if any(block.files for block in signed):
        return _(
            "This paper is a print of an electronic record. What was signed and the signatures (CMS) lie in the PDF as "
            "attachments; /check verifies each of them."
        )
    return _(
        "This paper is a print of an electronic record, which is signed electronically; the parties hold the "
        "signatures."
    )


def fingerprint(said: Mapping[str, Any]) -> str:
    """What a paper can be checked by: the SHA-256 of the canonical JSON of all that its record says."""
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def hashes_of(ids: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each document by its id, whoever may read it: a hash tells nothing of a file."""
    known = list(ids)
    documents.read_ahead(known)
    found = ((each, documents.find(each)) for each in known)
    return {public_id: document.sha256 for public_id, document in found if document is not None}


def channel_marks(procedure: Procedure) -> tuple[str, ...]:
    """H12: what came on paper says so on every paper too."""
    return (_("Came on paper"),) if procedure.channel == Channel.PAPER else ()


def edition(procedure: Procedure) -> str:
    """Under which edition of the Rules a procedure runs: the act, and the short name by which the pages call it."""
    found = editions.edition_of(procedure.edition_key)
    return f"{_(found.title)} ({found.key})"


def instant(moment: dt.datetime | None) -> str:
    """A date with its hour, or nothing."""
    return "" if moment is None else formats.instant(moment, language())


def day(text: object) -> str:
    """A date of the data, as people write it."""
    return formats.date(dt.date.fromisoformat(str(text)), language()) if text else ""


def in_figures(value: object) -> str:
    """A number of the data as people write it; nothing where there is none."""
    return "" if value in (None, "") else formats.number(Decimal(str(value)), language())


def money(value: object) -> str:
    """An amount of the data in tenge with its tiyn, as people write it; nothing where there is none."""
    return "" if value in (None, "") else formats.money(Decimal(str(value)), language(), exact=True)


def word(choices: Mapping[Any, Any], value: object) -> str:
    """A chosen answer as people read it; what is no answer of these stands as it is."""
    return str(choices[value]) if value in choices else str(value or "")


def yes_or_no(answer: bool) -> str:
    """An answer in a word."""
    return _("Yes") if answer else _("No")


def signature(title: str, act: Act) -> Signature:
    """Who took a move, for whom and when."""
    name = act.taker.full_name
    if act.acting_for is not None:
        name = f"{name} · {_('acting for %(name)s', name=act.acting_for.full_name)}"
    return Signature(
        act=title, name=name, organisation=name_of(act.organisation), at=instant(act.at), **signed(act.procedure, act)
    )


def signed_at(procedure: Procedure, user: str, at: dt.datetime) -> dict[str, Any]:
    """The same of the act that this person (U-…) took in the procedure at this instant."""
    acts = (act for act in procedure.acts if act.user is not None and act.user.public_id == user and act.at == at)
    act = next(acts, None)
    return signed(procedure, act) if act is not None else {}


def signed(procedure: Procedure, act: Act) -> dict[str, Any]:
    """What a `Signature` says of the electronic signature of an act, and its files; nothing of an unsigned one."""
    found = signatures.of_act(procedure, act)
    if found is None:
        return {}
    state = _("The signature is valid.") if found.valid else _("The signature did not stand the last check.")
    said = [f"{_('Signed electronically: %(name)s.', name=found.signer)} {state}"]
    if found.details is None:
        return {"signed": (*said, _hash_of_signed(found.sha256))}
    kept = found.details
    until = dt.datetime.fromisoformat(kept.checked["valid_until"])
    since = dt.datetime.fromisoformat(kept.checked["valid_from"])
    said += [
        _("Certificate No. %(number)s, checked on %(at)s.", number=kept.number, at=instant(kept.checked_at)),
        _("The certificate is valid from %(since)s to %(until)s.", since=instant(since), until=instant(until)),
        found.revocation,
        _hash_of_signed(kept.sha256),
    ]
    name = f"{procedure.public_number}-{act.action}-{kept.sha256[:8]}"
    files = (
        Attachment(f"{name}.json", "application/json", kept.manifest, _("What was signed")),
        Attachment(f"{name}.p7s", "application/pkcs7-signature", pem(kept.cms), _("The signature (CMS)")),
    )
    return {"signed": tuple(said), "files": files}


def _hash_of_signed(sha256: str) -> str:
    return _("Hash of what was signed (SHA-256): %(hash)s", hash=sha256)


def text(value: object) -> Block:
    """A text that was filled in, or that nothing was."""
    return Paragraph(str(value)) if value else Paragraph(_("Not provided"), quiet=True)


def listed(texts: Iterable[object]) -> tuple[Block, ...]:
    """A numbered list of texts; nothing where there are none."""
    items = tuple(Item(str(each)) for each in texts)
    return (Items(items, numbered=True),) if items else ()


def documents_of(procedure: Procedure, ids: Iterable[str]) -> dict[str, AnyDocument | None]:
    """The documents with these ids; None for one that the reader may not read."""
    known = {each.public_id: each for each in documents.of_procedure(procedure)}
    wanted = list(ids)
    documents.read_ahead(each for each in wanted if each not in known)
    return {each: known.get(each) or documents.readable(each) for each in wanted}


def file(document_id: str, document: AnyDocument | None, text: str = "") -> Item:
    """A file as an entry of a list, with its hash: which paper was meant can be proved."""
    name = document.name if document else document_id
    return Item(f"{text}: {name}" if text else name, f"SHA-256: {document.sha256}" if document else "")
