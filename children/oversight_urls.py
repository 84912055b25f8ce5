"""Addresses of who may see what of a child, and who did."""

from django.urls import path

from children.views import child_log, reach

urlpatterns = [
    path("kinderen/<uuid:key>/logboek/", child_log.ChildLogView.as_view(), name="child_log"),
    path(
        "kinderen/<uuid:key>/logboek/bestand/",
        child_log.BreachFileView.as_view(),
        name="child_log_file",
    ),
    path("logboek/kind/", child_log.FindChildView.as_view(), name="child_log_find"),
    path("wie-kan-wat-zien/", reach.ReachView.as_view(), name="reach"),
    path("wie-kan-wat-zien/ouders/", reach.ParentReachView.as_view(), name="reach_parents"),
]
