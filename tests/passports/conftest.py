"""The people around a request are those around a passport."""

from tests.requests.conftest import house as house
