"""CSV: what a spreadsheet would run is guarded, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue_desk.domain.sheet import guard, unguard


@given(st.text(st.sampled_from("'=+-@\t\r＝＋－＠ab1"), max_size=6))
def test_guarding_is_undone_exactly(text: str) -> None:
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠1"])
def test_what_would_run_starts_with_an_apostrophe(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", "abc", "'abc", "''abc", "5-3", "a=b", "–", "'"])
def test_other_text_stays(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text
