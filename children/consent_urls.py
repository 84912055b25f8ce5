"""Addresses of asking guardians and of what they said, for childcare."""

from django.urls import path

from children.views import asking, consents

CHILD = "kinderen/<uuid:key>/toestemming/"

urlpatterns = [
    path("toestemming/", consents.ConsentListView.as_view(), name="consents"),
    path(CHILD, consents.ChildConsentView.as_view(), name="child_consent"),
    path(f"{CHILD}vragen/", asking.ChildAskView.as_view(), name="child_ask"),
    path(f"{CHILD}aan-de-deur/", asking.ChildDoorView.as_view(), name="child_door"),
    path(f"{CHILD}papier/", consents.ChildPaperView.as_view(), name="child_paper"),
    path(
        f"{CHILD}<int:number>/afsluiten/",
        consents.ChildConsentCloseView.as_view(),
        name="child_consent_close",
    ),
]
