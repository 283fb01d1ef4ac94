from tests import factories
from tests.signing_in import sign_in, bearer
from qyzmet.vocabulary import Role
def test_x(client, app):
    from qyzmet import context
    org = factories.organisation()
    u = factories.user(Role.HEAD, org)
    sign_in(client, u)
    r = client.get("/about/contact")
    assert r.status_code == 200
    assert u.short_name in r.text
    assert not context.actor().known
    r = client.get("/api/v1/x", headers=bearer(u))
    print(r.status_code)
    r = client.get("/api/v1/x", headers={"Authorization": "Bearer x"})
    assert r.status_code in (400,401)
