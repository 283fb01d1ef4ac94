"""Systems that call the demonstration's API as its people: what a journey does not walk itself is done by them."""

import copy
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from urllib.request import Request, urlopen

from qyzmet.requests.request import sample

NOT_THE_SAME = "Та же услуга, но другой её шаг: этот запрос касается другой процедуры регламента."


class Systems:
    """The API of one demonstration, with its people's tokens."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._people = {each["key"]: each for each in self.call("", "")["people"]}

    def call(self, key: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask for a path, or send it a body, as that person; the key "" asks the demonstration itself."""
        request = Request(f"{self.site}/api/v1{path or '/demo'}")
        if key:
            request.add_header("Authorization", f"Bearer {self._people[key]['token']}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        with urlopen(request) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def today(self) -> dt.date:
        """The day on which the demonstration's clock stands."""
        return dt.datetime.fromisoformat(self.call("", "")["now"]).date()

    def bin_of(self, key: str) -> str:
        """The BIN of the person's organisation."""
        return str(self._people[key]["organisation"]["bin"])

    def user(self, key: str) -> str:
        """The public id of the person."""
        return str(self._people[key]["user"])

    def register(self) -> dict[str, str]:
        """The numbers of the register's working services, by their names."""
        services = self.call("integrator_head", "/integration-services?limit=200&state=working")["items"]
        return {each["data"]["name"]: each["number"] for each in services}

    def upload(self, key: str, name: str, content: bytes) -> str:
        """The id of a document that the person uploads."""
        boundary = "----a-boundary-of-the-tests"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        request = Request(f"{self.site}/api/v1/documents", data=body)
        request.add_header("Authorization", f"Bearer {self._people[key]['token']}")
        request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        with urlopen(request) as answer:
            return str(json.load(answer)["id"])

    def submitted(self, **data: Any) -> str:
        """The number of the real request, submitted."""
        made = self.call("state_body_specialist", "/requests", {"data": copy.deepcopy(sample.REQUEST) | data})
        return str(self.call("state_body_head", f"/requests/{made['number']}/submit", {})["number"])

    def with_opinion(self, path: str) -> None:
        """The integrator gives its opinion on what was filed at that path of the API."""
        found = self.call("integrator_specialist", f"{path}/similar")["items"]
        findings = [{"subject": each["subject"], "same": False, "reason": NOT_THE_SAME} for each in found]
        self.call("integrator_specialist", f"{path}/draft_opinion", sample.OPINION | {"findings": findings})
        self.call("integrator_head", f"{path}/give_opinion", {})

    def ordered(self) -> str:
        """The number of the design assignment that an agreed request led to."""
        path = f"/requests/{self.submitted()}"
        self.with_opinion(path)
        self.call("authorised_body_head", f"{path}/agree", {"grounds": sample.AGREEMENT_GROUNDS})
        ordered = self.call("authorised_body_head", f"{path}/order_creation", {})
        return str(ordered["links"]["assignment"]).rpartition("/")[2]
