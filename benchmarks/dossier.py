"""Mijn week, meetings, requests and the dossier of a child, among 6,000 and 650,000 children.

Run as: .venv/bin/python -m benchmarks.dossier [--small 6000] [--large 650000] [--rounds 9]

Two fresh databases on disk with ten years of meetings (`_dossiers.py`). Who looks has as many
children, meetings and requests in both, as in life: what grows is the country around them.
"""

from benchmarks._dossiers import fill
from benchmarks._pages import compare

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
    "request": "/kinderen/{child}/verzoeken/{request}/",
    "teams": "/sot/",
}


def main() -> None:
    """Read the options and measure."""
    compare(__doc__, fill=fill, pages=PAGES, table="dossier_")


if __name__ == "__main__":
    main()
