"""Columns of the dossier: free text is sealed, and nothing holds a BSN."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldError
from django.db import models

from config import citizen_numbers, sealing

if TYPE_CHECKING:
    CharBase = models.CharField[str, str]
    SealedBase = models.BinaryField[Any, Any]  # a text in one, bytes in the other
    ListBase = ArrayField[list[str], list[str]]
else:
    CharBase, SealedBase, ListBase = models.CharField, models.BinaryField, ArrayField


class PlainField(CharBase):
    """A short readable text, like a name; refuses a BSN."""

    default_validators = [citizen_numbers.refuse]

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Refuse a BSN at every write, also where no form stood before it."""
        if isinstance(value, str):
            citizen_numbers.refuse(value)
        return super().get_db_prep_save(value, connection)


class PlainListField(ListBase):
    """Short readable texts, like languages; refuses a BSN in any of them."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Refuse a BSN at every write, also where no form stood before it."""
        for item in value or ():
            citizen_numbers.refuse(item)
        return super().get_db_prep_save(value, connection)


class SealedField(SealedBase):
    """Base: encrypted in the database, and therefore never searched there.

    Only `isnull` can be asked of it. Raises on reading: SealBrokenError.
    """

    @property
    def column_name(self) -> str:
        """Return for which column it is sealed: children_attachment.title."""
        return f"{self.model._meta.db_table}.{self.column}"

    def to_bytes(self, value: Any) -> bytes:
        """Return what is sealed."""
        return bytes(value)

    def from_bytes(self, content: bytes) -> Any:
        """Return what was sealed."""
        return content

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Seal it; what is empty stays empty, so that it can be told apart."""
        if value is None or isinstance(value, models.Expression):
            return value
        content = self.to_bytes(value)
        sealed = sealing.seal().close(self.column_name, content) if content else b""
        return super().get_db_prep_value(sealed, connection, prepared=True)

    def from_db_value(self, value: Any, *_args: Any) -> Any:
        """Open it."""
        if value is None:
            return None
        opened = sealing.seal().open(self.column_name, bytes(value)) if value else b""
        return self.from_bytes(opened)

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse to be serialised: a dump would hold the open text. Raises: FieldError."""
        raise FieldError(f"{self.name} is sealed and goes into no dump.")

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow only `isnull`. Raises: FieldError: two sealings of one text differ."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: it cannot be searched ({lookup_name}).")
        return super().get_lookup(lookup_name)


class SealedBytesField(SealedField):
    """A file about a child."""


class SealedTextField(SealedField):
    """Free text about a child; refuses a BSN."""

    empty_values = [None, ""]
    default_validators = [citizen_numbers.refuse]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the options of a text field; `max_length` counts characters before sealing."""
        self.text_length = kwargs.pop("max_length", None)
        super().__init__(*args, **{"editable": True, "default": "", "blank": True, **kwargs})

    def _check_str_default_value(self) -> list[Any]:
        return []  # the default is a text, though the column holds bytes

    def deconstruct(self) -> Any:
        """Name the options in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "max_length": self.text_length}

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Refuse a BSN at every write, also where no form stood before it."""
        if isinstance(value, str):
            citizen_numbers.refuse(value)
        return super().get_db_prep_save(value, connection)

    def to_bytes(self, value: Any) -> bytes:
        """Return the text as UTF-8."""
        return str(value).encode()

    def from_bytes(self, content: bytes) -> Any:
        """Return the text."""
        return content.decode()

    def to_python(self, value: Any) -> Any:
        """Leave a text as it is."""
        return value

    def formfield(self, **kwargs: Any) -> Any:
        """Return a text area."""
        options = {
            "label": self.verbose_name,
            "required": not self.blank,
            "help_text": self.help_text,
            "max_length": self.text_length,
            "widget": forms.Textarea,
            "validators": [citizen_numbers.refuse],
        }
        return forms.CharField(**{**options, **kwargs})
