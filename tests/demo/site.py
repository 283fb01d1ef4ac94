"""A demonstration in this process, called as its people."""

import io
from collections.abc import Mapping
from typing import Any

from flask import Flask

from qyzmet.demo import people


class Site:
    """A demonstration in this process, called as its people."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.ids = {key: user.public_id for key, user in people.users().items()}
            self.tokens = {key: people.token_of(key) for key in self.ids}

    def ask(self, key: str, path: str, body: Mapping[str, Any] | None = None, method: str = "") -> Any:
        headers = {"Authorization": f"Bearer {self.tokens[key]}"} if key else {}
        options: dict[str, Any] = {} if body is None else {"json": dict(body)}
        method = method or ("GET" if body is None else "POST")
        return self.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **options)

    def call(self, key: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        answer = self.ask(key, path, body)
        assert answer.status_code < 300, (key, path, answer.status_code, answer.get_data(as_text=True))
        found: dict[str, Any] = answer.get_json()
        return found

    def user(self, key: str) -> str:
        return self.ids[key]

    def upload(self, key: str, name: str, content: bytes) -> str:
        answer = self.app.test_client().post(
            "/api/v1/documents",
            data={"file": (io.BytesIO(content), name)},
            headers={"Authorization": f"Bearer {self.tokens[key]}"},
        )
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return str(answer.get_json()["id"])

    def register(self) -> dict[str, str]:
        services = self.call("integrator_head", "/integration-services?limit=200&state=working")["items"]
        return {each["data"]["name"]: each["number"] for each in services}

    def ordered(self) -> str:
        """The design assignment of the demonstration's request whose creation is ordered."""
        found = self.call("integrator_head", "/assignments?state=draft&limit=200")["items"]
        return str(found[0]["number"])
