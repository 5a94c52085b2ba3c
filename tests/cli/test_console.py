"""Consoles of Windows that lack letters: the words stay readable."""

import io

import click
import pytest

from dialogue_desk.cli import console

TEXT = "Đối thoại quý I: “Đường hỏng ở ngõ 5” – đã xử lý…"


@pytest.mark.parametrize(
    ("code_page", "shown"),
    [
        ("cp437", 'Doi thoai quy I: "Duong hong o ngo 5" - da xu ly...'),
        ("utf-8", TEXT),
    ],
)
def test_words_stay_readable_in_a_code_page(code_page: str, shown: str) -> None:
    assert console.reduced(TEXT, code_page) == shown
    assert console.reduced("日", "cp437") == "?"


def test_the_vietnamese_code_page_shows_every_tone() -> None:
    shown = console.reduced(TEXT, "cp1258")
    assert shown.encode("cp1258")
    import unicodedata

    assert unicodedata.normalize("NFC", shown) == TEXT


def test_a_french_letter_of_the_code_page_stays() -> None:
    assert console.reduced("café à é", "cp437") == "café à é"


def test_a_console_with_few_letters_gets_what_it_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown, said = Screen(), io.StringIO()
    monkeypatch.setattr("sys.stdout", shown)
    monkeypatch.setattr("sys.stderr", said)
    monkeypatch.setattr(console, "_bitmap_font", lambda: "cp437")
    console.prepare()
    click.echo(TEXT)
    click.echo(TEXT, err=True)
    assert shown.getvalue() == 'Doi thoai quy I: "Duong hong o ngo 5" - da xu ly...\n'
    assert said.getvalue() == TEXT + "\n", "a pipe takes every letter"
