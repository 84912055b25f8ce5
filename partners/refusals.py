"""What a write says when it cannot be done: one sentence, at the field it is about."""


class RefusedError(Exception):
    """A write was refused and nothing was kept; `field` names the input of the form, or none."""

    def __init__(self, message: str, field: str | None = None) -> None:
        """Keep the sentence and the field it is about."""
        super().__init__(message)
        self.message, self.field = message, field
