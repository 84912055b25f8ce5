"""What the commands about people share: reading a person and an organisation from a word."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from config.commands import Refusal
from partners.accounts import Invitee
from partners.models import Organisation


def invitee(word: str, name: str) -> Invitee:
    """Return the person named by an e-mail address, or by a login name without an at sign.

    Raises: Refusal: it looks like an address and is none.
    """
    word = word.strip()
    if "@" not in word:
        return Invitee(name=name or word, login_name=word)
    try:
        validate_email(word)
    except ValidationError:
        raise Refusal(
            f"{word} is geen e-mailadres: geef een heel adres, zoals naam@voorbeeld.nl."
        ) from None
    return Invitee(name=name or word.partition("@")[0], email=word)


def find_organisation(key: str) -> Organisation:
    """Return the organisation with this key.

    Raises: Refusal: there is none, or more than one.
    """
    found = list(Organisation.objects.filter(key__iexact=key.strip())[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(
            f"Er zijn meer organisaties met code {key}. Neem contact op met de beheerder."
        )
    raise Refusal(
        f"Er is geen organisatie met code {key}: geef een CBS-code, bestuursnummer, schoolcode van "
        "6 tekens, LRK-nummer of issuer:NAAM."
    )
