"""What browsers and search engines ask of any site: its icon, what they may read, and where its public pages are."""

from xml.sax.saxutils import escape

from flask import Blueprint, Flask, Response, current_app

from qyzmet import context
from qyzmet.files import paths
from qyzmet.procedure.kinds import kinds
from qyzmet.tenders.register import filters, order
from qyzmet.tenders.register.filters import TenderFilters

robots = Blueprint("robots", __name__)
# The newest tenders; a site map may have 50,000 addresses.
MOST_TENDERS = 1_000
_CLOSED = ("/account/", "/admin/", "/api/", "/demo/", "/requests/")
_PAGES = (
    "/",
    "/tenders/",
    "/catalog/",
    "/under-way/",
    "/passports/",
    "/programmes/",
    "/deadlines/",
    "/deadlines/calendar",
    "/about/procedure",
    "/about/procedure/house-rules",
)
_ABOUT = ("/statistics/", "/about/api", "/about/contact", "/about/audit")


@robots.get("/favicon.ico")
def icon() -> Response:
    """The icon for those who do not read the page's head."""
    answer = Response((paths.STATIC / "img" / "favicon.ico").read_bytes(), mimetype="image/vnd.microsoft.icon")
    answer.cache_control.max_age = 86_400
    return answer


@robots.get("/robots.txt")
def rules() -> Response:
    """What is nobody's to index; nothing of a demonstration is."""
    settings = current_app.config["QYZMET"]
    closed = ("/",) if settings.demo else _CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {settings.base_url}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@robots.get("/sitemap.xml")
def site_map() -> Response:
    """The addresses of the public pages; tenders that are published, the newest of them."""
    with context.acting(context.ANONYMOUS):
        published = order.in_order(context.ANONYMOUS, _every_tender(), MOST_TENDERS, None).rows
    found = [*_PAGES, *(f"/about/procedure/{kind}" for kind in kinds()), *_ABOUT]
    found += [f"/tenders/{row.number}" for row in published]
    base = current_app.config["QYZMET"].base_url
    addresses = "".join(f"<url><loc>{escape(base + path)}</loc></url>\n" for path in found)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return Response(f"{head}{addresses}</urlset>\n", mimetype="application/xml")


def _every_tender() -> TenderFilters:
    return TenderFilters(dict.fromkeys(filters.NAMES, ""))


def register(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(robots)
