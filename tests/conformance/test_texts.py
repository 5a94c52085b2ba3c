"""The English catalogue is in step with the sources."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dialogue_desk import texts
from dialogue_desk.gui.help import read_blocks
from dialogue_desk.gui.rooms import OFF_RAIL, PAGES, Room
from dialogue_desk.paths import resource
from tests.conformance.sources import PACKAGE, ROOT

KEY_NAME = re.compile(r"\b(?:Ctrl|Shift|Alt)\+(?:Shift\+)?[\w/]+|\bF\d{1,2}\b")
PLACEHOLDER = re.compile(r"\{(\w*)")


def load_tool() -> ModuleType:
    """packaging/messages.py; the folder is no package."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "packaging" / "messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    path = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = path
    return module


TOOL = load_tool()
MARKED = TOOL.extract(PACKAGE)
ENGLISH = {m.id if isinstance(m.id, str) else m.id[0]: texts.forms_of(m.string) for m in TOOL.read() if m.id}


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The English interface, for one test."""
    monkeypatch.setattr(texts, "_language", "vi")
    monkeypatch.setattr(texts, "_catalogue", None)
    texts.set_language("en")


def test_the_catalogue_lacks_nothing_and_holds_nothing_of_old() -> None:
    assert [text for text in MARKED if not all(ENGLISH.get(text, ("",)))] == []
    assert [text for text in ENGLISH if text not in MARKED] == []


def test_an_entry_keeps_the_placeholders() -> None:
    wrong = [
        text
        for text, forms in ENGLISH.items()
        if text and any(not set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall(text)) for form in forms)
    ]
    assert wrong == []


def test_the_catalogue_is_as_its_tool_writes_it() -> None:
    assert TOOL.render(TOOL.merged(MARKED, TOOL.read())) == TOOL.CATALOGUE.read_bytes()


def test_vietnamese_needs_no_catalogue() -> None:
    assert texts.language() == "vi"
    assert texts._("Góp ý") == "Góp ý"
    assert texts.ngettext("{n} kiến nghị", 1) == texts.ngettext("{n} kiến nghị", 2) == "{n} kiến nghị"


@pytest.mark.usefixtures("english")
def test_an_unknown_text_stays_vietnamese() -> None:
    assert texts.language() == "en"
    assert texts._("không có trong danh mục") == "không có trong danh mục"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        texts.set_language("fr")


SOURCE = (
    'msgid ""\nmsgstr "Language: en\\n"\n\n#: somewhere.py\nmsgid "Một “dòng”\\n"\n"hai \\"dòng\\""\n'
    'msgstr "One line\\n"\n"two \\"lines\\""\n\nmsgid "{n} cuộc"\nmsgid_plural "{n} cuộc"\n'
    'msgstr[0] "{n} session"\nmsgstr[1] "{n} sessions"\n\nmsgid "chưa dịch"\nmsgstr ""\n\n'
    'msgid "{n} gói"\nmsgid_plural "{n} gói"\nmsgstr[0] "{n} package"\nmsgstr[1] ""\n'
)


def test_escapes_long_entries_and_plurals_are_read(tmp_path: Path) -> None:
    (tmp_path / "en.po").write_text(SOURCE, encoding="utf-8")
    told = texts.read_catalogue(tmp_path, "en")
    assert told.gettext('Một “dòng”\nhai "dòng"') == 'One line\ntwo "lines"'
    assert [told.ngettext("{n} cuộc", "{n} cuộc", n) for n in (0, 1, 2)] == [
        "{n} sessions",
        "{n} session",
        "{n} sessions",
    ]
    assert told.gettext("chưa dịch") == "chưa dịch"
    assert told.ngettext("{n} gói", "{n} gói", 1) == "{n} gói", "half an entry is none"


def test_what_is_shipped_is_read_compiled(tmp_path: Path) -> None:
    (tmp_path / "en.po").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "en.mo").write_bytes(texts.compiled_catalogue(tmp_path / "en.po"))
    assert b"1970-01-01" in (tmp_path / "en.mo").read_bytes(), "of one source the same bytes, whenever"
    (tmp_path / "en.po").unlink()
    assert texts.read_catalogue(tmp_path, "en").ngettext("{n} cuộc", "{n} cuộc", 1) == "{n} session"


@pytest.mark.parametrize("source", ['_(f"{a} cuộc")', '_("có " + a)'])
def test_a_text_put_together_inside_the_marker_is_refused(tmp_path: Path, source: str) -> None:
    (tmp_path / "module.py").write_text(source, encoding="utf-8")
    with pytest.raises(SystemExit, match="one whole string"):
        TOOL.extract(tmp_path)


@pytest.mark.parametrize("room", [*PAGES, *OFF_RAIL], ids=lambda room: room.key)
def test_a_page_explains_itself_in_english_as_in_vietnamese(room: Room) -> None:
    ours, english = (
        read_blocks(resource("help", name).read_text(encoding="utf-8").splitlines())
        for name in (f"{room.key}.md", f"{room.key}.en.md")
    )
    assert [block.kind for block in english] == [block.kind for block in ours]
    assert (english[0].text,) == ENGLISH[room.title]
    keys = [sorted(KEY_NAME.findall(" ".join(block.text for block in blocks))) for blocks in (ours, english)]
    assert keys[0] == keys[1]
