"""Who may enter a data folder on Windows; elsewhere mode bits say it."""

import os
import stat
from pathlib import Path

import pytest

from dialogue_desk.storage import private, rights

OWN = "S-1-5-21-1-2-3-1001"


@pytest.mark.parametrize(
    ("listed", "let_in"),
    [
        (f"D:(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;{OWN})", []),
        (f"D:P(A;OICI;FA;;;{OWN})(A;OICIIO;FA;;;CO)", []),
        ("D:AI(A;OICIID;FA;;;BA)(A;OICIID;0x1301bf;;;AU)(A;OICIID;0x1200a9;;;BU)", ["AU", "BU"]),
        ("D:(A;OICI;FA;;;WD)", ["WD"]),
        (f"D:(D;OICI;FA;;;BU)(A;OICI;FA;;;{OWN})", []),
        (f"D:(A;;FR;;;{OWN}4)", [f"{OWN}4"]),
        ("D:NO_ACCESS_CONTROL", ["WD"]),
        ("", ["WD"]),
        ("D:P", []),
    ],
)
def test_who_is_let_in_besides_the_person(listed: str, let_in: list[str]) -> None:
    assert rights.others(listed, OWN) == let_in


def test_a_closed_folder_lets_nobody_else_in() -> None:
    assert rights.others(rights.closed(OWN), OWN) == []
    assert rights.closed(OWN).startswith("D:P"), "nothing is inherited from where it lies"
    assert rights.closed(OWN).count("OICI") == 3, "what lies in it has the same"


def is_wine() -> bool:
    """Whether the Windows of this process is Wine's."""
    if os.name != "nt":
        return False
    import ctypes

    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")  # type: ignore[attr-defined,unused-ignore]


def test_a_folder_that_everybody_could_enter_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "dữ liệu"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    if os.name == "nt":
        assert rights.write(folder, "D:P(A;OICI;FA;;;WD)")
        assert rights.others(rights.read(folder), rights.own_sid()) == ["WD"]
    private.close_folder(folder)
    if is_wine():  # it keeps mode bits, and shows them as a right of all to read
        assert "0x1301ff;;;WD" not in rights.read(folder)
    elif os.name == "nt":
        assert rights.others(rights.read(folder), rights.own_sid()) == []
    else:
        assert stat.S_IMODE(folder.stat().st_mode) == private.FOLDER_MODE
    (folder / "desk.db").write_bytes(b"x")
    assert (folder / "desk.db").read_bytes() == b"x", "the person still gets in"
