"""Run by test_kills: takes every package back and merges them again, for ever, and says each one once it is done."""

import sys
from pathlib import Path

from dialogue_desk.desk import Desk

desk = Desk.open(Path(sys.argv[1]), sys.argv[3] if len(sys.argv) > 3 else None)
files = sorted(Path(sys.argv[2]).glob("*.ddpkg"))
sys.stdout.write("ready\n")
sys.stdout.flush()
while True:
    for batch in reversed([b for b in desk.receiving.batches() if b.status == "merged" and b.file.startswith("k")]):
        desk.receiving.undo(batch.package)
        sys.stdout.write(f"undone {batch.package}\n")
        sys.stdout.flush()
    for file in files:
        (result,) = desk.receiving.receive([file], again=True)
        sys.stdout.write(f"{result.status} {result.package}\n")
        sys.stdout.flush()
