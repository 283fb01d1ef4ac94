"""What the API serves besides procedures and documents: a room tells its routes and their description once.

register(RoomRoutes("ranking", "…", routes=(("/tenders/<number>/ranking", "ranking", ranking_of, ("GET",)),), paths=…))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Address under the prefix, endpoint, view, methods.
Route = tuple[str, str, Callable[..., Any], tuple[str, ...]]


@dataclass(frozen=True)
class RoomRoutes:
    """Routes of one tag, with what openapi.json says of them."""

    tag: str
    about: str
    routes: tuple[Route, ...]
    # Made when they are asked for, in the language of the description.
    paths: Callable[[], Mapping[str, Any]]
    schemas: Callable[[], Mapping[str, Any]] = field(default=dict)


_served: dict[str, RoomRoutes] = {}


def register(routes: RoomRoutes) -> None:
    """Serve them."""
    _served[routes.tag] = routes


def everything() -> list[RoomRoutes]:
    """All of them, in the order of registration."""
    return list(_served.values())
