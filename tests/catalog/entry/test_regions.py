"""Annex 1, row 4: which region a request's own words mean; by it the Catalogue is listed, in three languages."""

import pytest

from qyzmet.catalog.entry import regions


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Город Алматы", "75"),
        ("г. Алматы, Турксибский район", "75"),
        ("Алматы қаласының аумағы", "75"),
        ("АЛМАТЫ", "75"),
        ("Алма-Ата", "75"),
        ("Алматы облысы", "19"),
        ("в Алматинской области", "19"),
        ("Almaty region", "19"),
        ("Almaty", "75"),
        ("Солтүстік Қазақстан облысы", "59"),
        ("Солтустик Казакстан обл.", "59"),
        ("Северо-Казахстанская область, г. Петропавловск", "59"),
        ("ВКО", "63"),
        ("West Kazakhstan Region", "27"),
        ("область Абай", "10"),
        ("Абай ауданы, Қарағанды облысы", "35"),
        ("Жамбыл ауданы, Алматы облысы", "19"),
        ("город Туркестан", "61"),
        ("Южно-Казахстанская область", "61"),
        ("Нұр-Сұлтан қ.", "71"),
        ("город Шымкент", "79"),
        ("75", "75"),
        ("Астана и Алматы", ""),
        ("Вся страна", ""),
        ("Абай", ""),
        ("", ""),
        ("99", ""),
    ],
)
def test_the_region_that_is_meant(text: str, key: str):
    """In Kazakh, Russian, English, with and without Kazakh letters, by former names; of two regions none."""
    assert regions.key_of(text) == key


@pytest.mark.parametrize("region", regions.REGIONS, ids=lambda region: region.key)
def test_every_name_means_its_own_region(region: regions.Region):
    """Each of the three names leads back, and in small letters without the Kazakh ones too."""
    for language in ("kk", "ru", "en"):
        name = region.name(language)
        assert regions.key_of(name) == regions.key_of(name.lower()) == regions.key_of(name.upper()) == region.key
        assert regions.name_of(region.key, language) == name
    assert regions.name_of("99", "kk") == ""
