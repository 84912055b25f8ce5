"""Join the services from a process of its own, until standard input ends."""

import importlib.util
import json
import sys
from pathlib import Path


def main(module: str, data: str, *servers: str) -> None:
    """Print the URLs once joined; a refusal goes to standard error."""
    spec = importlib.util.spec_from_file_location("embedded", module)
    if spec is None or spec.loader is None:
        raise SystemExit(f"cannot load {module}")
    embedded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(embedded)
    try:
        membership = embedded.join(Path(data), fsync=False, servers=list(servers) or None)
    except (embedded.ServiceError, OSError) as error:
        raise SystemExit(f"refused: {error}") from error
    sys.stdout.write(json.dumps(embedded.urls(Path(data))) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    membership.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
