"""Whole applications with a table of sealed matter, each with a database and a key file of its own."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Table

from qyzmet.config import Settings
from qyzmet.database import Base, db
from qyzmet.sealing.key import file
from qyzmet.sealing.key.generations import OutsideKey
from tests.operations.places import place
from tests.own_database import SERVER
from tests.sealing.drawers import make_drawer

KIND = "postgresql" if SERVER else "sqlite"


@dataclass(frozen=True)
class House:
    """An application with its drawer."""

    app: Flask
    drawer: Table

    @property
    def settings(self) -> Settings:
        settings: Settings = self.app.config["QYZMET"]
        return settings

    @property
    def path(self) -> Path:
        """Its key file."""
        return file.place_of(self.settings)

    @property
    def key(self) -> OutsideKey:
        """What the key file holds now."""
        return file.read(self.path).key

    @property
    def environ(self) -> dict[str, str]:
        """The settings for a process of its own."""
        others = {key: value for key, value in os.environ.items() if not key.startswith("QYZMET_")}
        url = self.settings.database_url.replace("+psycopg", "")
        return others | {"QYZMET_INSTANCE": str(self.settings.instance), "QYZMET_DATABASE_URL": url}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An application as `qyzmet init` leaves it, with an empty drawer."""
    drawer = make_drawer()
    try:
        with place(KIND, tmp_path) as app:
            drawer.create(db.engine)
            yield House(app, drawer)
    finally:
        Base.metadata.remove(drawer)
