"""The address to which pages send what is being typed."""

from django.urls import path

from dossier.views import drafts

urlpatterns = [path("concept/", drafts.DraftView.as_view(), name="draft")]
