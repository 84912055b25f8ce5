"""The support team (SOT) of a child: who takes part, what was agreed, and whether it helped."""

import uuid
from typing import ClassVar

from django.db import models

from children.fields import PlainField, SealedTextField
from children.models import Child, ConsentQuestion
from dossier.models.meetings import Meeting
from dossier.models.requests import ObservationRequest
from dossier.team_querysets import (
    FollowUpQuerySet,
    OutsiderCodeQuerySet,
    SupportTeamQuerySet,
    TeamPartnerQuerySet,
    TeamReportQuerySet,
)
from dossier.team_states import LONGEST_REASON, MOST_TRIES, FollowUpOutcome
from partners.models import ChildcareLocation, Membership, School


class SupportTeam(models.Model):
    """A support team of one child (SOT): owned by the care coordinator, under consent.

    `school`: the one that takes part, if parents named it. `handed_to`: who at the school goes on
    with it, and `handed_school` the school of the child then. `request`: of which it was the
    outcome, None where it was proposed by hand. `question`: the last one that asked the parents;
    what holds is asked of the consents themselves at each read. Where it stands is derived
    (`dossier.team_stands`). `key` is what addresses and logs use.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="support_teams")
    location = models.ForeignKey(ChildcareLocation, models.PROTECT, related_name="support_teams")
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="support_teams"
    )
    request = models.ForeignKey(
        ObservationRequest, models.RESTRICT, null=True, blank=True, related_name="support_teams"
    )
    reason = SealedTextField("waarvoor", max_length=LONGEST_REASON)
    question = models.ForeignKey(
        ConsentQuestion, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    meeting = models.OneToOneField(
        Meeting, models.PROTECT, null=True, blank=True, related_name="support_team"
    )
    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("voorgesteld op")
    shared_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    shared_at = models.DateTimeField("verslag gedeeld op", null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("afgesloten op", null=True, blank=True)
    handed_to = PlainField("overgedragen aan", max_length=120, blank=True)
    handed_school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[SupportTeamQuerySet] = SupportTeamQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shared_at=None, shared_by=None)
                | models.Q(shared_at__isnull=False, shared_by__isnull=False, meeting__isnull=False),
                name="dossier_supportteam_shared_after_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_by=None, handed_to="")
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="dossier_supportteam_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(handed_school=None) | ~models.Q(handed_to=""),
                name="dossier_supportteam_handed_to_somebody",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=models.Q(closed_at=None),
                name="dossier_supportteam_one_open_of_a_child",
            ),
        ]
        indexes = [
            models.Index(
                fields=["location"],
                condition=models.Q(closed_at=None),
                name="dossier_team_open_of_location",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def log_key(self) -> str:
        """Return how the log names this team (`partners.audit.record`)."""
        return str(self.key)


class TeamPartner(models.Model):
    """Somebody whom the parents named for the team: a colleague at the school, or an outsider.

    `what`: function and organisation. `questions`: those that name this person to the parents; who
    is in none that holds takes no part.
    """

    team = models.ForeignKey(SupportTeam, models.CASCADE, related_name="partners")
    membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="support_teams"
    )
    name = PlainField("naam", max_length=80, blank=True)
    what = SealedTextField("functie en organisatie", max_length=120)
    questions = models.ManyToManyField(ConsentQuestion, blank=True, related_name="team_partners")
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("genoemd op")
    invited_at = models.DateTimeField("uitgenodigd op", null=True, blank=True)
    ended_at = models.DateTimeField("doet niet meer mee sinds", null=True, blank=True)

    objects: ClassVar[TeamPartnerQuerySet] = TeamPartnerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["team", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(membership__isnull=False, name="")
                | (models.Q(membership=None) & ~models.Q(name="")),
                name="dossier_teampartner_one_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def person(self) -> str:
        """Return who it is."""
        return self.membership.user.name if self.membership else self.name

    @property
    def line(self) -> str:
        """Return who it is and as what, as the parents read it."""
        return f"{self.person}, {self.what}" if self.what else self.person


class TeamReport(models.Model):
    """A version of the report of a support team; none is ever changed."""

    team = models.ForeignKey(SupportTeam, models.CASCADE, related_name="reports")
    number = models.PositiveIntegerField("versie")
    text = SealedTextField("verslag")
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("bewaard op")
    shared_at = models.DateTimeField("gedeeld op", null=True, blank=True)

    objects: ClassVar[TeamReportQuerySet] = TeamReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["team", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="dossier_teamreport_number")
        ]

    def __str__(self) -> str:
        return f"{self.team_id} ({self.number})"


class OutsiderCode(models.Model):
    """A code with which one outsider reads the report of one team, once, within two weeks.

    Of the address and of the code only hashes are kept. Wrong codes close it for a while, never for
    good. It opens nothing once no consent that holds names its reader.
    """

    partner = models.ForeignKey(TeamPartner, models.CASCADE, related_name="codes")
    link_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("gegeven op")
    expires_at = models.DateTimeField("geldig tot")
    used_at = models.DateTimeField("gelezen op", null=True, blank=True)
    ended_at = models.DateTimeField("vervallen op", null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField("verkeerde pogingen", default=0)
    blocked_until = models.DateTimeField("dicht tot", null=True, blank=True)

    objects: ClassVar[OutsiderCodeQuerySet] = OutsiderCodeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["partner", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrong_tries__range=(0, MOST_TRIES)),
                name="dossier_outsidercode_tries",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FollowUp(models.Model):
    """The call about four weeks after the meeting (nabellen): do the agreements help?"""

    team = models.ForeignKey(SupportTeam, models.CASCADE, related_name="follow_ups")
    called_on = models.DateField("gebeld op")
    outcome = models.CharField("uitkomst", max_length=10, choices=FollowUpOutcome.choices)
    text = SealedTextField("wat is gezegd")
    noted_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("genoteerd op")

    objects: ClassVar[FollowUpQuerySet] = FollowUpQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["team", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=FollowUpOutcome.values),
                name="dossier_followup_known_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.called_on:%Y-%m-%d} ({self.pk})"
