"""Addresses of the registers."""

from django.urls import path

from partners.views import history, log, registers, uploads

urlpatterns = [
    path("scholen/", registers.SchoolListView.as_view(), name="schools"),
    path("onderwijsorganisaties/", registers.BoardListView.as_view(), name="boards"),
    path("scholen/<str:code>/", history.SchoolHistoryView.as_view(), name="school"),
    path("registers/", uploads.UploadListView.as_view(), name="uploads"),
    path("registers/inlezen/", uploads.RegisterChoiceView.as_view(), name="upload_choice"),
    path(
        "registers/inlezen/<slug:register>/",
        uploads.UploadCreateView.as_view(),
        name="upload_create",
    ),
    path("registers/<int:pk>/", uploads.UploadDetailView.as_view(), name="upload"),
    path("registers/<int:pk>/inlezen/", uploads.UploadConfirmView.as_view(), name="upload_confirm"),
    path("registers/<int:pk>/weg/", uploads.UploadDropView.as_view(), name="upload_drop"),
    path(
        "registers/sjabloon/<str:code>.csv",
        uploads.FigureTemplateView.as_view(),
        name="figure_template",
    ),
    path("logboek/", log.LogView.as_view(), name="log"),
]
