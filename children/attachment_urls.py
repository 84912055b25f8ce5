"""Addresses of the files about children."""

from django.urls import path

from children.views import attachments

urlpatterns = [
    path("bijlagen/<uuid:key>/", attachments.AttachmentView.as_view(), name="attachment"),
]
