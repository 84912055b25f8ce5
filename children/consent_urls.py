"""Addresses of changing a child, its guardians, asking them, and what they said."""

from django.urls import path

from children.views import asking, changes, consent_policies, consents, guardians

CHILD = "kinderen/<uuid:key>/toestemming/"
GUARDIANS = "kinderen/<uuid:key>/ouders/"

urlpatterns = [
    path("toestemming/", consents.ConsentListView.as_view(), name="consents"),
    path(
        "toestemming/instelling/<int:pk>/",
        consent_policies.ConsentPolicyView.as_view(),
        name="consent_policy",
    ),
    path(CHILD, consents.ChildConsentView.as_view(), name="child_consent"),
    path(f"{CHILD}vragen/", asking.ChildAskView.as_view(), name="child_ask"),
    path(f"{CHILD}aan-de-deur/", asking.ChildDoorView.as_view(), name="child_door"),
    path(f"{CHILD}papier/", consents.ChildPaperView.as_view(), name="child_paper"),
    path(
        f"{CHILD}<int:number>/afsluiten/",
        consents.ChildConsentCloseView.as_view(),
        name="child_consent_close",
    ),
    path("kinderen/<uuid:key>/wijzigen/", changes.ChildChangeView.as_view(), name="child_change"),
    path("kinderen/<uuid:key>/kleutergroep/", changes.ChildPlaceView.as_view(), name="child_place"),
    path(f"{GUARDIANS}toevoegen/", guardians.GuardianAddView.as_view(), name="guardian_add"),
    path(f"{GUARDIANS}<int:pk>/", guardians.GuardianChangeView.as_view(), name="guardian_change"),
    path(f"{GUARDIANS}<int:pk>/einde/", guardians.GuardianEndView.as_view(), name="guardian_end"),
    path(
        f"{GUARDIANS}<int:pk>/links-intrekken/",
        guardians.GuardianRevokeView.as_view(),
        name="guardian_revoke",
    ),
]
