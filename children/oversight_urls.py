"""Addresses of who may see what of a child, and who did."""

from django.urls import path

from children.views import reach

urlpatterns = [
    path("wie-kan-wat-zien/", reach.ReachView.as_view(), name="reach"),
    path("wie-kan-wat-zien/ouders/", reach.ParentReachView.as_view(), name="reach_parents"),
]
