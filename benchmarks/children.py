"""List, search and one child with 6,000 and with 650,000 children that are here.

Run as: .venv/bin/python -m benchmarks.children [--small 6000] [--large 650000] [--rounds 9]

Two fresh databases on disk, made inside PostgreSQL (`_country.py`). Who looks has as many children
in both, as in life: a location of 80, a group of 16, an organisation of 240, a school of 50. What
grows is the country around them. Requests go through Django's test client in turns, so without
network and web server; each writes its lines in the log. Trust the ratio and the queries.
"""

from benchmarks._country import fill
from benchmarks._pages import compare

NOBODY = "6f1c2d0e-0000-4000-8000-000000000000"
PAGES = {
    "list": "/kinderen/",
    "all, by name": "/kinderen/?state=alles&volgorde=naam",
    "search": "/kinderen/?q=water+le",
    "search in vain": "/kinderen/?q=zonderling",
    "one group": "/kinderen/?group={group}",
    "one child": "/kinderen/{child}/",
    "no child": f"/kinderen/{NOBODY}/",
}


def main() -> None:
    """Read the options and measure."""
    compare(__doc__, fill=fill, pages=PAGES, table="children_child")


if __name__ == "__main__":
    main()
