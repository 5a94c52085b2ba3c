"""A process that publishes and waits to be killed: `publisher.py FOLDER URL SCHEMA STOP`, STOP a word of `STOPS`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from dialogue_desk.desk import Desk
from dialogue_desk.hub import following, publishing

STOPS = ("reading", "writing", "noted", "committed")


def wait(*_given: Any) -> None:
    """Tell that the place is reached, and stay."""
    sys.stdout.write("there\n")
    sys.stdout.flush()
    time.sleep(60)


def main(folder: str, url: str, schema: str, stop: str) -> None:
    desk = Desk.open(Path(folder))
    if stop == "reading":
        following.newest = wait  # type: ignore[assignment]
    elif stop == "writing":
        publishing.Publication._recount = wait  # type: ignore[method-assign, assignment]
    elif stop == "noted":
        following.intend = wait  # type: ignore[assignment]
    else:
        following.confirm = wait  # type: ignore[assignment]
    desk.publishing.publish(url, schema)
    wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
