"""What a guardian's link opens after something happened to it, held against `access_table.py`."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.utils import timezone

from children import links, read_codes
from children.models import GuardianLink
from children.states import LeaveReason
from children.views.guardian import DOOR_KEY, PASS_KEY, READ_KEY
from tests.children import access_table as table
from tests.children.access_world import World

OF = "report"  # the child whose guardian comes


@dataclass(frozen=True)
class Visit:
    """A guardian with a link, on a device."""

    world: World
    token: str
    client: Client

    @property
    def link(self) -> GuardianLink:
        """Return the row of the link."""
        return self.world.cases[OF].guardian.links.get(token_hash=links.hash_of(self.token))

    def enter(self) -> None:
        """Fill in the birth date."""
        typed = self.world.born_on.strftime("%d-%m-%Y")
        self.client.post(f"/ouder/{self.token}/", {"geboren": typed})


def not_entered(_visit: Visit) -> None:
    """Open nothing."""


def wrong_date(visit: Visit) -> None:
    """Fill in the day after."""
    typed = (visit.world.born_on + timedelta(days=1)).strftime("%d-%m-%Y")
    visit.client.post(f"/ouder/{visit.token}/", {"geboren": typed})


def entered(visit: Visit) -> None:
    """Fill in the birth date and no more."""
    visit.enter()


def old(visit: Visit) -> None:
    """Come after two weeks."""
    before = timezone.now() - timedelta(days=1)
    visit.world.cases[OF].guardian.links.update(made_at=before, expires_at=timezone.now())
    visit.enter()


def revoked(visit: Visit) -> None:
    """Enter, and lose the link."""
    visit.enter()
    visit.world.cases[OF].guardian.links.update(revoked_at=timezone.now())


def blocked(visit: Visit) -> None:
    """Enter, and let somebody try five dates elsewhere."""
    visit.enter()
    visit.world.cases[OF].guardian.links.update(wrong_tries=5)


def ended(visit: Visit) -> None:
    """Enter, and be no guardian any more."""
    visit.enter()
    visit.world.cases[OF].child.guardians.update(ended_on=visit.world.day)


def mistake(visit: Visit) -> None:
    """Enter, and let childcare undo the child."""
    visit.enter()
    child = visit.world.cases[OF].child
    child.left_on, child.left_because = visit.world.day, LeaveReason.MISTAKE
    child.save()


def no_authority(visit: Visit) -> None:
    """Enter, and lose authority."""
    visit.enter()
    visit.world.cases[OF].child.guardians.update(has_authority=False)


def stale(visit: Visit) -> None:
    """Enter, and come back after half an hour."""
    visit.enter()
    session = visit.client.session
    session[PASS_KEY] = dict.fromkeys(session[PASS_KEY], timezone.now().timestamp() - 1)
    session.save()


def reading(visit: Visit) -> None:
    """Enter, and fill in a code."""
    visit.enter()
    code = read_codes.make(link=visit.link, by=None, at=timezone.now())
    visit.client.post(f"/ouder/{visit.token}/code/", {"code": code})


def lent(visit: Visit) -> None:
    """Fill in a code on the device of a worker."""
    reading(visit)
    door = {"link": links.hash_of(visit.token), "back": "/", "since": timezone.now().timestamp()}
    keep(visit, DOOR_KEY, door)


def code_over(visit: Visit) -> None:
    """Fill in a code, and come back after half an hour, with a pass that is newer."""
    reading(visit)
    keep(visit, READ_KEY, [visit.link.guardian_id, timezone.now().timestamp() - 1])


def code_of_another(visit: Visit) -> None:
    """Fill in the code of another guardian in the same browser."""
    reading(visit)
    other = visit.world.cases["team"].guardian.pk
    keep(visit, READ_KEY, [other, timezone.now().timestamp() + 60])


def wrong_code(visit: Visit) -> None:
    """Fill in eight digits that are no code."""
    visit.enter()
    read_codes.make(link=visit.link, by=None, at=timezone.now())
    visit.client.post(f"/ouder/{visit.token}/code/", {"code": "1234"})


def keep(visit: Visit, key: str, value: object) -> None:
    """Let the session hold something."""
    session = visit.client.session
    session[key] = value
    session.save()


def reading_without_authority(visit: Visit) -> None:
    """Fill in a code, and lose authority."""
    reading(visit)
    visit.world.cases[OF].child.guardians.update(has_authority=False)


def reading_after_undo(visit: Visit) -> None:
    """Fill in a code, and let childcare undo the child."""
    reading(visit)
    mistake(visit)


STATES: dict[str, Callable[[Visit], None]] = {
    made.__name__.replace("_", " "): made
    for made in (
        not_entered, wrong_date, entered, old, revoked, blocked, ended, mistake, no_authority,
        stale, wrong_code, reading, lent, code_over, code_of_another, reading_without_authority,
        reading_after_undo,
    )
}  # fmt: skip


def link_pages(
    world: World,
    pages: Collection[str] = tuple(table.LINK_PAGES),
    states: Collection[str] = tuple(STATES),
) -> Iterator[str]:
    """Knock at pages of a link in each state, and with the pass of another link."""
    for state in states:
        undo = transaction.savepoint()
        visit = Visit(world, world.link(OF), Client())
        STATES[state](visit)
        other = world.link("team")
        for path, opens in (table.LINK_PAGES[page] for page in pages):
            for token in (visit.token, other):
                address = path.format(token=token, **world.cases[OF].keys)
                is_open = token != other and state in opens.split(", ")
                yield from _page(visit.client, address, is_open, state)
        transaction.savepoint_rollback(undo)


def _page(client: Client, address: str, is_open: bool, state: str) -> list[str]:
    """Ask for one page: it opens, or names nobody."""
    answer = client.get(address)
    is_file = answer.get("Content-Disposition", "").startswith("attachment")
    shows = is_file or b"Kanarie" in answer.content
    place = "/".join(address.split("/")[3:])
    return [] if shows == is_open else [f"{state}: /{place} answers {answer.status_code}"]
