"""``python -m modbot`` and the ``modbot`` command."""

from __future__ import annotations

import sys

from modbot.cli.main import run_command_line


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run_command_line())


if __name__ == "__main__":
    main()
