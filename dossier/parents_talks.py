"""With whom a talk was: with one guardian alone, or with parents together.

In doubt somebody was not there: what was discussed with one parent opens nothing for the other.
Source: domain 11, rules 13 and 35.
"""

from collections.abc import Iterable
from datetime import date

from children import consents
from children.models import Child, Guardian
from dossier.models import ParentTalk


def talks_with(guardian: Guardian) -> list[ParentTalk]:
    """Return the talks about a child in which a guardian took part, the newest first."""
    rows = guardian.child.parent_talks.select_related("noted_by__organisation")
    return _of(guardian, rows, in_doubt=is_in_doubt(guardian.child))


def days_of_all(child: Child, request_id: int) -> list[list[date]]:
    """Return, for each guardian who reads, on which days it took part in a talk on a request."""
    rows, in_doubt = list(child.parent_talks.filter(request=request_id)), is_in_doubt(child)
    return [
        [talk.talked_on for talk in _of(guardian, rows, in_doubt=in_doubt)]
        for guardian in consents.deciding(child)
    ]


def is_in_doubt(child: Child) -> bool:
    """Say whether a talk with "ouders" may have been with one of them: they live apart."""
    around = list(child.guardians.all())
    return len(around) > 1 and any(one.lives_apart or one.is_secret for one in around)


def _of(guardian: Guardian, talks: Iterable[ParentTalk], *, in_doubt: bool) -> list[ParentTalk]:
    return [talk for talk in talks if _took_part(guardian, talk, in_doubt=in_doubt)]


def _took_part(guardian: Guardian, talk: ParentTalk, *, in_doubt: bool) -> bool:
    if talk.guardian_id is not None:
        return bool(talk.guardian_id == guardian.pk)
    return talk.is_together or not in_doubt
