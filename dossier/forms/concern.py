"""What stands under every field in which somebody writes about a concern (domain 5.3, rule 15)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

CONCERN = _("Zorgen over veiligheid? Volg de meldcode. Schrijf dat niet hier.")
FACTS = _("Feiten, geen diagnoses; noem geen anderen.")
FREE_TEXT = format_lazy("{} {}", FACTS, CONCERN)
