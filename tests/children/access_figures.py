"""Who opens the figures of the handover: counts, and never a child."""

from tests.children.access_areas import Area
from tests.children.access_rows import EVERYBODY, Row, nobody

READERS = tuple(name for name in EVERYBODY if name.split()[0] in {"gem", "qc", "sch", "kcc", "koc"})
PAGE = "/overdracht-in-cijfers/"

AREA = Area(
    addresses={
        "figures": (
            Row(PAGE, nobody(*READERS)),
            Row(f"{PAGE}?als=csv", nobody(*READERS), part="file"),
        )
    }
)
