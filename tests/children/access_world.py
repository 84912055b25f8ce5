"""A small town for the proofs of access: one child for each state of consent, and everybody.

The states and the people are named here; what each sees stands in `access_table.py`. Every child is
called Kanarie with its state behind it, so that a page that names one says which.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from children import consents, links
from children.models import (
    Attachment,
    Child,
    ConsentPolicy,
    ConsentQuestion,
    ConsentTextApproval,
    Guardian,
    LocationStart,
)
from children.states import (
    Channel,
    ConsentAct,
    ConsentScope,
    FileKind,
    FormSection,
    Language,
    LeaveReason,
    ScanState,
)
from dossier.models import LookQuestion
from dossier.states import Asked as AskedOf
from partners.access import Actor, actor_for
from partners.models import Membership, Module, School
from partners.states import ModuleKind, Role
from tests.children.access_areas import AREAS
from tests.factories.children import (
    ArrangementFactory,
    AttachmentFactory,
    ChildFactory,
    GroupFactory,
    GuardianFactory,
    KleuterGroupFactory,
    work_in,
)
from tests.factories.partners import (
    ChildcareLocationFactory,
    IssuerMandateFactory,
    KindcentrumFactory,
    MembershipFactory,
    ModuleFactory,
    MunicipalityFactory,
    SchoolFactory,
    make_actor,
)

CANARY = re.compile(r"Kanarie ([a-z0-9_]+)")
BASICS, WHOLE = (FormSection.BASICS,), tuple(FormSection)
GRANTED, REFUSED, WITHDRAWN = ConsentAct.GRANTED, ConsentAct.REFUSED, ConsentAct.WITHDRAWN


@dataclass(frozen=True)
class Asked:
    """One question about a child, and what was done and said about it; `at`: which school."""

    scope: ConsentScope = ConsentScope.SHARE_FORM
    said: tuple[ConsentAct, ...] = (GRANTED,)
    sections: tuple[FormSection, ...] = ()
    at: str = "school"
    is_asked: bool = True
    is_over: bool = False


@dataclass(frozen=True)
class State:
    """What is special about one child."""

    asked: tuple[Asked, ...] = ()
    columns: dict[str, Any] = field(default_factory=dict)
    parents: int = 1
    placed: str = "school"


FORM = Asked(sections=WHOLE)  # the widest yes there is: whatever stops, stops all of this
STATES: dict[str, State] = {
    # nobody said yes
    "none": State(),
    "prepared": State((replace(FORM, said=(), is_asked=False),)),
    "requested": State((replace(FORM, said=()),)),
    "refused": State((replace(FORM, said=(REFUSED,)),)),
    # a yes that does not hold any more, or never did
    "withdrawn": State((replace(FORM, said=(GRANTED, WITHDRAWN)),)),
    "conflict": State((replace(FORM, said=(GRANTED, ConsentAct.OBJECTED)),), parents=2),
    "one_of_two": State((Asked(ConsentScope.SUPPORT_TEAM),), parents=2),
    "superseded": State((replace(FORM, said=(GRANTED, ConsentAct.SUPERSEDED)),)),
    "ended": State((replace(FORM, said=(GRANTED, ConsentAct.ENDED)),)),
    "expired": State((replace(FORM, is_over=True),)),
    "closed": State((replace(FORM, at="closed_school"),), placed="closed_school"),
    # one yes of each scope
    "later": State((Asked(ConsentScope.ASKED_AT_35, at=""),)),
    "discuss": State((Asked(ConsentScope.DISCUSS),)),
    "observe": State((Asked(ConsentScope.OBSERVE),)),
    "team": State((Asked(ConsentScope.SUPPORT_TEAM),)),
    "health": State((Asked(ConsentScope.HEALTH),)),
    "form": State((Asked(sections=BASICS),)),
    "report": State((FORM,)),
    "report_health": State((FORM, Asked(ConsentScope.HEALTH))),
    "discuss_health": State((Asked(ConsentScope.DISCUSS), Asked(ConsentScope.HEALTH))),
    # a yes for another school, or a yes here and a place there
    "other_school": State((replace(FORM, at="other_school"),), placed="other_school"),
    "other_health": State((FORM, Asked(ConsentScope.HEALTH, at="other_school"))),
    "other_place": State((FORM,), placed="other_school"),
    # the widest yes, and something about the child
    "no_place": State((FORM,), placed=""),
    "other_group": State((FORM,), placed="beside"),
    "old": State((FORM,)),
    "left": State((FORM,), {"left_because": LeaveReason.MOVED}),
    "practice": State((FORM,), {"is_practice": True}),
    "mistake": State((FORM,), {"left_because": LeaveReason.MISTAKE}),
    # where the child is at the childcare
    "mentored": State(),
    "no_group": State(),
    "sibling": State(),
    # the module is on for one kindcentrum of another town, and off for the rest of it
    "kindcentrum": State(),
    "off": State(),
    "off_school": State((replace(FORM, at="off_school"),), placed="off_school"),
}


@dataclass(frozen=True)
class Case:
    """One child in its state, and what hangs on it."""

    child: Child
    guardian: Guardian
    questions: tuple[ConsentQuestion, ...]
    files: dict[str, Attachment]
    look: LookQuestion
    of_areas: dict[str, Any]

    @property
    def keys(self) -> dict[str, Any]:
        """Return what addresses can name of this child."""
        asked = self.questions[0].pk if self.questions else 0
        files = {name: file.key for name, file in self.files.items()}
        return {
            "child": self.child.key, "guardian": self.guardian.pk, "question": asked,
            "look": self.look.key, **files, **self.of_areas,
        }  # fmt: skip


class World:
    """The town, its people by name ("qc", "qc elsewhere"), and its children by state."""

    def __init__(self) -> None:
        """Make all of it, today."""
        self.at = timezone.now()
        self.day = timezone.localdate(self.at)
        self.location = ChildcareLocationFactory()
        self.town = self.location.municipality
        holder = self.location.holder
        self.sibling = ChildcareLocationFactory(holder=holder, municipality=self.town)
        self.other_location = ChildcareLocationFactory(municipality=self.town)
        self.schools = {
            name: SchoolFactory(municipality=self.town)
            for name in ("school", "closed_school", "other_school")
        }
        ModuleFactory(municipality=self.town, kind=ModuleKind.HANDOVER)
        self._town_with_one_kindcentrum()
        self.locations = {
            "sibling": self.sibling, "kindcentrum": self.started, "off": self.off_location
        }  # fmt: skip
        self.group, self.other_group = (GroupFactory(location=self.location) for _ in "ab")
        self.places = {
            name: KleuterGroupFactory(school=school) for name, school in self.schools.items()
        }
        self.places["beside"] = KleuterGroupFactory(school=self.schools["school"])
        self.groups = {"group": self.group.pk, "other_group": self.other_group.pk}
        self.groups |= {name: group.pk for name, group in self.places.items()}
        self.actors = self._own() | self._beside() | self._elsewhere()
        self.asked = self.actors  # who is asked what rows there are; fewer where some say enough
        self.cases = {name: self._case(name, state) for name, state in STATES.items()}
        School.objects.filter(pk=self.schools["closed_school"].pk).update(closed_on=self.day)
        whole = Module.objects.filter(municipality=self.off_location.municipality, kindcentrum=None)
        whole.filter(kind=ModuleKind.HANDOVER).delete()  # the factories of children switch it on
        self._settings()
        self.bare_looks = {"group": self._look(group=self.group), "nobody": self._look()}
        self.keys = {"group": self.group.pk, "place": self.places["school"].pk}
        self.keys |= {"code": self.town.organisation.key, "location": self.location.pk}
        self.keys |= {"holder": self.location.holder_id}
        for area in AREAS:
            self.keys |= area.world_fill(self)

    def _settings(self) -> None:
        """Let the town, the location and its organisation have chosen something: no child in it."""
        ArrangementFactory(municipality=self.town)
        ConsentPolicy.objects.create(holder=self.location.holder)
        LocationStart.objects.create(
            location=self.location, started_by=self.actors["koc"].memberships[0]
        )
        ConsentTextApproval.objects.create(
            municipality=self.town, version="1", language=Language.TR,
            approved_by=self.actors["gem"].memberships[0],
        )  # fmt: skip

    def _town_with_one_kindcentrum(self) -> None:
        """Make a town where the module is on for one kindcentrum only, not for the other places."""
        one = KindcentrumFactory()
        ModuleFactory(municipality=one.municipality, kindcentrum=one, kind=ModuleKind.HANDOVER)
        here: dict[str, Any] = {"municipality": one.municipality}
        of_holder = {**here, "holder": self.location.holder}
        self.started = ChildcareLocationFactory(kindcentrum=one, **of_holder)
        self.off_location = ChildcareLocationFactory(**of_holder)
        self.schools["off_school"] = SchoolFactory(**here)

    # --- people ---------------------------------------------------------------------------------

    def _actor(self, role: Role, *places: Any) -> Actor:
        """Return somebody with this role at all of these places."""
        first = make_actor(role, places[0])
        for place in places[1:]:
            MembershipFactory(user=first.user, role=role, organisation=place.organisation)
        actor = actor_for(first.user, day=self.day, role=role)
        assert actor is not None
        return actor

    def _own(self) -> dict[str, Actor]:
        """Return everybody who has to do with this child, its school or its town."""
        school, closed, off = (self.schools[f"{name}school"] for name in ("", "closed_", "off_"))
        issuer = IssuerMandateFactory(municipality=self.town).issuer
        found = {role.value: self._actor(role, school, closed, off) for role in _SCHOOL}
        found["koc"] = self._actor(Role.KOC, self.location)
        found["kow"] = self._actor(Role.KOW, self.location, self.off_location)
        found |= {role.value: self._actor(role, self.location.holder) for role in _OF_HOLDER}
        found |= {role.value: self._actor(role, self.town) for role in _OFFICES}
        found |= {"iss": self._actor(Role.ISS, issuer), "brd": self._actor(Role.BRD, school.board)}
        work_in(self.group, self._member(found["kow"], self.location))
        for place in ("school", "closed_school", "off_school"):
            self._teach(found["tea"], place)
        return found

    def _beside(self) -> dict[str, Actor]:
        """Return those in the same organisation who have to do with other children."""
        school, other = self.schools["school"], self.schools["other_school"]
        found = {
            "tea beside": self._actor(Role.TEA, school),
            "kcc beside": self._actor(Role.KCC, self.sibling),
            "koc beside": self._actor(Role.KOC, self.sibling),
            "kow beside": self._actor(Role.KOW, self.location),
            "dpo beside": self._actor(Role.DPO, school.board),
            "dpo of town": self._actor(Role.DPO, self.town),
            "qc of both": self._actor(Role.QC, school, other),
            "tea of both": self._actor(Role.TEA, school, other),
        }
        work_in(self.other_group, found["kow beside"].memberships[0])
        self._teach(found["tea beside"], "beside")
        self._teach(found["tea of both"], "other_school")
        return found

    def _elsewhere(self) -> dict[str, Actor]:
        """Return the same roles at another school, another childcare and another town."""
        town, location = MunicipalityFactory(), self.other_location
        ModuleFactory(municipality=town, kind=ModuleKind.HANDOVER)
        places = dict.fromkeys(_SCHOOL, self.schools["other_school"])
        places |= {Role.KOC: location, Role.KOW: location}
        places |= dict.fromkeys(_OF_HOLDER, location.holder) | dict.fromkeys(_OFFICES, town)
        places[Role.ISS] = IssuerMandateFactory(municipality=town).issuer
        places[Role.BRD] = SchoolFactory(municipality=town).board
        found = {f"{role} elsewhere": self._actor(role, place) for role, place in places.items()}
        self._teach(found["tea elsewhere"], "other_school")
        work_in(GroupFactory(location=location), found["kow elsewhere"].memberships[0])
        return found

    def at_school(self, person: str) -> Membership:
        """Return the membership at the school: which is first depends on counted names."""
        return self._member(self.actors[person], self.schools["school"].organisation)

    def _member(self, actor: Actor, place: Any) -> Membership:
        return next(m for m in actor.memberships if m.organisation_id == place.pk)

    def _teach(self, actor: Actor, place: str) -> None:
        group = self.places[place]
        work_in(group, self._member(actor, group.school))

    # --- children -------------------------------------------------------------------------------

    def _case(self, name: str, state: State) -> Case:
        columns = {
            "location": self.locations.get(name, self.location),
            "group": None if name in {"no_group", "mentored", *self.locations} else self.group,
            "school_group": self.places.get(state.placed),
            "first_name": "Kanarie",
            "last_name": name,
            "born_on": self.day - relativedelta(months=55 if name == "old" else 40),
            "entered_on": self.day - timedelta(days=200),
            "added_by": self.actors["koc"].memberships[0],
        }
        if name in {"mentored", "sibling", "off"}:  # one mentor stayed behind at another location
            place = self.off_location if name == "off" else self.location
            columns["mentor"] = self._member(self.actors["kow"], place)
        child = ChildFactory(**columns)
        parents = [
            GuardianFactory(child=child, name=f"Kanarie {name}") for _ in range(state.parents)
        ]
        questions = tuple(self._ask(child, asked) for asked in state.asked)
        left = {"left_on": self.day} if "left_because" in state.columns else {}
        Child.objects.filter(pk=child.pk).update(**state.columns, **left)
        child.refresh_from_db()
        look, of_areas, files = self._look(child=child), {}, self._files(child)
        for area in AREAS:
            of_areas |= area.fill(self, child)
        return Case(child, parents[0], questions, files, look, of_areas)

    def _look(self, **about: Any) -> LookQuestion:
        """Ask the coordinator of the school, whatever parents said: who sees it is the question."""
        child = about.get("child")
        return LookQuestion.objects.create(
            location=child.location if child else self.location,
            asked=AskedOf.SCHOOL_COORDINATOR, school=self.schools["school"],
            question="Kijk je mee?", parents_know=True, asked_at=self.at,
            asked_by=self.actors["koc"].memberships[0], **about,
        )  # fmt: skip

    def _ask(self, child: Child, asked: Asked) -> ConsentQuestion:
        school = self.schools.get(asked.at)
        by, at = self.actors["koc"], self.at - timedelta(days=2 if asked.is_over else 0)
        question = ConsentQuestion(
            child=child, scope=asked.scope, school=school, sections=list(asked.sections),
            text_version="1", valid_until=self.day - timedelta(days=1) if asked.is_over else None,
        )  # fmt: skip
        consents.prepare(question, by=by, at=at)
        if asked.is_asked:
            consents.request(question_id=question.pk, channel=Channel.MAIL, by=by, at=at)
        for act in asked.said:
            self._say(question, act, at)
        question.refresh_from_db()
        return question

    def _say(self, question: ConsentQuestion, act: ConsentAct, at: datetime) -> None:
        if act in {ConsentAct.SUPERSEDED, ConsentAct.ENDED}:
            consents.close(question_id=question.pk, act=act, by=None, at=at)
            return
        parents = list(question.child.guardians.order_by("pk"))
        who = parents[-1] if act == ConsentAct.OBJECTED else parents[0]
        said = consents.Answer(act, who, Channel.MAIL, Language.NL, "0" * 64)
        consents.answer(question_id=question.pk, said=said, at=at)

    def _files(self, child: Child) -> dict[str, Attachment]:
        by = self.actors["koc"].memberships[0]
        made: dict[str, dict[str, Any]] = {
            "report": {},
            "waiting": {"scan": ScanState.WAITING},
            "health": {"is_health": True},
            "proof": {"kind": FileKind.PROOF},
            "screening": {"kind": FileKind.SCREENING, "sent_to": self.schools["school"]},
        }
        content = f"%PDF-1.7 Kanarie {child.last_name}".encode()
        shared = {"child": child, "added_by": by, "title": f"Kanarie {child.last_name}"}
        shared |= {"content": content, "size": len(content)}
        return {name: AttachmentFactory(**shared, **more) for name, more in made.items()}

    def link(self, state: str) -> str:
        """Make a link for the first parent of a child and return its token."""
        case, by = self.cases[state], self.actors["koc"]
        return links.make(
            guardian_id=case.guardian.pk, channel=Channel.SHEET, by=by, at=timezone.now()
        )

    @property
    def born_on(self) -> date:
        """Return the birth date of most of the children."""
        return self.cases["report"].child.born_on


_SCHOOL = (Role.QC, Role.SCH, Role.TEA)
_OF_HOLDER = (Role.KCC, Role.DPO)
_OFFICES = (Role.GEM, Role.SIG, Role.ADM)
