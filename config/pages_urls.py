"""Addresses of the pages that belong to no app: help, contact, privacy, accessibility."""

from django.urls import path

from config import views

urlpatterns = [
    path("hulp/", views.HelpView.as_view(), name="help"),
    path("contact/", views.ContactView.as_view(), name="contact"),
    path("privacy/", views.PrivacyView.as_view(), name="privacy"),
    path("toegankelijkheid/", views.AccessibilityView.as_view(), name="accessibility"),
    path("stijlgids/", views.StyleGuideView.as_view(), name="style_guide"),
]
