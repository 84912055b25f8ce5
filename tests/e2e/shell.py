"""A Python of the product that stays: it runs a line of code and says what that printed.

Starting `manage.py shell` costs more than a second, and the browser tests ask some forty things.
"""

import json
import sys
import traceback
from contextlib import redirect_stdout
from io import StringIO

import django


def answer(code: str) -> dict[str, str]:
    """Run some code and return what it printed, or why it failed."""
    said = StringIO()
    try:
        with redirect_stdout(said):
            exec(code, {})  # noqa: S102 - the tests' own code
    except Exception:  # noqa: BLE001 - whatever it is, the test shows it
        return {"error": traceback.format_exc()}
    return {"said": said.getvalue()}


if __name__ == "__main__":
    django.setup()
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)  # noqa: T201 - this is the answer
