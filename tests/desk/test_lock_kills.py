"""Killed while the lock of a desk is set, changed, removed, written anew, recovered or restored over.

A short run here; the whole with LOCK_KILLS=200.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("LOCK_KILLS", "18"))


@pytest.mark.skipif(os.name == "nt", reason="a process cannot fork there")
def test_no_kill_leaves_names_plain_or_loses_anything(tmp_path: Path) -> None:
    """Afterwards: one passphrase opens it, no file holds a planted name, all records are there, the code is known."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("lock_killer.py")), str(tmp_path), str(KILLS), "20261130"],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
    told = json.loads(done.stdout)["told"]
    assert sum(told.values()) == KILLS
    assert sum(count for name, count in told.items() if name.endswith("killed")) >= KILLS // 3
