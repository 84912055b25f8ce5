"""Addresses of look questions."""

from django.urls import path

from dossier.views import looks

urlpatterns = [
    path("meekijken/", looks.LookListView.as_view(), name="looks"),
    path("meekijken/vragen/", looks.LookAskView.as_view(), name="look_ask"),
    path("meekijken/<uuid:key>/", looks.LookView.as_view(), name="look"),
    path("meekijken/<uuid:key>/sluiten/", looks.LookCloseView.as_view(), name="look_close"),
]
