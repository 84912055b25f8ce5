"""All addresses of the product: Dutch paths, English names."""

from django.urls import include, path

from config import demo_views, health, joining_views, setup_views

handler400 = "config.error_views.bad_request"
handler403 = "config.error_views.permission_denied"
handler404 = "config.error_views.page_not_found"
handler500 = "config.error_views.server_error"

urlpatterns = [
    path("", demo_views.StartView.as_view(), name="start"),
    path("demo/binnen/", demo_views.DemoEnterView.as_view(), name="demo_enter"),
    path("demo/ouder/", demo_views.DemoParentView.as_view(), name="demo_parent"),
    path("demo/terugzetten/", demo_views.DemoResetView.as_view(), name="demo_reset"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("config.pages_urls")),
    path("account/", include("partners.signin_urls")),
    path("", include("partners.urls")),
    path("", include("partners.cooperation_urls")),
    path("", include("partners.register_urls")),
    path("", include("partners.settings_urls")),
    path("inrichten/<str:code>/", setup_views.SetupView.as_view(), name="setup"),
    path(
        "inrichten/<str:code>/stap-<int:number>/",
        setup_views.SetupView.as_view(),
        name="setup_step",
    ),
    path("aansluiten/", joining_views.JoiningView.as_view(), name="joining"),
    path("", include("children.attachment_urls")),
    path("", include("children.consent_urls")),
    path("", include("children.guardian_urls")),
    path("", include("children.oversight_urls")),
    path("", include("children.settings_urls")),
    path("", include("children.urls")),
    path("", include("dossier.draft_urls")),
    path("", include("dossier.look_urls")),
    path("", include("dossier.meeting_urls")),
    path("", include("dossier.report_urls")),
    path("", include("dossier.week_urls")),
    path("", include("dossier.support_urls")),
    path("", include("dossier.request_urls")),
    path("", include("dossier.team_urls")),
    path("", include("transitions.registration_urls")),
    path("", include("partners.outbox_urls")),
    path("", include("transitions.figure_urls")),
    path("", include("transitions.handover_urls")),
    path("", include("subsidies.bundle_urls")),
    path("", include("subsidies.change_urls")),
    path("", include("subsidies.desk_urls")),
    path("", include("subsidies.hour_urls")),
    path("", include("subsidies.preview_urls")),
    path("", include("subsidies.terms_urls")),
    path("", include("subsidies.text_urls")),
    path("", include("subsidies.urls")),
]
