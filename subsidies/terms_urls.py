"""Address of what the letters of a year say besides amounts."""

from django.urls import path

from subsidies.urls import YEAR
from subsidies.views import terms

urlpatterns = [
    path(f"{YEAR}gegevens-voor-brieven/", terms.TermsView.as_view(), name="letter_terms"),
]
