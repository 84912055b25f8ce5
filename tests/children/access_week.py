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

# A school that may read the form without its part about support follows nobody by it.
FORMS = {name: states.split() for name, states in READERS.items() if name not in CHILDCARE}
FOLLOWED = here(CHILDCARE) | {
    name: " ".join(state for state in states if state != "form") for name, states in FORMS.items()
}

AREA = Area(
    addresses={
        "timeline": Row("/kinderen/{child}/dossier/", READERS),
        "following": Row("/kinderen/volgen/", FOLLOWED | ELSEWHERE),
        "my_week": Row("/mijn-week/", WEEK | ELSEWHERE | nobody("qc elsewhere")),
    }
)
