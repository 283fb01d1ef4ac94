"""Finds the packages; everything else about the distribution is said in setup.cfg.

setup.cfg can list packages or find them, not both, and the rooms stand beside `qyzmet/` but are installed
inside it. So they are found here: a new folder of modules needs no edit anywhere.
"""

from pathlib import Path

from setuptools import find_namespace_packages, setup

ROOMS = ("requests", "tenders", "catalog", "deadlines")
DATA = ("templates", "static")  # Folders of files that are not modules, installed inside the package too.


def found() -> list[str]:
    """Every package that the wheel holds, by the name it is imported under."""
    inside = [
        f"{top}.{name}"
        for top in ("qyzmet", *ROOMS)
        for name in find_namespace_packages(top)
        if has_modules(top, name)
    ]
    return ["qyzmet", *(f"qyzmet.{name}" for name in (*ROOMS, *DATA)), *map(installed, inside)]


def has_modules(top: str, name: str) -> bool:
    """Whether a folder holds modules of its own; one of data only goes in by package_data."""
    return any(Path(top, *name.split(".")).glob("*.py"))


def installed(name: str) -> str:
    """The name under which a package in the checkout is imported."""
    return name if name.split(".")[0] == "qyzmet" else f"qyzmet.{name}"


setup(packages=found())
