"""What browsers and search engines ask of any site, and the pages about it that people ask for."""

import struct
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.config import Contact, settings_from


def test_the_icon_is_there(client: FlaskClient) -> None:
    """An icon in the old form holds a picture of 32 by 32."""
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200
    assert answer.mimetype == "image/vnd.microsoft.icon"
    assert struct.unpack("<HHHBB", answer.data[:8]) == (0, 1, 1, 32, 32)


def test_nothing_of_anybodys_own_is_indexed(client: FlaskClient, app: Flask) -> None:
    """What is open to people alone is closed to robots, and the site map is named."""
    text = client.get("/robots.txt").text
    for path in ("/account/", "/admin/", "/api/", "/requests/"):
        assert f"Disallow: {path}\n" in text
    assert f"Sitemap: {app.config['QYZMET'].base_url}/sitemap.xml" in text


@pytest.mark.slow
def test_every_address_of_the_site_map_is_public(client: FlaskClient, app: Flask) -> None:
    """Each page of the map opens for somebody who is not signed in."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    base = app.config["QYZMET"].base_url
    paths = [
        str(place.text).removeprefix(base) for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert len(paths) > 10
    for path in paths:
        assert client.get(path, follow_redirects=True).status_code == 200, path


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_about_the_api_leads_to_its_description(client: FlaskClient, language: str) -> None:
    """The link in the footer opens words for people; the description for programs is one click on."""
    page = client.get(f"/about/api?lang={language}").text
    assert 'href="/api/v1/openapi.json"' in page
    assert 'href="/about/api"' in page


def test_the_operators_contacts_come_from_the_settings(client: FlaskClient, app: Flask) -> None:
    """Without them the page says how they are set; with them it shows whom to ask."""
    assert "QYZMET_CONTACT_EMAIL" in client.get("/about/contact?lang=en").text
    settings = settings_from({"QYZMET_CONTACT_EMAIL": "help@example.kz", "QYZMET_CONTACT_PHONE": "+7 7172 00 00 00"})
    assert settings.contact == Contact("", "help@example.kz", "+7 7172 00 00 00")
    before = app.config["QYZMET"]
    app.config["QYZMET"] = settings
    try:
        page = client.get("/about/contact?lang=en").text
    finally:
        app.config["QYZMET"] = before
    assert 'href="mailto:help@example.kz"' in page
    assert "QYZMET_CONTACT_EMAIL" not in page
