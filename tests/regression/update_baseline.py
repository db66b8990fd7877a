"""Write `baseline.json` anew: `python -m tests.regression.update_baseline`.

Only after results were changed on purpose; then CHANGELOG.md says "Results change: yes", what changes and why.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from tests.regression.baseline import FILE, kept, measured


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Say which numbers differ, run by run."""
    found = []
    for run, numbers in new["runs"].items():
        before = old.get("runs", {}).get(run, {})
        found += [
            f"{run}: {name} {before.get(name)} -> {numbers[name]}"
            for name in numbers
            if before.get(name) != numbers[name]
        ]
        found += [f"{run}: {name} is gone" for name in before.keys() - numbers.keys()]
    return found + [f"{run} is gone" for run in old.get("runs", {}).keys() - new["runs"].keys()]


def main() -> None:
    """Measure, say what differs, write."""
    new = measured()
    found = differences(kept() if FILE.exists() else {}, new)
    sys.stdout.write("".join(f"{line}\n" for line in found) or "Nothing differs.\n")
    if found:
        FILE.write_text(json.dumps(new, indent=1) + "\n", "utf-8")
        sys.stdout.write(f"{FILE} is written. Say what changes, by how much and why in CHANGELOG.md.\n")


if __name__ == "__main__":
    main()
