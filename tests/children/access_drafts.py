"""Who sees which drafts: one's own alone, and of a child only who may see the child still."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dossier.models import Draft
from tests.children.access_areas import Area
from tests.children.access_rows import EVERYBODY, READERS

if TYPE_CHECKING:
    from children.models import Child
    from partners.access import Actor
    from tests.children.access_world import World


def _fill(world: World, child: Child) -> dict[str, Any]:
    """Let everybody have typed something about the child, whatever they may see of it."""
    Draft.objects.bulk_create(
        Draft(
            user=actor.user,
            child=child,
            place=f"look:{child.key}",
            field="answer",
            text="Begin",
            saved_at=world.at,
        )
        for actor in world.actors.values()
    )
    return {}


def _world_fill(world: World) -> dict[str, Any]:
    """Let everybody have typed something about nobody."""
    row = {"place": "look_ask:", "field": "question", "text": "Begin", "saved_at": world.at}
    Draft.objects.bulk_create(Draft(user=actor.user, **row) for actor in world.actors.values())
    return {}


def _seen(_world: World, actor: Actor) -> set[str]:
    """Return the children of one's drafts; of another's it says so."""
    rows = Draft.objects.visible_to(actor).exclude(child=None)
    found = rows.values_list("child__last_name", "user")
    return {name if user == actor.user.pk else f"{name} of another" for name, user in found}


def _bare(_world: World, actor: Actor) -> set[str]:
    """Say whose drafts about nobody an actor sees."""
    rows = Draft.objects.visible_to(actor).filter(child=None)
    return {"own" if row.user_id == actor.user.pk else "of another" for row in rows}


AREA = Area(
    no_child={
        "draft": "takes what is typed and shows nothing; whoever may not write at the place gets "
        "a 404: tests/dossier/test_drafts.py and test_draft_pages.py"
    },
    seen=(
        ("drafts", READERS, _seen),
        ("drafts about nobody", dict.fromkeys(EVERYBODY, "own"), _bare),
    ),
    fill=_fill,
    world_fill=_world_fill,
)
