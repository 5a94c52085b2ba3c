#!/usr/bin/env bash
# What the Python library `holidays` 0.109 says of Vietnamese working days, asked for one year alone.
#
# Guess before: the worked Saturdays it gives for 2026 are those of 2026, every swap that was decided is there,
# and a year whose Tết break is not decided yet is told apart from one that is.
# Seen: asked for 2026 alone, `weekend_workdays` also holds two Saturdays of other years (27/12/2014 and 5/1/2019,
# swaps over a New Year), in every year asked. The swap 31/8 for 22/8/2026 is known; 2/1 for 10/1/2026, decided a
# week before the day, is not: 2/1 counts as a working day. Tết 2027 comes as seven days off, with no sign that it
# was only one of two proposals when the release was made. 24/11 is a day off from 2026 on, in 0.106 and later,
# and not in 0.105.
# So: keep the days of the asked year only, and keep decisions beside the library as dated data.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
pip() { "$folder/venv/bin/python" -m pip -q install --disable-pip-version-check "$@" 2>/dev/null; }
pip "holidays==0.109"
"$folder/venv/bin/python" - <<'PY'
from datetime import date

import holidays

asked = holidays.country_holidays("VN", years=2026)
worked = sorted(day.isoformat() for day in asked.weekend_workdays)
print("holidays", holidays.__version__, "worked weekends for 2026:", worked)
assert worked == ["2014-12-27", "2019-01-05", "2026-08-22"]
later = sorted(day.isoformat() for day in holidays.country_holidays("VN", years=2027).weekend_workdays)
print("worked weekends for 2027:", later)
assert later == ["2014-12-27", "2019-01-05"]
print("31/8/2026 off:", date(2026, 8, 31) in asked, "- 2/1/2026 off:", date(2026, 1, 2) in asked)
assert date(2026, 8, 31) in asked
assert date(2026, 1, 2) not in asked
tet = [day for day in holidays.country_holidays("VN", years=2027) if day.month == 2]
print("days off in February 2027:", len(tet))
assert len(tet) == 7
assert date(2026, 11, 24) in asked
assert date(2025, 11, 24) not in holidays.country_holidays("VN", years=2025)
PY
pip "holidays==0.105"
"$folder/venv/bin/python" -c "
import holidays
from datetime import date
known = date(2026, 11, 24) in holidays.country_holidays('VN', years=2026)
print('holidays', holidays.__version__, '24/11/2026 off:', known)
assert not known"
