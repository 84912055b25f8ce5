"""How an area of the dossier plugs into the proofs of access: its tables, its rows, its questions.

An area keeps a file `access_<area>.py` with one `AREA`, which stands in AREAS below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.children.access_rows import Row

if TYPE_CHECKING:
    from children.models import Child
    from partners.access import Actor
    from tests.children.access_world import World

Fill = Callable[["World", "Child"], dict[str, Any]]
Seen = Callable[["World", "Actor"], set[str]]


def nothing(_world: World, _child: Child) -> dict[str, Any]:
    """Put nothing in the tables for a child."""
    return {}


@dataclass(frozen=True)
class Area:
    """What an area adds to the proofs.

    `things` and `addresses` are as in `access_table.py`. `fill` puts a row in every table of the
    area for one child and returns the keys that its addresses name (`{request}`), whose names
    stand in `keys`. `world_fill` does so for what is about no one child. `seen` says of each kind
    of row who sees those of which children: what, the people with the states, and the question.
    """

    things: dict[str, dict[str, str]] = field(default_factory=dict)
    addresses: dict[str, Row | tuple[Row, ...]] = field(default_factory=dict)
    link_pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    no_child: dict[str, str] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    fill: Fill = nothing
    world_fill: Callable[[World], dict[str, Any]] = lambda _world: {}
    seen: tuple[tuple[str, dict[str, str], Seen], ...] = ()


from tests.children import (  # noqa: E402 - an area needs the words above first
    access_drafts,
    access_figures,
    access_handovers,
    access_intake,
    access_meetings,
    access_remarks,
    access_reports,
    access_requests,
    access_support,
    access_teams,
    access_week,
)

AREAS: tuple[Area, ...] = (
    access_drafts.AREA,
    access_figures.AREA,
    access_handovers.AREA,
    access_intake.AREA,
    access_meetings.AREA,
    access_requests.AREA,
    access_reports.AREA,  # after the requests: a report is of one
    access_remarks.AREA,
    access_support.AREA,
    access_teams.AREA,
    access_week.AREA,
)
