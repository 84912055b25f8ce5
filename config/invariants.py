"""The invariants of the product, checked on the live database by `manage.py doctor`."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from config import (
    child_invariants,
    handover_invariants,
    letter_invariants,
    reminder_invariants,
)
from config.pdf import missing_libraries
from partners import audit, membership_rules, modules
from partners.models import ChildcareLocation, Module, School, User
from partners.states import CHILD_MODULES
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.states import RenderState

# The triggers without which the database would no longer hold the rules.
GUARDS = {
    "children_consentevent_append_only",
    "children_consentevent_by_own",
    "children_consentevent_erasable",
    "children_consentquestion_append_only",
    "children_consentquestion_erasable",
    "children_consentquestion_locked",
    "children_consentquestion_opens",
    "partners_auditentry_append_only",
    "partners_auditentry_seal",
    "partners_auditseal_append_only",
    "partners_membership_check",
    "subsidies_amendedamount_locked",
    "subsidies_amendedamount_no_truncate",
    "subsidies_allocation_locked",
    "subsidies_allocation_no_truncate",
    "subsidies_allocationkey_locked",
    "subsidies_allocationkey_no_truncate",
    "subsidies_allocationrun_locked",
    "subsidies_allocationrun_no_truncate",
    "subsidies_decisionletter_locked",
    "subsidies_decisionletter_no_truncate",
    "subsidies_letteropening_locked",
    "subsidies_letteropening_no_truncate",
    "subsidies_letterpdf_locked",
    "subsidies_letterpdf_no_truncate",
    "subsidies_lettertext_locked",
    "subsidies_lettertext_no_truncate",
    "subsidies_subsidyyear_locked",
    "subsidies_subsidyyear_no_truncate",
}
Check = Callable[[], Iterator[str]]


def demo_accounts_stay_in_the_demo() -> Iterator[str]:
    """Find demo accounts in a database that is no demo."""
    count = 0 if settings.DEMO else User.objects.filter(is_demo=True).count()
    if count:
        yield _("Er zijn %d demo-accounts in een database die geen demo is.") % count


def secret_key_is_given() -> Iterator[str]:
    """Find an installation on its own servers that makes up its own secret key."""
    if not settings.IS_EMBEDDED and not settings.IS_SECRET_KEY_GIVEN and not settings.DEMO:
        yield _("SECRET_KEY is niet gezet: zet hem, en dezelfde voor web, werker en klok.")


def memberships_obey_the_rules() -> Iterator[str]:
    """Find memberships that the rules of the roles forbid."""
    yield from membership_rules.violations(is_demo=settings.DEMO)


def log_is_whole() -> Iterator[str]:
    """Find breaks in the chain of the audit trail, and triggers that are off."""
    for broken in audit.broken_seals():
        yield _("Het logboek klopt niet: %(month)s, regel %(number)d (%(reason)s).") % {
            "month": f"{broken.month:%Y-%m}",
            "number": broken.number,
            "reason": broken.reason,
        }
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")
        awake = {name for (name,) in cursor.fetchall()}
    for name in sorted(GUARDS - awake):
        yield _("De bewaking %s staat uit of is weg.") % name


def modules_with_children_have_officers() -> Iterator[str]:
    """Find a module with children that is on while a controller has no privacy officer (left)."""
    rows = Module.objects.filter(kind__in=CHILD_MODULES)
    for row in rows.select_related("municipality__organisation", "kindcentrum"):
        missing = modules.without_officer(
            row.municipality, day=timezone.localdate(), kindcentrum=row.kindcentrum
        )
        if missing:
            yield _("%(module)s staat aan, maar deze organisaties hebben geen functionaris "
                    "gegevensbescherming: %(names)s.") % {
                "module": row, "names": modules.in_words(missing),
            }  # fmt: skip


def kindcentra_stay_in_their_municipality() -> Iterator[str]:
    """Find a school or childcare location in a kindcentrum of another municipality."""
    for model in (School, ChildcareLocation):
        places: Any = model.objects.filter(kindcentrum__isnull=False)
        strangers = places.exclude(kindcentrum__municipality=F("municipality"))
        for place in strangers.select_related("organisation", "kindcentrum"):
            yield _("%(place)s zit in %(centre)s, een kindcentrum van een andere gemeente.") % {
                "place": place.name,
                "centre": place.kindcentrum,
            }


def amounts_add_up() -> Iterator[str]:
    """Find an established year whose amounts and remainder are not its budget."""
    years = SubsidyYear.objects.filter(established_at__isnull=False).annotate(
        given=Sum("allocations__amount", default=Decimal(0))
    )
    wrong: Any = years.exclude(budget=F("given") + F("remainder"))
    for year in wrong:
        yield _("%(year)s: de bedragen tellen op tot %(given)s met restant %(rest)s.") % {
            "year": year,
            "given": year.given,
            "rest": year.remainder,
        }


def letters_match_the_allocation() -> Iterator[str]:
    """Find a grant letter whose amount is not the sum of its board's schools."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT letter.id FROM subsidies_decisionletter letter
            WHERE letter.kind = 'grant' AND letter.state <> 'cancelled' AND letter.amount <> (
                SELECT coalesce(sum(amount), 0) FROM subsidies_allocation row
                WHERE row.year_id = letter.year_id AND row.board_id = letter.board_id)
            """
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    for letter in DecisionLetter.objects.filter(pk__in=ids).defer("snapshot"):
        yield _("%s: het bedrag is niet de som van de scholen.") % letter.reference


def pdfs_match_their_hash() -> Iterator[str]:
    """Find a letter whose stored bytes do not have the stored hash, or are missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT letter.id FROM subsidies_decisionletter letter
            LEFT JOIN subsidies_letterpdf pdf ON pdf.letter_id = letter.id
            WHERE letter.render_state = %s
              AND letter.sha256 IS DISTINCT FROM encode(sha256(pdf.content), 'hex')
            """,
            [RenderState.DONE],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    for letter in DecisionLetter.objects.filter(pk__in=ids).defer("snapshot"):
        yield _("%s: de bewaarde pdf is niet de gemaakte pdf.") % letter.reference


def libraries_are_installed() -> Iterator[str]:
    """Find system libraries that making letters needs."""
    for package in missing_libraries():
        yield _("Systeembibliotheek ontbreekt: installeer %s.") % package


CHECKS: tuple[Check, ...] = (
    demo_accounts_stay_in_the_demo,
    secret_key_is_given,
    memberships_obey_the_rules,
    modules_with_children_have_officers,
    kindcentra_stay_in_their_municipality,
    log_is_whole,
    amounts_add_up,
    letters_match_the_allocation,
    pdfs_match_their_hash,
    *letter_invariants.CHECKS,
    *child_invariants.CHECKS,
    *handover_invariants.CHECKS,
    *reminder_invariants.CHECKS,
    libraries_are_installed,
)
