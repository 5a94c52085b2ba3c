"""Start Bàn Đối thoại: the window without arguments, else the command line."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
OPENED = (".ddpkg", ".ddinvite", ".ddupdate")
RECORD = "record:"


def start() -> int:
    """Open the window, or run the command that was given."""
    arguments = for_window(sys.argv[1:])
    if arguments is not None:
        gc.disable()  # what a start makes stays; the window collects again once its page is there
        from dialogue_desk.missing import before_window, say

        lacking = before_window()
        if lacking:
            say(lacking)
            return 1
        from dialogue_desk.app import main as open_window

        return open_window(arguments)
    from dialogue_desk.cli import main as run_command

    return run_command(sys.argv[1:])


def for_window(arguments: list[str]) -> list[str] | None:
    """The arguments when they ask for the window: a data folder, files, records of a list; None for a command."""
    words = [part for word in arguments for part in (word.split("=", 1) if word.startswith("--data=") else [word])]
    rest = list(words)
    if "--data" in rest:
        at = rest.index("--data")
        if at + 1 >= len(rest):
            return None
        del rest[at : at + 2]
    return words if all(is_file(word) for word in rest) else None


def is_file(word: str) -> bool:
    """Whether an argument is a file to open, of our kinds or one that is there; no command has a dot or a slash."""
    if word.startswith("-"):
        return False
    if word.startswith(RECORD):  # an entry of the list at the button in Windows' task bar
        return True
    return word.lower().endswith(OPENED) or (any(sign in word for sign in "./\\") and os.path.isfile(word))


def elsewhere(missing: ModuleNotFoundError) -> int:
    """A library is missing in this Python: go on in the one that dev.py has set up, or say how to set it up."""
    prepared = next((p for p in (HOME / ".venv/bin/python", HOME / ".venv/Scripts/python.exe") if p.exists()), None)
    if prepared and Path(sys.prefix).resolve() != (HOME / ".venv").resolve():
        os.execv(prepared, [str(prepared), str(HOME / "main.py"), *sys.argv[1:]])
    print(f"Thiếu thư viện {missing.name}. Chạy python3 packaging/dev.py run để cài đặt.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(start())
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("dialogue_desk"):
            raise
        sys.exit(elsewhere(missing))
    except ImportError as broken:
        from dialogue_desk.missing import say, told

        sentence = told(broken)
        if not sentence:
            raise
        say(sentence)
        sys.exit(1)
