"""Finds the packages; everything else about the distribution is said in setup.cfg.

setup.cfg can list packages or find them, not both, and the rooms stand beside `qyzmet/` but are installed
inside it. So they are found here: a new folder of modules needs no edit anywhere.
"""

import os
from pathlib import Path

from setuptools import find_namespace_packages, setup

ROOMS = ("requests", "tenders", "catalog", "deadlines")
DATA = ("templates", "static")  # Folders of files that are not modules, installed inside the package too.


def found() -> list[str]:
    """Every package that the wheel holds, by the name it is imported under."""
    inside = [f"qyzmet.{name}" for name in find_namespace_packages("qyzmet") if has_modules("qyzmet", name)]
    for room in filter(os.path.isdir, ROOMS):
        inside += [f"qyzmet.{room}"]
        inside += [
            f"qyzmet.{room}.{name}" for name in find_namespace_packages(room) if has_modules(room, name)
        ]
    return ["qyzmet", *inside, *(f"qyzmet.{name}" for name in DATA)]


def has_modules(top: str, name: str) -> bool:
    """Whether a folder holds modules of its own; one of data only goes in by package_data."""
    return any(Path(top, *name.split(".")).glob("*.py"))


setup(packages=found())
