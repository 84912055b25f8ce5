"""Run every benchmark, one after the other: `make bench`, or `python -m benchmarks NAME …`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = sorted(path.stem for path in HERE.glob("[a-z]*.py"))


def main() -> int:
    """Run those that are named, or all. Returns the exit code."""
    wanted = sys.argv[1:] or NAMES
    if unknown := set(wanted) - set(NAMES):
        sys.stderr.write(f"No benchmark {', '.join(sorted(unknown))}; there is {NAMES}.\n")
        return 2
    for name in wanted:
        print(f"== {name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
