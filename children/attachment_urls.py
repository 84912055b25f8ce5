"""Addresses of the files about children."""

from django.urls import path

from children.views import attachments

urlpatterns = [
    path("kinderen/<uuid:key>/bestanden/", attachments.FilesView.as_view(), name="child_files"),
    path("bijlagen/<uuid:key>/", attachments.AttachmentView.as_view(), name="attachment"),
    path(
        "bijlagen/<uuid:key>/weghalen/",
        attachments.AttachmentRemoveView.as_view(),
        name="attachment_remove",
    ),
]
