"""Kills what changes the lock of a desk at any moment, many times over, and looks at what is left.

`python lock_killer.py FOLDER ROUNDS SEED`: prints one JSON object. A process of its own without a window, because
it forks: a fresh interpreter for each of 200 kills would take an hour.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from dialogue_desk.desk import Desk, locking
from dialogue_desk.errors import DeskError, WrongPassphraseError
from dialogue_desk.storage import backup, key_file, keys
from dialogue_desk.storage.store import side_file

NAMES = [f"Ông Kín Thứ {n:04d} Bền" for n in range(40)]
ACTIONS = ("set", "change", "remove", "re-encrypt", "recover", "restore")
EVENTS = frozenset({"open", "os.rename", "os.remove", "os.link", "os.truncate", "shutil.copyfile", "sqlite3.connect"})


def text_of(name: str) -> str:
    return (f"Lời của {name}. " * 20).strip()


class Killer:
    """One desk, its second folder, and what a person knows of them: the passphrase and the code on paper."""

    def __init__(self, root: Path, seed: int) -> None:
        self.data, self.second = root / "dữ liệu", root / "USB"
        self.dice = random.Random(seed)
        self.passphrase: str | None = None
        self.last: str | None = None
        self.code = ""
        self.took = dict.fromkeys(ACTIONS, 0.3)
        self.told: Counter[str] = Counter()
        desk = Desk.init(self.data, "11311@2023", "2023", "Lan")
        desk.prefer("backup_folder", str(self.second))
        for name in NAMES:
            desk.records.save("opinion", {
                "received_on": "2026-05-02", "kind": "opinion", "side": "government", "source_form": "direct",
                "subject": "land", "text": text_of(name), "speaker_name": name,
            })  # fmt: skip
        desk.keeping.back_up()
        desk.close()

    def round(self, number: int) -> None:
        action = self._choose()
        new = f"{self.dice.choice('abcdefgh')} bến sông xưa đò cũ {number}"
        before = self.passphrase
        shown, was_killed = self._killed(action, self._work(action, new))
        self.told[f"{action} {'killed' if was_killed else 'done'}"] += 1
        self._look(before, new, shown)
        if self.dice.random() < 0.3:
            desk = Desk.open(self.data, self.passphrase)
            desk.keeping.back_up()
            desk.close()

    def _choose(self) -> str:
        if self.passphrase is None:
            return self.dice.choice(("set", "set", "set", "restore"))
        return self.dice.choice(("change", "remove", "re-encrypt", "recover", "restore"))

    def _work(self, action: str, new: str) -> Callable[[], object]:
        old, code = self.passphrase, self.code
        if action == "set":
            return lambda: locking.lock(self.data, new)
        if action == "change":
            return lambda: locking.change(self.data, old, new)
        if action == "remove":
            return lambda: locking.unlock(self.data, old)
        if action == "re-encrypt":
            return lambda: locking.re_encrypt(self.data, old, new)
        if action == "recover":
            return lambda: locking.recover(self.data, code, new)
        file, secret = self.dice.choice(self._restorable())
        return lambda: Desk.restore(self.data, file, secret)

    def _restorable(self) -> list[tuple[Path, str | None]]:
        """Backups with what opens them: a plain desk has some of the time it was locked."""
        found: list[tuple[Path, str | None]] = []
        for held in backup.listed(self.data / backup.FOLDER):
            for secret in (self.passphrase, self.last):
                with contextlib.suppress(WrongPassphraseError):
                    keys.key_for(held.path, secret)
                    found.append((held.path, secret))
                    break
        if not found:  # those there are have the passphrase of a lock before the last
            desk = Desk.open(self.data, self.passphrase)
            found.append((desk.keeping.back_up(), self.passphrase))
            desk.close()
        return found

    def _killed(self, action: str, work: Callable[[], object]) -> tuple[str, bool]:
        """Do it in a child and kill that: after some time, or at some file. The code it showed, and whether."""
        after = self.dice.uniform(0, 1.1) * self.took[action]
        at = self.dice.randrange(1, 160) if self.dice.random() < 0.5 else 0
        reading, writing = os.pipe()
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._child(work, at, writing)
        os.close(writing)
        if not at:
            time.sleep(after)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(reading, "rb") as told:
            shown = told.read().decode()
        _pid, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0, f"{action} failed: {shown}"
            self.took[action] = time.monotonic() - began
            return shown, False
        self.took[action] *= 1.15  # slower than it was taken for
        return shown, True

    @staticmethod
    def _child(work: Callable[[], object], at: int, writing: int) -> None:
        count = 0

        def hook(event: str, _arguments: object) -> None:
            nonlocal count
            if event not in EVENTS or not at:
                return
            count += 1
            if count >= at:
                os.kill(os.getpid(), signal.SIGKILL)

        status = 0
        try:
            sys.addaudithook(hook)
            done = work()
            at = 0
            if isinstance(done, locking.Locked):
                os.write(writing, done.recovery_code.encode())
        except DeskError as error:
            os.write(writing, repr(error).encode())
            status = 1
        finally:
            os._exit(status)

    def _look(self, before: str | None, new: str, shown: str) -> None:
        """The next start: it opens, in one way; nothing is plain, nothing lost, and the code is known."""
        opened, self.passphrase = self._open(before, new)
        self.last = self.passphrase or self.last
        try:
            found = {str(r.values["text"]) for r in opened.store.records("opinion")}
            assert found == {text_of(name) for name in NAMES}, "records are lost"
            if self.passphrase is None:
                return
            waiting = locking.unconfirmed_code(opened.store)
            self.code = shown or waiting or self.code
            held = key_file.read(side_file(self.data / "desk.db"))
            assert key_file.open_slot(held, keys.RECOVERY, self.code) == opened.store.key, "the code is lost"
            if self.dice.random() < 0.5:
                locking.confirm(opened.store)
        finally:
            opened.close()
        self._scan()
        self._try_backups()

    def _open(self, before: str | None, new: str) -> tuple[Desk, str | None]:
        if not locking.is_set(self.data):
            return Desk.open(self.data), None
        ways = []
        for passphrase in dict.fromkeys(p for p in (before, new) if p):
            try:
                ways.append((Desk.open(self.data, passphrase), passphrase))
            except WrongPassphraseError:
                continue
        assert len(ways) == 1, f"{len(ways)} passphrases open it"
        return ways[0]

    def _scan(self) -> None:
        for place in (self.data, self.second):
            for file in place.rglob("*"):
                if file.is_file():
                    content = file.read_bytes()
                    assert not any(name.encode() in content for name in NAMES), f"{file.name} is plain"

    def _try_backups(self) -> None:
        """Each backup is whole and opens: with the present passphrase, or, of a lock before, with its own key file."""
        for place in (self.data / backup.FOLDER, self.second):
            for held in backup.listed(place):
                assert side_file(held.path).exists(), f"{held.path.name} has no key file"
        newest = backup.listed(self.data / backup.FOLDER)[0].path
        try:
            key = keys.key_for(newest, self.passphrase)
        except WrongPassphraseError:
            return  # of a lock before this one, with a passphrase of its own
        backup.verify(newest, key, len(NAMES))


def main(root: Path, rounds: int, seed: int) -> None:
    key_file.MEMORY_KIB, key_file.PASSES = 64, 1
    killer = Killer(root, seed)
    for number in range(rounds):
        try:
            killer.round(number)
        except (AssertionError, DeskError) as error:
            sys.stdout.write(json.dumps({"failed": f"round {number}: {error!r}", "told": killer.told}))
            raise
    sys.stdout.write(json.dumps({"told": killer.told}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
