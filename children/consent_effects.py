"""What a change of who decides, or of the school, does to what was allowed: in one sentence."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from children import consents
from children.models import Child, Guardian


def live_now(child: Child) -> frozenset[int]:
    """Return the questions that let somebody see something now, before or after a change."""
    rows = child.consent_questions.filter(is_live=True)
    return frozenset(rows.values_list("pk", flat=True))


def stopping_without(child: Child, guardian: Guardian) -> int:
    """Return how many consents would stop if somebody were no guardian any more."""
    left = [one for one in child.guardians.all() if one.pk != guardian.pk]
    deciding = consents.who_decides(left)
    live = child.consent_questions.filter(is_live=True).prefetch_related("events")
    return sum(
        not consents.is_yes(question, sorted(question.events.all(), key=lambda e: e.pk), deciding)
        for question in live
    )


def in_words(before: Collection[int], after: Collection[int]) -> str:
    """Return what changed, for whoever made the change."""
    stopped, begun = len(set(before) - set(after)), len(set(after) - set(before))
    sentences = []
    if stopped:
        sentences.append(
            ngettext(
                "%d toestemming is gestopt: vraag het opnieuw aan wie nu beslist.",
                "%d toestemmingen zijn gestopt: vraag ze opnieuw aan wie nu beslist.",
                stopped,
            )
            % stopped
        )
    if begun:
        sentences.append(
            ngettext("%d toestemming geldt nu.", "%d toestemmingen gelden nu.", begun) % begun
        )
    return " ".join(sentences) or _("Aan de toestemmingen verandert niets.")
