"""What a service of the Catalogue is called: it has a name in each of the three languages."""

from qyzmet.web import formats

from ..models import Service


def in_language(service: Service) -> str:
    """Its name in the language of the page; where it has none there, the one in Kazakh."""
    return str(getattr(service, f"name_{formats.language()}") or service.title)
