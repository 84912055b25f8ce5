"""Whose dossier somebody opens by date: the addresses of the pages that only read."""

from tests.children.access_areas import Area
from tests.children.access_rows import (
    AT_LOCATION,
    CHILDCARE,
    DISCUSSED,
    ELSEWHERE,
    READERS,
    Row,
    here,
    nobody,
)

# A coordinator is asked something about whom parents let it think along or observe. Childcare
# talks with the parents of each child that is here, whose plan waits for that; the contact "koc"
# promised something about each child, also about one that left since.
WEEK = here(CHILDCARE) | {
    "koc": AT_LOCATION,
    "qc": f"{DISCUSSED} observe",
    "qc of both": f"{DISCUSSED} observe",
}

AREA = Area(
    addresses={
        "timeline": Row("/kinderen/{child}/dossier/", READERS),
        "my_week": Row("/mijn-week/", WEEK | ELSEWHERE | nobody("qc elsewhere")),
    }
)
