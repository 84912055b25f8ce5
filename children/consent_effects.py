"""What a change of who decides, or of the school, does to what was asked: in one sentence."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from children import consents
from children.models import Child, Guardian
from children.states import CLOSINGS


@dataclass(frozen=True)
class Snapshot:
    """The questions that let somebody see something, and those that are open, at one moment."""

    live: frozenset[int]
    open: frozenset[int]


def now(child: Child) -> Snapshot:
    """Return how the questions stand, before or after a change."""
    rows = child.consent_questions.values_list("pk", flat=True)
    closed = rows.filter(events__act__in=CLOSINGS)
    return Snapshot(frozenset(rows.filter(is_live=True)), frozenset(rows) - frozenset(closed))


def stopping_without(child: Child, guardian: Guardian) -> int:
    """Return how many consents would stop if somebody were no guardian any more."""
    left = [one for one in child.guardians.all() if one.pk != guardian.pk]
    deciding = consents.who_decides(left)
    live = child.consent_questions.filter(is_live=True).prefetch_related("events")
    return sum(
        not consents.is_yes(question, sorted(question.events.all(), key=lambda e: e.pk), deciding)
        for question in live
    )


def in_words(before: Snapshot, after: Snapshot) -> str:
    """Return what changed, for whoever made the change."""
    stopped = before.live - after.live
    ended = before.open - after.open - stopped
    sentences = []
    if stopped:
        text = ngettext(
            "%d toestemming is gestopt: vraag het opnieuw.",
            "%d toestemmingen zijn gestopt: vraag ze opnieuw.",
            len(stopped),
        )
        sentences.append(text % len(stopped))
    if ended:
        text = ngettext(
            "%d open vraag is vervallen: stel hem opnieuw.",
            "%d open vragen zijn vervallen: stel ze opnieuw.",
            len(ended),
        )
        sentences.append(text % len(ended))
    return " ".join(sentences) or _("Aan de toestemmingen verandert niets.")
