"""List, search and one child with 6,000 and with 650,000 children that are here.

Run as: .venv/bin/python -m benchmarks.children [--small 6000] [--large 650000] [--rounds 9]

Two fresh databases on disk, made inside PostgreSQL (`_country.py`). Who looks has as many children
in both, as in life: a location of 80, a group of 16, an organisation of 240, a school of 50. What
grows is the country around them. Requests go through Django's test client in turns, so without
network and web server; each writes its lines in the log. Trust the ratio and the queries.
"""

import argparse
import os

from benchmarks._country import fill
from benchmarks._pages import measure
from benchmarks._product import product

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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=6_000)
    parser.add_argument("--large", type=int, default=650_000)
    parser.add_argument("--rounds", type=int, default=9)
    sizes = vars(parser.parse_args())
    os.environ.setdefault("CHILD_KEYS", "A" * 43 + "=")
    with product(ALLOWED_HOSTS="testserver"):
        measure(fill=fill, pages=PAGES, table="children_child", **sizes)


if __name__ == "__main__":
    main()
