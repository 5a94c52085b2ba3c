"""Start Bàn Đối thoại: the window without arguments, else the command line."""

from __future__ import annotations

import sys


def start() -> int:
    """Open the window, or run the command that was given."""
    arguments = sys.argv[1:]
    window = not arguments or (arguments[0] == "--data" and len(arguments) == 2)
    if window:
        from dialogue_desk.app import main as open_window

        return open_window(arguments)
    from dialogue_desk.cli import main as run_command

    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(start())
