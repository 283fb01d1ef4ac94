"""What the stories of the demonstration are told with: a step is an instant, a person, and what that person does."""

import io
from collections.abc import Callable
from typing import Any

from qyzmet import clock
from qyzmet.documents import service as documents
from qyzmet.printing import pdf
from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import paper_links
from qyzmet.requests.review import similar

Story = dict[str, Any]
# When (in Almaty), who, what.
Step = tuple[str, str, Callable[[Story], object]]

_ANOTHER_STEP = "Та же услуга, но другой её шаг: объект будет один, а этот запрос касается другой процедуры регламента."


def taken(name: str, action: str, body: dict[str, Any] | None = None) -> Callable[[Story], object]:
    """A step that takes an act of the procedure of that name."""
    return lambda story: engine.take(story[name], action, body or {})


def opinion(name: str, text: dict[str, Any]) -> Callable[[Story], object]:
    """The draft of the opinion, with a word on everything that the search finds."""

    def step(story: Story) -> None:
        found = [each.procedure.public_number for each in similar.of(story[name])]
        findings = [{"subject": number, "same": False, "reason": _ANOTHER_STEP} for number in found]
        engine.take(story[name], "draft_opinion", text | {"findings": findings})

    return step


def printed(assignment: Procedure, name: str) -> str:
    """The id of an uploaded file of that name: what parties would have signed on paper is the print of the assignment.

    Raises LookupError where the assignment cannot be printed.
    """
    paper = paper_links.paper(assignment, "assignment")
    if paper is None:
        raise LookupError("the design assignment cannot be printed")
    return documents.upload(io.BytesIO(pdf.write(paper)), name).public_id


def commissioned(assignment: str, formation: str) -> Callable[[Story], object]:
    """The operator puts the service into production, with every document that its assignment lists."""

    def step(story: Story) -> None:
        own = story[assignment]
        listed = own.data["commissioning"]["technical_documents"]
        body = {
            "protocol": printed(own, "протокол ввода.pdf"),
            "signed_on": clock.today().isoformat(),
            "technical_documents": [{"name": name, "document": printed(own, f"{name}.pdf")} for name in listed],
            "source_code": printed(own, "исходный код, опись.pdf"),
        }
        engine.take(story[formation], "commission", body)

    return step
