"""Run by test_journey: waits for a line on stdin, then writes packages one after the other."""

import sys
from pathlib import Path

from dialogue_desk.desk import Desk

desk = Desk.open(Path(sys.argv[1]))
sys.stdout.write("ready\n")
sys.stdout.flush()
sys.stdin.readline()
for i in range(int(sys.argv[3])):
    desk.sending.send(Path(f"{sys.argv[2]}-{i}.ddpkg"), full=True)
desk.close()
