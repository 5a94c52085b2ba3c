#!/usr/bin/env bash
# Babel compiles one .po into .mo files that differ by the minute they were made, where gettext's own tool does not.
#
# Guessed: a .mo is a pure function of its .po. Seen on 01/12/2026 with Babel 2.19.0 and GNU gettext's msgfmt (Debian):
# a catalogue whose header says language, charset and plural forms, and no POT-Creation-Date, is compiled twice, more
# than a minute apart. Babel puts the minute of compiling, its own version and placeholder addresses into the header
# of the .mo, so the two files differ; those of msgfmt are the same, and hold the header as it was written. Who wants
# the same installer from the same source has to give the catalogue a date before it is written out.
#
#   output seen:
#     msgfmt   same bytes; header fields: language content-type plural-forms
#     pybabel  other bytes; header fields beside those: pot-creation-date generated-by last-translator
#
# Takes 70 seconds. Exits 0 while this is so, 1 when it changed.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
if ! command -v msgfmt >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gettext >/dev/null
fi
python3 -m venv "$room/venv"
"$room/venv/bin/pip" -q install --disable-pip-version-check "babel==2.19.0"
cat > "$room/en.po" <<'PO'
msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "{n} phiên họp"
msgid_plural "{n} phiên họp"
msgstr[0] "{n} meeting"
msgstr[1] "{n} meetings"
PO
for turn in 1 2; do
  msgfmt -o "$room/gnu$turn.mo" "$room/en.po"
  "$room/venv/bin/pybabel" -q compile -l en -i "$room/en.po" -o "$room/babel$turn.mo"
  [ "$turn" = 2 ] || sleep 65
done
python3 - "$room" <<'PY'
import gettext
import sys
from pathlib import Path

room = Path(sys.argv[1])


def told(name):
    with (room / f"{name}.mo").open("rb") as file:
        return gettext.GNUTranslations(file).info()


same = {kind: (room / f"{kind}1.mo").read_bytes() == (room / f"{kind}2.mo").read_bytes() for kind in ("gnu", "babel")}
written = ["language", "content-type", "plural-forms"]
print("msgfmt  ", "same" if same["gnu"] else "other", "bytes; header fields:", *told("gnu1"))
added = [key for key in ("pot-creation-date", "generated-by", "last-translator") if key in told("babel1")]
print("pybabel ", "same" if same["babel"] else "other", "bytes; header fields beside those:", *added)
is_so = same["gnu"] and not same["babel"] and list(told("gnu1")) == written and len(added) == 3
raise SystemExit(0 if is_so else 1)
PY
