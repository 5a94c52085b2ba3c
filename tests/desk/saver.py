"""Run by test_durability: saves sessions for ever and says each one on stdout once it is saved."""

import sys
from pathlib import Path

from dialogue_desk.desk import Desk

desk = Desk.open(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
number = 0
while True:
    number += 1
    record = desk.records.save(
        "session",
        {
            "held_on": "2024-05-06",
            "title": f"Đối thoại số {number} " + "x" * (number % 7 * 900),
            "place": "Nhà văn hóa",
            "count_for": "party",
        },
    )
    sys.stdout.write(f"{record.id}\n")
    sys.stdout.flush()
