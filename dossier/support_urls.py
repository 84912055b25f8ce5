"""Addresses of support."""

from django.urls import path

from dossier.views import guardian_support, support, support_forms

CHILD = "kinderen/<uuid:key>/ondersteuning/"
FACT = "ondersteuning/<slug:kind>/<uuid:key>/"

urlpatterns = [
    path("ondersteuning/", support.SupportListView.as_view(), name="support_list"),
    path(
        "ondersteuning/instelling/<int:pk>/",
        support.SupportChoiceView.as_view(),
        name="support_choice",
    ),
    path(
        "ouder/<str:token>/lezen/ondersteuning/",
        guardian_support.GuardianSupportView.as_view(),
        name="guardian_support",
    ),
    path(CHILD, support.SupportView.as_view(), name="support"),
    path(f"{CHILD}<slug:kind>/", support_forms.FactAddView.as_view(), name="support_add"),
    path(f"{FACT}wijzigen/", support_forms.FactChangeView.as_view(), name="support_change"),
    path(f"{FACT}afsluiten/", support_forms.FactEndView.as_view(), name="support_end"),
    path(f"{FACT}weghalen/", support_forms.FactRemoveView.as_view(), name="support_remove"),
    path(f"{FACT}terugdraaien/", support_forms.FactReopenView.as_view(), name="support_reopen"),
    path(
        "ondersteuning/plan/<uuid:key>/bespreken/",
        support_forms.PlanDiscussView.as_view(),
        name="support_discuss",
    ),
    path(
        "ondersteuning/plan/<uuid:key>/gesprek/",
        support_forms.PlanMomentView.as_view(),
        name="support_moment",
    ),
]
