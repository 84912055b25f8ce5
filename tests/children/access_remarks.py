"""What parents write in the proofs of access: of every child one remark of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dossier.models import ParentRemark
from dossier.remark_states import RemarkAbout
from tests.children.access_areas import Area
from tests.children.access_requests import states_of
from tests.children.access_rows import CHILDCARE, Row
from tests.factories import reports

if TYPE_CHECKING:
    from children.models import Child
    from tests.children.access_world import World


def fill(_world: World, child: Child) -> dict[str, Any]:
    """Let a parent have written on both pages."""
    for about in RemarkAbout:
        said = reports.remark(child, about=about, view=f"Kanarie {child.last_name}")
    return {"remark": said.key}


AREA = Area(
    addresses={"remark": Row("/opmerkingen/{remark}/", CHILDCARE)},
    keys=frozenset({"remark"}),
    fill=fill,
    seen=(("remarks", CHILDCARE, states_of(ParentRemark)),),
)
