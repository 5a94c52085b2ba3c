"""Run by test_bars: receives the packages of a folder one by one and says each one once it is merged."""

import sys
from pathlib import Path

from dialogue_desk.desk import Desk

desk = Desk.open(Path(sys.argv[1]))
print("ready", flush=True)
for file in sorted(Path(sys.argv[2]).glob("*.ddpkg")):
    (result,) = desk.receiving.receive([file])
    print(f"{result.status} {result.package}", flush=True)
