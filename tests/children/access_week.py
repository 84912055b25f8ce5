"""Whose dossier somebody opens by date: the addresses of the pages that only read."""

from tests.children.access_areas import Area
from tests.children.access_rows import READERS, Row

AREA = Area(addresses={"timeline": Row("/kinderen/{child}/dossier/", READERS)})
