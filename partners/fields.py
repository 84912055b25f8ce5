"""Model fields that more than one table uses."""

import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    TextField = models.CharField[str, str]
else:
    TextField = models.CharField


def sort_key(name: str) -> str:
    """Return the key that sorts Dutch names: no case, accents, leading article mark or quotes.

    The database has no Dutch collation everywhere, so the order is a stored column.
    """
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").replace("‘", "'")).casefold()
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    for article in ("'t ", "'s-", "'s "):
        letters = letters.removeprefix(article)
    return " ".join("".join(char if char.isalnum() else " " for char in letters).split())


class SortKeyField(TextField):
    """Column that always holds `sort_key` of another field of the same row."""

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any) -> None:
        """Take the name of the field to derive the key from."""
        self.source = source
        super().__init__(*args, **{"editable": False, "max_length": 255, **kwargs})

    def deconstruct(self) -> Any:
        """Name the source in migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Derive the key at every write, bulk writes included."""
        value = sort_key(str(getattr(model_instance, self.source)))[:255]
        setattr(model_instance, self.attname, value)
        return value


class Address(models.Model):
    """Abstract: a Dutch address as the registers write it."""

    street = models.CharField("straat", max_length=200, blank=True)
    house_number = models.CharField("huisnummer", max_length=40, blank=True)
    postcode = models.CharField("postcode", max_length=10, blank=True)
    city = models.CharField("plaats", max_length=100, blank=True)

    class Meta:
        abstract = True

    @property
    def has_address(self) -> bool:
        """Say whether a letter could be sent here."""
        return bool(self.street and self.postcode and self.city)

    @property
    def address_lines(self) -> list[str]:
        """Return the two lines under a name on an envelope, or nothing when incomplete."""
        if not self.has_address:
            return []
        return [f"{self.street} {self.house_number}".strip(), f"{self.postcode}  {self.city}"]
