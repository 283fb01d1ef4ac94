"""A site that trusts the tests' authorities, and has their lists of revoked certificates."""

import dataclasses
import shutil
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from qyzmet import clock
from qyzmet.signatures.trust import lists
from tests.signatures import keys

Setting = Callable[..., None]


@pytest.fixture
def believing(app: Flask) -> Iterator[None]:
    """The authorities are trusted, their lists are fresh, and the machine's clock stands with the procedure's."""
    folder = app.config["QYZMET"].signature_roots
    made = [keys.authority_of(kind, keys.TESTS) for kind in keys.KINDS]
    keys.believe(folder, *made)
    before = clock.use_wall(lambda: keys.NOW)
    for kind, each in zip(keys.KINDS, made, strict=True):
        lists.load(kind, each.revocation_list(keys.NOW, keys.NOW + keys.DAY))
        lists.load(f"root {kind}", each.list_of_authorities(keys.NOW, keys.NOW + 30 * keys.DAY))
    yield
    clock.use_wall(before)
    shutil.rmtree(folder)


@pytest.fixture
def setting(app: Flask) -> Iterator[Setting]:
    """Change settings for the test."""
    before = app.config["QYZMET"]

    def change(**values: object) -> None:
        app.config["QYZMET"] = dataclasses.replace(app.config["QYZMET"], **values)

    yield change
    app.config["QYZMET"] = before
