"""Addresses of named contacts and of the cooperation between schools and childcare."""

from django.urls import path

from partners.views import agreements, contacts

urlpatterns = [
    path("contacten/", contacts.ContactListView.as_view(), name="contacts"),
    path("contacten/<int:pk>/overnemen/", contacts.TakeoverView.as_view(), name="contact_takeover"),
    path("contacten/afwezig/<int:pk>/terug/", contacts.ComeBackView.as_view(), name="contact_back"),
    path("contacten/<int:pk>/<slug:kind>/", contacts.ContactView.as_view(), name="contact"),
    path(
        "contacten/<int:pk>/<slug:kind>/afwezig/",
        contacts.AbsenceView.as_view(),
        name="contact_absence",
    ),
    path("samenwerking/", agreements.AgreementListView.as_view(), name="cooperation"),
    path(
        "samenwerking/<int:pk>/voorstellen/",
        agreements.ProposeView.as_view(),
        name="agreement_propose",
    ),
    path(
        "samenwerking/<int:pk>/bevestigen/",
        agreements.ConfirmView.as_view(),
        name="agreement_confirm",
    ),
    path("samenwerking/<int:pk>/beeindigen/", agreements.EndView.as_view(), name="agreement_end"),
]
