"""Whether minutes can be booked somewhere on a day, and the one sentence that says why not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from config.formats import date_words, school_year
from partners.contact_querysets import school_year_of
from partners.models import Membership, School, User
from partners.refusals import RefusedError
from partners.states import Role
from subsidies.activity_kinds import Kind, kinds_of
from subsidies.models import SubsidyYear
from subsidies.models.hours import DAY_MINUTES
from subsidies.states import ActivityCode, YearState


class HoursError(RefusedError):
    """Hours that cannot be kept like this; nothing was."""


@dataclass(frozen=True)
class Facts:
    """What decides about the hours of one person at some schools, read once.

    `years` are the established ones, by municipality and first calendar year.
    """

    today: date
    memberships: Collection[Membership]
    years: dict[tuple[int, int], SubsidyYear]
    kinds: dict[int, dict[ActivityCode, Kind]]

    def membership_on(self, school: School, day: date) -> Membership | None:
        """Return with which membership the person worked there as a coordinator on a day."""
        return next(
            (
                one
                for one in self.memberships
                if one.organisation_id == school.pk and _holds(one, day)
            ),
            None,
        )

    def year_on(self, school: School, day: date) -> SubsidyYear | None:
        """Return the established year in which a day falls."""
        return self.years.get((school.municipality_id, school_year_of(day)))

    def why_closed(self, school: School, day: date, membership: Membership | None = None) -> str:
        """Return why nothing can be booked at a school on a day, or nothing when it can.

        With a membership that one must hold on the day, else any of the person there.
        """
        when, year = date_words(day), self.year_on(school, day)
        holding = self.membership_on(school, day)
        if day > self.today:
            return _("%s is nog niet geweest: uren boek je vanaf de dag zelf.") % when
        if holding is None or (membership is not None and not _holds(membership, day)):
            return _("Op %(day)s geldt de rol van kwaliteitscoördinator bij %(school)s niet.") % {
                "day": when,
                "school": school,
            }
        if year is None:
            return _(
                "%(day)s valt in een schooljaar waarvoor de gemeente van %(school)s nog niets "
                "heeft vastgesteld."
            ) % {"day": when, "school": school}
        return self.why_locked(school, day)

    def why_locked(self, school: School, day: date) -> str:
        """Return why what was booked on a day can no longer change, or nothing when it can."""
        year = self.year_on(school, day)
        if year is None or year.state != YearState.CLOSED:
            return ""
        return _("Schooljaar %(year)s is afgesloten: de uren van %(day)s blijven staan.") % {
            "year": school_year(year.label),
            "day": date_words(day),
        }

    def why_not_more(self, school: School, code: ActivityCode) -> str:
        """Return why a kind takes no more minutes, or nothing when it does."""
        kind = self.kinds[school.municipality_id][code]
        return "" if kind.is_on else _("%s staat uit: kies een andere soort.") % kind.name


def facts_of(user: User, schools: Collection[School], today: date) -> Facts:
    """Read what decides about the hours of a person at these schools."""
    towns = {school.municipality_id for school in schools}
    ids = [school.pk for school in schools]
    memberships = Membership.objects.filter(user=user, role=Role.QC, organisation__in=ids)
    years = SubsidyYear.objects.filter(municipality__in=towns, established_at__isnull=False)
    return Facts(
        today=today,
        memberships=list(memberships),
        years={(row.municipality_id, row.first_year): row for row in years},
        kinds=kinds_of(towns),
    )


def refuse_minutes(minutes: int) -> None:
    """Refuse what is no time or more than a day. Raises: HoursError."""
    if minutes <= 0:
        raise HoursError(_("Vul meer dan 0 minuten in, niet %d.") % minutes)
    if minutes > DAY_MINUTES:
        raise HoursError(
            _("%(minutes)d minuten is te veel: een dag heeft er %(most)d.")
            % {"minutes": minutes, "most": DAY_MINUTES}
        )


def why_too_much(day: date, total: int) -> str:
    """Return why a day cannot hold this total, or nothing when it can."""
    if total <= DAY_MINUTES:
        return ""
    return _("%(day)s komt op %(total)d minuten: een dag heeft er %(most)d.") % {
        "day": date_words(day),
        "total": total,
        "most": DAY_MINUTES,
    }


def _holds(membership: Membership, day: date) -> bool:
    """Say whether a membership holds on a day, as `MembershipQuerySet.active_on` does."""
    last = membership.valid_until
    if day < membership.valid_from or (last is not None and day > last):
        return False
    return not (last == day and membership.ended_at)
