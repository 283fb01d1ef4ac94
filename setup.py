"""Finds the packages; everything else about the distribution is said in setup.cfg.

setup.cfg can list packages or find them, not both, and the rooms stand beside `qyzmet/` but are installed
inside it. So they are found here: a new folder of modules needs no edit anywhere.
"""

import os
from pathlib import Path

from setuptools import find_namespace_packages, setup

ROOMS = ("requests", "tenders", "catalog", "passports", "programmes", "deadlines")
DATA = ("templates", "static")  # Folders of files that are not modules, installed inside the package too.


def found() -> list[str]:
    """Every package that the wheel holds, by the name it is imported under."""
    packages = ["qyzmet", *(f"qyzmet.{name}" for name in with_modules("qyzmet"))]
    for folder in filter(os.path.isdir, (*ROOMS, *DATA)):
        packages += [f"qyzmet.{folder}", *(f"qyzmet.{folder}.{name}" for name in with_modules(folder))]
    return packages


def with_modules(top: str) -> list[str]:
    """The folders below one that hold modules of their own; those of data only go in by package_data."""
    return [name for name in find_namespace_packages(top) if any(Path(top, *name.split(".")).glob("*.py"))]


setup(packages=found())
