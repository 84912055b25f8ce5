"""Filters of the list pages: what can be searched, and how."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import DateInput, HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy

from partners.models import (
    AuditEntry,
    Kindcentrum,
    Membership,
    Message,
    Organisation,
    School,
    SchoolBoard,
)
from partners.states import MessageState, OrganisationKind, Role


class SchoolFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=gettext_lazy("Zoek op naam of code"))
    board = django_filters.ModelChoiceFilter(
        queryset=lambda request: SchoolBoard.objects.visible_to(request.actor).select_related(
            "organisation"
        ),
        label=gettext_lazy("Onderwijsorganisatie"),
        empty_label=gettext_lazy("Maakt niet uit"),
    )
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=gettext_lazy("Open of gesloten"),
        choices=[("open", gettext_lazy("Open")), ("dicht", gettext_lazy("Gesloten"))],
        empty_label=gettext_lazy("Maakt niet uit"),
    )

    class Meta:
        model = School
        fields: list[str] = []

    def search(self, rows: QuerySet[School], _name: str, value: str) -> QuerySet[School]:
        return rows.filter(
            Q(organisation__name__icontains=value) | Q(organisation__key__istartswith=value)
        )

    def by_state(self, rows: QuerySet[School], _name: str, value: str) -> QuerySet[School]:
        closed = Q(closed_on__lte=timezone.localdate())
        return rows.filter(closed) if value == "dicht" else rows.exclude(closed)


class BoardFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=gettext_lazy("Zoek op naam of nummer"))
    address = django_filters.ChoiceFilter(
        method="by_address",
        label=gettext_lazy("Postadres"),
        choices=[("ja", gettext_lazy("Bekend")), ("nee", gettext_lazy("Ontbreekt"))],
        empty_label=gettext_lazy("Maakt niet uit"),
    )

    class Meta:
        model = SchoolBoard
        fields: list[str] = []

    def search(self, rows: QuerySet[SchoolBoard], _name: str, value: str) -> QuerySet[SchoolBoard]:
        return rows.filter(
            Q(organisation__name__icontains=value) | Q(organisation__key__istartswith=value)
        )

    def by_address(
        self, rows: QuerySet[SchoolBoard], _name: str, value: str
    ) -> QuerySet[SchoolBoard]:
        missing = Q(street="") | Q(postcode="") | Q(city="")
        return rows.filter(missing) if value == "nee" else rows.exclude(missing)


class KindcentrumFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=gettext_lazy("Zoek op naam of wijk"))
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=gettext_lazy("Samenstelling"),
        choices=[
            ("leeg", gettext_lazy("Nog leeg")),
            ("compleet", gettext_lazy("School en opvang")),
        ],
        empty_label=gettext_lazy("Maakt niet uit"),
    )

    class Meta:
        model = Kindcentrum
        fields: list[str] = []

    def search(self, rows: QuerySet[Kindcentrum], _name: str, value: str) -> QuerySet[Kindcentrum]:
        return rows.filter(Q(name__icontains=value) | Q(neighbourhood__icontains=value))

    def by_state(self, rows: Any, _name: str, value: str) -> Any:
        if value == "leeg":
            return rows.filter(school_count=0, location_count=0)
        return rows.filter(school_count__gt=0, location_count__gt=0)


class LogFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        field_name="action", lookup_expr="icontains", label=gettext_lazy("Zoek op handeling")
    )
    since = django_filters.DateFilter(
        field_name="at",
        lookup_expr="date__gte",
        label=gettext_lazy("Vanaf"),
        widget=DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        field_name="at",
        lookup_expr="date__lte",
        label=gettext_lazy("Tot en met"),
        widget=DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = AuditEntry
        fields: list[str] = []


class MemberFilter(django_filters.FilterSet):
    """Members of the organisations one manages; without a choice those that are not over."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Zoek op naam of adres"))
    role = django_filters.ChoiceFilter(
        choices=[(role.value, role.label.capitalize()) for role in Role],
        label=gettext_lazy("Rol"),
        empty_label=gettext_lazy("Maakt niet uit"),
    )
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=gettext_lazy("Stand"),
        choices=[("afgelopen", gettext_lazy("Afgelopen")), ("alles", gettext_lazy("Alles"))],
        empty_label=gettext_lazy("Nu en later"),
    )

    class Meta:
        model = Membership
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        found: QuerySet[Membership] = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("state"):
            return found
        return self.current(found)

    def current(self, rows: QuerySet[Membership]) -> QuerySet[Membership]:
        live = Membership.objects.visible_to(self.request.actor).not_over_on(timezone.localdate())
        return rows.filter(pk__in=live.values("pk"))

    def search(self, rows: QuerySet[Membership], _name: str, value: str) -> QuerySet[Membership]:
        return rows.filter(
            Q(user__name__icontains=value)
            | Q(user__email__icontains=value)
            | Q(user__login_name__icontains=value)
        )

    def by_state(self, rows: QuerySet[Membership], _name: str, value: str) -> QuerySet[Membership]:
        if value == "alles":
            return rows
        return rows.exclude(pk__in=self.current(rows).values("pk"))


class OrganisationFilter(django_filters.FilterSet):
    """Organisations of the municipality, and whether somebody manages their members."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Zoek op naam of code"))
    kind = django_filters.ChoiceFilter(
        choices=[(kind.value, kind.label.capitalize()) for kind in OrganisationKind],
        label=gettext_lazy("Soort"),
        empty_label=gettext_lazy("Maakt niet uit"),
    )
    admin = django_filters.ChoiceFilter(
        method="by_admin",
        label=gettext_lazy("Beheerder"),
        choices=[
            ("nee", gettext_lazy("Nog geen beheerder")),
            ("ja", gettext_lazy("Heeft een beheerder")),
        ],
        empty_label=gettext_lazy("Maakt niet uit"),
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def search(
        self, rows: QuerySet[Organisation], _name: str, value: str
    ) -> QuerySet[Organisation]:
        return rows.filter(Q(name__icontains=value) | Q(key__istartswith=value))

    def by_admin(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(has_admin=value == "ja")


class MessageFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="search", label=gettext_lazy("Zoek op onderwerp of e-mailadres")
    )
    state = django_filters.ChoiceFilter(
        choices=MessageState.choices, widget=HiddenInput, label=gettext_lazy("Status")
    )

    class Meta:
        model = Message
        fields: list[str] = []

    def search(self, rows: QuerySet[Message], _name: str, value: str) -> QuerySet[Message]:
        return rows.filter(Q(subject__icontains=value) | Q(address__iexact=value.strip()))
