"""How well names and numbers are found: printed with `-s`, as the README states it."""

from __future__ import annotations

import time

from dialogue_desk.domain.privacy import marks
from tests.domain.name_sentences import NUMBERS, known_sentences, unknown_sentences
from tests.domain.test_people import NAMES, NOBODY, false_alarms, recall, units


def test_recall_and_false_alarms() -> None:
    """300 planted sentences, every shape of a number, and a report of twelve thousand words that names nobody."""
    known, unknown = known_sentences(), unknown_sentences()
    shapes = [(kind, written) for kind, all_of in NUMBERS for written in all_of]
    told = sum(any(m.kind == kind for m in marks(f"gọi {written} nhé")) for kind, written in shapes)
    alarms, words = false_alarms(units())
    began = time.process_time()
    for planted in (*known, *unknown):
        marks(planted.text, NAMES)
    each = (time.process_time() - began) / (len(known) + len(unknown)) * 1e6
    print(
        f"\nknown names {recall(known, NAMES):.1%}, unknown {recall(unknown, NOBODY):.1%} of {len(known)} + {len(unknown)}"
    )
    print(f"numbers {told} of {len(shapes)} shapes; false alarms {1000 * len(alarms) / words:.2f} per 1,000 words")
    print(f"{each:.0f} µs a sentence")
    assert recall(known, NAMES) >= 0.99
    assert recall(unknown, NOBODY) >= 0.85
    assert 1000 * len(alarms) / words <= 3
