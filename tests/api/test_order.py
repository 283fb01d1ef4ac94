"""The checks of the API in the contract's order: 401, 404, 403, 412, 409, 422."""

import pytest

from tests.api.conftest import World, made, procedure


def test_without_a_token_nothing_is_told(world: World, submitted: str):
    """401 comes before anything else, with the way to sign in, whether or not the thing exists."""
    for method, path in (
        ("GET", "/requests"),
        ("GET", f"/requests/{submitted}"),
        ("GET", "/requests/AR-2026-999999"),
        ("POST", "/requests"),
        ("POST", f"/requests/{submitted}/agree"),
        ("POST", f"/requests/{submitted}/no_such_action"),
        ("POST", "/documents"),
        ("GET", "/documents/D-1"),
        ("GET", "/documents/D-1/content"),
    ):
        answer = world.nobody(method, path, None if method == "GET" else {"x": 1}, If_Match="77")
        assert answer.status_code == 401, path
        assert answer.content_type == "application/problem+json"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json["status"] == 401


@pytest.mark.parametrize(
    "given", ["Bearer", "Bearer nonsense", "Bearer qyzmet_nonsense", "Basic eDp5", "Bearer \u00e9"]
)
def test_a_token_that_is_not_good_is_401(world: World, given: str):
    """Whatever is not a good token is 401."""
    answer = world.nobody.get("/requests", Authorization=given)
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


# Who, what is sent, and the first check that fails. The request has been submitted; its version is V.
_ORDER = [
    # May not know of it: 404, whatever else is wrong.
    ("stranger", "agree", "stale", {"wrong": 1}, 404),
    ("administrator", "agree", "stale", {"wrong": 1}, 404),
    # May know, not theirs: 403, whatever else is wrong.
    ("head", "agree", "stale", {"wrong": 1}, 403),
    ("auditor", "agree", "stale", {"wrong": 1}, 403),
    ("authorised_specialist", "agree", "stale", {"wrong": 1}, 403),
    ("integrator_specialist", "give_opinion", "stale", {"wrong": 1}, 403),
    # Theirs, but another version: 412, although the state and the body are wrong too.
    ("authorised_head", "agree", "stale", {"wrong": 1}, 412),
    ("specialist", "save", "stale", {"wrong": 1}, 412),
    # The version is right, the state is not: 409, although the body is wrong too.
    ("authorised_head", "agree", "right", {"wrong": 1}, 409),
    ("authorised_head", "agree", None, {"wrong": 1}, 409),
    ("head", "submit", "right", {"wrong": 1}, 409),
    ("specialist", "save", "right", {"wrong": 1}, 409),
    # All is right but the body.
    ("integrator_specialist", "draft_opinion", "right", {"wrong": 1}, 422),
    ("head", "withdraw", "right", {"wrong": 1}, 422),
    ("head", "withdraw", None, {}, 422),
    # Annulment: nothing of the authorised body's stands, so it has nothing to annul.
    ("stranger", "annul", "stale", {"wrong": 1}, 404),
    ("specialist", "annul", "stale", {"wrong": 1}, 403),
    ("auditor", "annul", "stale", {"wrong": 1}, 403),
    ("head", "annul", "stale", {"wrong": 1}, 412),
    ("authorised_head", "annul", "right", {"wrong": 1}, 409),
    ("head", "annul", "right", {"wrong": 1}, 422),
    ("head", "annul", "right", {"act": "submit", "grounds": " "}, 422),
    ("head", "annul", "right", {"act": "agree", "grounds": "x"}, 409),
]


@pytest.mark.parametrize(("who", "action", "version", "body", "status"), _ORDER)
def test_checks_come_in_order(
    world: World, submitted: str, who: str, action: str, version: str | None, body: dict[str, object], status: int
):
    """Of several things that are wrong the answer tells the first one in the contract's order."""
    current = procedure(submitted).version
    headers = {"If_Match": str(current if version == "right" else current + 5)} if version else {}
    answer = world.callers[who].post(f"/requests/{submitted}/{action}", body, **headers)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert answer.json["detail"]
    assert procedure(submitted).version == current


@pytest.mark.parametrize("who", ["integrator_head", "authorised_head", "auditor", "administrator"])
def test_who_may_not_create_hears_403_before_422(world: World, who: str):
    """Creating: the right first, then the body."""
    answer = world.callers[who].post("/requests", {"wrong": 1})
    assert answer.status_code == 403
    assert answer.json["rule"] == "¶ 8.1"
    assert answer.json["who_may"]
    assert world.specialist.post("/requests", {"wrong": 1}).status_code == 422


def test_an_unknown_action_is_404_for_those_who_know_the_procedure(world: World, submitted: str):
    """There is no such address."""
    assert world.head.post(f"/requests/{submitted}/fly").status_code == 404


def test_a_draft_is_not_known_to_other_parties(world: World):
    """A draft is 404 for everybody but its own organisation and auditors."""
    number = made(world)
    known = {name for name, caller in world.callers.items() if caller.get(f"/requests/{number}").status_code == 200}
    assert known == {"head", "specialist", "clerk", "auditor"}


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("{v}", 200),
        ('"{v}"', 200),
        ("*", 200),
        ('"99", "{v}"', 200),
        ('W/"{v}"', 412),
        ("{v}0", 412),
        ("abc", 412),
        ("", 412),
        ('"98","99"', 412),
    ],
)
def test_if_match_as_in_rfc_9110(world: World, header: str, status: int):
    """3 and "3" are the version; a list matches if one of it does; * any; weak tags and other texts match nothing."""
    number = made(world)
    version = procedure(number).version
    answer = world.specialist.post(
        f"/requests/{number}/save", {"data": {"function": "x"}}, If_Match=header.replace("{v}", str(version))
    )
    assert answer.status_code == status, answer.text


def test_addresses_that_are_not_there(world: World):
    """Unknown addresses and methods under /api answer problem+json too."""
    for method, path, status in (
        ("GET", "/nothing", 404),
        ("GET", "/requests/AR-2026-000001/agree/more", 404),
        ("PUT", "/requests", 405),
        ("DELETE", "/documents/D-1", 405),
        ("GET", "/requests/..%2f..%2fetc", 404),
        ("GET", "/requests/%00", 404),
        ("GET", "/documents/D-0", 404),
        ("GET", "/documents/D-99999999999999999999", 404),
    ):
        answer = world.head(method, path)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), path
    assert "GET" in world.head("PUT", "/requests").headers["Allow"]
