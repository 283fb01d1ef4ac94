"""Form fields that name documents: `D-81` in JSON; on a page the id is hidden and a file may be sent beside it."""

from typing import Any

import wtforms
from wtforms.validators import ValidationError

from qyzmet.documents import service, types
from qyzmet.documents.upload_limit import UploadRefused
from qyzmet.forms.fields import NotTaken, Schema, Text, needed
from qyzmet.forms.lists import MOST_ROWS, FieldList, Rows
from qyzmet.procedure.refusals import Invalid
from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.refusals import key_unusable
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

PATTERN = "^D-[1-9][0-9]{0,17}$"


class DocumentRef(Text):
    """The id of a document that the actor may read, or None.

    A page may send a file under the field's name and "-file": `bind_post(…, files=request.files)` uploads it and puts
    its id here. The macro `document` of templates/documents/macros.html draws both.
    """

    unanswered = N_("Choose a file: “%(label)s”")

    def __init__(self, label: Any = None, validators: Any = None, *, archives: bool = False, **kwargs: Any) -> None:
        super().__init__(label, validators, most=20, **kwargs)
        # Whether it may be an archive too: source code.
        self.archives = archives

    def from_json(self, value: Any) -> Any:
        """An id, or null."""
        if value is None or value == "":
            return None
        if not isinstance(value, str) or service.number_of(value) is None:
            raise NotTaken(_l("The id of a document is expected, for example D-81"))
        return value

    def process_data(self, value: Any) -> None:
        """Keep an id."""
        super().process_data(value)
        self.data = self.data or None

    def take_file(self, files: Any) -> None:
        """Upload the file that was sent beside this field, if one was: a new version of the one named so far."""
        sent = files.get(f"{self.name}-file")
        if sent is None or not sent.filename:
            return
        earlier = self.data if service.replaceable(self.data or "") else ""
        try:
            self.data = service.upload(sent.stream, sent.filename, earlier).public_id
        except (Invalid, UploadRefused) as refused:
            self.process_errors = [*self.process_errors, refused.detail]
        except KeyFileError as fault:
            self.process_errors = [*self.process_errors, key_unusable(fault)]

    def judge(self) -> None:
        """There is such a document, and the actor may read it."""
        document = service.readable(self.data)
        if document is None:
            raise ValidationError(_l("There is no such document: upload it first"))
        if types.is_archive(document.media_type) and not self.archives:
            raise ValidationError(_l("An archive is taken as source code alone: choose a document here"))

    def in_words(self) -> str:
        """The document's name."""
        document = self.document
        return document.name if document is not None else self.data or ""

    @property
    def document(self) -> Any:
        """The document itself, for the page; None where there is none."""
        return service.readable(self.data) if self.data else None

    def describe(self, draft: bool) -> Schema:
        """A string of the form D-81."""
        return self.or_null({"type": "string", "pattern": PATTERN}, draft)


class DocumentRefs(FieldList):
    """A list of ids of documents that the actor may read."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = MOST_ROWS, **kwargs: Any) -> None:
        super().__init__(DocumentRef("", [needed()]), label, validators, most, kwargs)

    def describe(self, draft: bool) -> Schema:
        """An array of such strings."""
        return self.describe_list({"type": "string", "pattern": PATTERN}, draft)


def holds_documents(field: Any) -> bool:
    """Whether a field, a list or a form names documents, at any depth: then its page sends files."""
    if isinstance(field, DocumentRef | DocumentRefs):
        return True
    if isinstance(field, wtforms.FormField):
        return holds_documents(field.form)
    if isinstance(field, Rows):
        return holds_documents(field.form_class())
    return isinstance(field, wtforms.Form) and any(holds_documents(inner) for inner in field)
