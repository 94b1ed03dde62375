"""``python -m modbot`` and the ``modbot`` command."""

from __future__ import annotations

import os
import sys

from modbot.cli.main import run_command_line


def main() -> None:
    """Run the command line and leave with its exit code."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # the matrices are small: more threads cost more than they bring
    sys.exit(run_command_line())


if __name__ == "__main__":
    main()
