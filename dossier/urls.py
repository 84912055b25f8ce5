"""Addresses of the dossier."""

from django.urls import path

from dossier import views

urlpatterns = [
    path("meekijken/", views.LookListView.as_view(), name="looks"),
    path("meekijken/vragen/", views.LookAskView.as_view(), name="look_ask"),
    path("meekijken/<uuid:key>/", views.LookView.as_view(), name="look"),
    path("meekijken/<uuid:key>/sluiten/", views.LookCloseView.as_view(), name="look_close"),
]
