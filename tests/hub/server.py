"""A PostgreSQL of its own for the tests: in a temporary folder, on loopback, as a user without rights."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PLACES = ("/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin")
NOBODY = 65534


def binaries() -> Path | None:
    """Where PostgreSQL's programs are; None where this machine has none."""
    found = shutil.which("postgres")
    places = [*map(Path, PLACES), *([Path(found).parent] if found else [])]
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


class Server:
    """A running server; `url` reaches its database `hub` as the superuser `admin`."""

    def __init__(self, bin_folder: Path) -> None:
        self.bin = bin_folder
        self.folder = Path(tempfile.mkdtemp(prefix="hub-"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._user = NOBODY if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(self.folder, self._user, self._user)
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "admin", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(self.bin / "postgres"), "-D", data, *settings.split()],
                stdout=subprocess.DEVNULL, stderr=log, **self._as_nobody(),
            )  # fmt: skip
        self._wait()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "admin", "hub")

    def _as_nobody(self) -> dict[str, object]:
        given: dict[str, object] = {"cwd": "/"}
        if self._user is not None:
            given |= {"user": self._user, "group": self._user, "extra_groups": []}
        return given

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.bin / program), *arguments], capture_output=True, text=True, check=False, **self._as_nobody()
        )
        assert done.returncode == 0, done.stderr

    def _wait(self) -> None:
        for _try in range(600):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", self.port)) == 0:
                    ready = subprocess.run(
                        [str(self.bin / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port)],
                        capture_output=True, check=False,
                    )  # fmt: skip
                    if ready.returncode == 0:
                        return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def url(self, user: str = "admin", database: str = "hub") -> str:
        """The address of a database for a user."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def dump(self) -> str:
        """Everything a dump of the database tells."""
        done = subprocess.run(
            [str(self.bin / "pg_dump"), self.url()], capture_output=True, text=True, check=True, cwd="/"
        )
        return done.stdout

    def log(self) -> str:
        """What the server wrote into its log."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End it at once and remove what it held."""
        self._process.send_signal(signal.SIGQUIT)  # at once: a test may have left a connection open
        self._process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
