"""What of a list's address could not be understood is said by the name of its field."""

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.signing_in import sign_in


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ("/admin/audit?from=x&to=y", ("From the day", "To the day")),
        ("/requests/?submitted_from=x&submitted_to=y", ("Submitted from", "Submitted to")),
        ("/tenders/?ends_from=x&ends_to=y", ("Last day for bids from", "Last day for bids to")),
    ],
)
def test_two_wrong_days_name_two_fields(client: FlaskClient, path: str, labels: tuple[str, str]):
    """Two errors of the same words would not tell which to mend: the list on top names each field and leads there."""
    body = factories.organisation(OrganisationKind.AUTHORISED_BODY)
    person = factories.user(Role.AUDITOR, body)
    db.session.commit()
    sign_in(client, person)
    page = client.get(f"{path}&lang=en").text
    summary = page.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    for name, label in zip([each.partition("=")[0] for each in path.partition("?")[2].split("&")], labels, strict=True):
        assert f'<a href="#{name}">{label}: ' in summary
