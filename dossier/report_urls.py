"""Addresses of reports of observations, and of what parents write of the rest."""

from django.urls import path

from dossier.views import guardian_reports, remarks, report_writing, reports

ONE = "verzoeken/<uuid:key>/verslag/"
PARENT = "ouder/<str:token>/lezen/verslagen/"
urlpatterns = [
    path(PARENT, guardian_reports.GuardianReportsView.as_view(), name="guardian_reports"),
    path(
        f"{PARENT}pdf/",
        guardian_reports.GuardianReportsPdfView.as_view(),
        name="guardian_reports_pdf",
    ),
    path("opmerkingen/<uuid:key>/", remarks.RemarkView.as_view(), name="remark"),
    path(ONE, reports.ReportView.as_view(), name="report"),
    path(f"{ONE}schrijven/", report_writing.ReportWriteView.as_view(), name="report_write"),
    path(f"{ONE}delen/", report_writing.ReportShareView.as_view(), name="report_share"),
    path(f"{ONE}geschiedenis/", reports.ReportHistoryView.as_view(), name="report_history"),
    path(f"{ONE}vragen/<int:number>/", reports.ReportBackView.as_view(), name="report_back"),
    path(
        f"{ONE}mening/<uuid:opinion>/",
        reports.ReportOpinionView.as_view(),
        name="report_opinion",
    ),
]
