"""Mijn week, meetings, requests and the dossier of a child, among 6,000 and 650,000 children.

Run as: .venv/bin/python -m benchmarks.dossier [--small 6000] [--large 650000] [--rounds 9]

Two fresh databases on disk with ten years of meetings (`_dossiers.py`). Who looks has as many
children, meetings and requests in both, as in life: what grows is the country around them.
"""

import argparse
import os

from benchmarks._dossiers import fill
from benchmarks._pages import measure
from benchmarks._product import product

PAGES = {
    "start": "/",
    "my week": "/mijn-week/",
    "following": "/kinderen/volgen/",
    "timeline": "/kinderen/{child}/dossier/",
    "support list": "/ondersteuning/",
    "support": "/kinderen/{child}/ondersteuning/",
    "meetings": "/overleggen/",
    "meeting": "/overleggen/{meeting}/",
    "actions": "/acties/",
    "requests": "/verzoeken/",
    "request": "/verzoeken/{request}/",
    "teams": "/sot/",
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
        measure(fill=fill, pages=PAGES, table="dossier_", **sizes)


if __name__ == "__main__":
    main()
