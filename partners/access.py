"""The actor of a request: a person, the role that is active now, and what that reaches."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from partners.models import (
    ChildcareLocation,
    IssuerMandate,
    Membership,
    Module,
    Municipality,
    School,
    User,
)
from partners.states import ModuleKind, OrganisationKind, Role

ROLE_KEY = "active_role"


@dataclass(frozen=True, eq=False)
class Actor:
    """A user with all memberships of the role that is active now.

    `memberships` are those of `role` on `day`; `all_roles` is what the person may switch to.
    """

    user: User
    role: Role
    memberships: tuple[Membership, ...]
    day: date
    all_roles: tuple[Role, ...] = field(default=())

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        """Return the ids of the organisations the actor is a member of in this role."""
        return frozenset(membership.organisation_id for membership in self.memberships)

    @cached_property
    def membership_ids(self) -> frozenset[int]:
        """Return the ids of the memberships of this role."""
        return frozenset(membership.pk for membership in self.memberships)

    @cached_property
    def managed_ids(self) -> frozenset[int]:
        """Return the ids of the organisations whose members the actor manages in this role."""
        return frozenset(m.organisation_id for m in self.memberships if m.is_admin)

    @cached_property
    def municipality_ids(self) -> frozenset[int]:
        """Return the municipalities this actor works in; for an issuer: with a live mandate."""
        ids: set[int] = set()
        for kind, lookup in MUNICIPALITIES_OF_KIND.items():
            own = [m.organisation_id for m in self.memberships if m.organisation.kind == kind]
            is_elsewhere = self.role == Role.DPO and kind != OrganisationKind.MUNICIPALITY
            if own and not is_elsewhere:  # a privacy officer sees its own controller only
                ids.update(lookup(own, self.day))
        return frozenset(ids)

    @cached_property
    def municipality(self) -> Municipality | None:
        """Return the municipality whose theme and name the pages bear, with `modules_on`.

        Both come with one query, because every page needs them.
        """
        chosen = Municipality.objects.filter(pk__in=self.municipality_ids)
        kinds = Module.objects.filter(municipality__in=self.municipality_ids).order_by()
        on = ArraySubquery(kinds.values("kind").distinct())
        return chosen.select_related("organisation").annotate(modules_on=on).first()

    @property
    def modules(self) -> frozenset[ModuleKind]:
        """Return the modules that are on somewhere in the actor's municipalities."""
        kinds: list[str] = getattr(self.municipality, "modules_on", [])
        return frozenset(map(ModuleKind, kinds))

    @property
    def other_roles(self) -> list[tuple[str, str]]:
        """Return value and label of the roles the person can switch to."""
        return [(role.value, str(role.label)) for role in self.all_roles if role != self.role]

    @property
    def organisation_names(self) -> str:
        """Return the organisations of this role in words."""
        return ", ".join(m.organisation.name for m in self.memberships)


def _by_mandate(ids: list[int], day: date) -> QuerySet[Any, Any]:
    mandates = IssuerMandate.objects.active_on(day).filter(issuer__in=ids)
    return mandates.values_list("municipality_id", flat=True)


MUNICIPALITIES_OF_KIND: dict[OrganisationKind, Callable[[list[int], date], Any]] = {
    OrganisationKind.MUNICIPALITY: lambda ids, day: ids,
    OrganisationKind.LETTER_ISSUER: _by_mandate,
    OrganisationKind.SCHOOL_BOARD: lambda ids, day: School.objects.filter(
        board__in=ids
    ).values_list("municipality_id", flat=True),
    OrganisationKind.SCHOOL: lambda ids, day: School.objects.filter(pk__in=ids).values_list(
        "municipality_id", flat=True
    ),
    OrganisationKind.CHILDCARE_ORGANISATION: lambda ids, day: ChildcareLocation.objects.filter(
        holder__in=ids
    ).values_list("municipality_id", flat=True),
    OrganisationKind.CHILDCARE_LOCATION: lambda ids, day: ChildcareLocation.objects.filter(
        pk__in=ids
    ).values_list("municipality_id", flat=True),
}


def actor_for(user: User, *, day: date, role: str | None = None) -> Actor | None:
    """Return the actor a person is in this role, else in the first role held on that day.

    Returns None for a person without any live membership.
    """
    live = Membership.objects.active_on(day).filter(user=user).select_related("organisation")
    memberships = list(live.order_by("organisation__sort_name", "role", "pk"))
    roles = tuple(r for r in Role if any(m.role == r for m in memberships))
    if not roles or not user.is_active:
        return None
    active = next((r for r in roles if r == role), roles[0])
    own = tuple(m for m in memberships if m.role == active)
    return Actor(user=user, role=active, memberships=own, day=day, all_roles=roles)


class ActorRequest(HttpRequest):
    """A request that has passed `ActorMiddleware` and `ActorRequiredMixin`."""

    actor: Actor


class ActorMiddleware:
    """Puts `request.actor` on every request: an `Actor`, or None when nobody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the actor of the session's active role."""
        actor = None
        if isinstance(request.user, User):
            role = request.session.get(ROLE_KEY)
            actor = actor_for(request.user, day=timezone.localdate(), role=role)
        request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)


class ActorRequiredMixin:
    """View mixin: only for a signed-in person with a live membership."""

    request: Any  # an ActorRequest; a view declares an HttpRequest, and the two must agree

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send others to the sign-in page, or to the page that says no role is left."""
        if not request.user.is_authenticated:
            path = request.get_full_path() if request.method == "GET" else reverse("start")
            return redirect_to_login(path, reverse("account_login"))
        if getattr(request, "actor", None) is None:
            return HttpResponseRedirect(reverse("no_role"))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class ScopedMixin(ActorRequiredMixin):
    """View mixin: the queryset starts at what the actor may see."""

    model: Any = None

    def get_queryset(self) -> QuerySet[Any]:
        """Return the model's rows visible to the actor."""
        if self.model is None:
            raise ImproperlyConfigured(f"{type(self).__name__} names no model.")
        rows: QuerySet[Any] = self.model.objects.visible_to(self.request.actor)
        return rows
