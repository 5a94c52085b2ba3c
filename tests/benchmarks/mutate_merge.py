"""Breaks the merge in known ways and says which breakages its tests catch.

    python tests/benchmarks/mutate_merge.py [EXAMPLES]

Each mutation is made in a copy of the project; the laws of tests/exchange are
run there. A mutation that survives is either equivalent (said so) or a gap.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
MERGING, STAGING = "dialogue_desk/exchange/merging.py", "dialogue_desk/storage/staging.py"
RULE, SAVING = "dialogue_desk/domain/merge.py", "dialogue_desk/storage/saving.py"

MUTATIONS: tuple[tuple[str, str, str, str], ...] = (
    ("duplicates are not vouched for", STAGING, "WHERE vid = ? AND batch NOT IN (0, ?)", "WHERE vid = ? AND batch < -1 AND batch <> ?"),
    ("held versions are inserted again as new", MERGING, "[s for i, s in enumerate(rows) if i not in hits.same] if hits.same else", "list(rows) if hits.same else"),
    ("a version in the middle of a package counts as covered", MERGING, "if not any(_covers(later, s) for later in brought[i:]):", "if False:"),
    ("an open conflict is fast-forwarded (equivalent: who decides lists one, who does not is open)", MERGING, "if held.heads > 1 or held.conflict or", "if held.heads > 1 or"),
    ("several heads are fast-forwarded", MERGING, "if held.heads > 1 or held.conflict or", "if held.conflict or"),
    ("a version that carries an open conflict is shown plainly", MERGING, "if tip.is_open or (forks", "if (forks"),
    ("the later one wins whatever it has seen", MERGING, "if tip.stamp.hlc > held.stamp.hlc and tip.seen.get(held.stamp.de, 0) >= held.stamp.n:", "if tip.stamp.hlc > held.stamp.hlc:"),
    ("an older one is dropped whatever ours has seen", MERGING, "and _reaches(held.seen, tip):", "and True:"),
    ("doubtful saves are taken plainly", MERGING, "(forks and any(is_doubtful(s.stamp, forks) for s in brought))", "False"),
    ("a doubtful head is covered by number", MERGING, "or is_doubtful(held.stamp, forks):", "or False:"),
    ("forks do not re-evaluate other records", MERGING, "in staging.doubtful_records(store, new_forks):", "in []:"),
    ("clashing numbers are not noticed", STAGING, "found.others[de] = min(n, found.others.get(de, n))", "pass"),
    ("undo takes away what another batch brought too", STAGING, "WHERE batch = ? AND vid IN (SELECT vid FROM vouch)", "WHERE batch = ? AND 0"),
    ("undo shows nothing anew", MERGING, "    for rid, form, unit, record_id in touched:\n        staging.show_evaluated", "    for rid, form, unit, record_id in []:\n        staging.show_evaluated"),
    ("undo leaves forks", STAGING, "    if now != before:\n        conn.execute", "    if False:\n        conn.execute"),
    ("undo of a fork leaves the desk's other records", STAGING, "touched |= {row[0]: row for row in doubtful_records(store, changed)}", "pass"),
    ("saving another field decides an open conflict", RULE, "groups = {g: _listed(c, shown.values) for", "groups = {g: _listed(c[-1:], shown.values) for"),
    ("a delete made beside an edit wins", RULE, "deleted = all((c.values", "deleted = any((c.values"),
    ("candidates that were passed over come back", RULE, "kept = {k: c for k, c in every.items() if not passed_over(c)} or every", "kept = every"),
    ("coverage ignores clocks", RULE, "if later.stamp.hlc <= earlier.stamp.hlc:", "if False:"),
    ("coverage ignores names", RULE, "if earlier.hash in later.names:", "if False:"),
    ("seen forgets what heads had seen", RULE, "for de, n in (*head.seen.items(), (head.stamp.de, head.stamp.n)):", "for de, n in ((head.stamp.de, head.stamp.n),):"),
    ("a save beside others counts in the plain series", SAVING, "if latest.get(de, 0) <= seen.get(de, 0):", "if True:"),
    ("search is not written", STAGING, "texts += [(s.rid, _folded(s.body, names)) for s in shown]", "pass"),
)  # fmt: skip


def main() -> None:
    examples = next((a for a in sys.argv[1:] if a.isdigit()), "250")
    only = next((a for a in sys.argv[1:] if not a.isdigit()), "")
    caught = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        for name in ("dialogue_desk", "tests", "resources"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        for what, file, old, new in MUTATIONS:
            if only not in what:
                continue
            path = copy / file
            text = path.read_text(encoding="utf-8")
            if text.count(old) != 1:
                print(f"NOT APPLIED  {what} ({text.count(old)} places)")
                continue
            path.write_text(text.replace(old, new), encoding="utf-8")
            run = subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/exchange/test_laws.py"],
                cwd=copy, capture_output=True, check=False, timeout=900,
                env={**os.environ, "TMPDIR": "/dev/shm", "MERGE_EXAMPLES": examples, "MERGE_NO_SHRINKING": "1", "PYTHONPATH": str(copy)},
            )  # fmt: skip
            path.write_text(text, encoding="utf-8")
            caught += run.returncode != 0
            print("caught       " if run.returncode else "SURVIVED     ", what, flush=True)
    print(f"{caught} of {len(MUTATIONS)} caught")


if __name__ == "__main__":
    main()
