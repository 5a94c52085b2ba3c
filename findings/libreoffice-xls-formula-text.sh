#!/usr/bin/env bash
# LibreOffice turns a .xlsx into a .xls in which every text that a formula came to is the number 0.
#
# Seen on 30/11/2026 with LibreOffice 7.4.7.2 (Debian), XlsxWriter 3.2.9, xlrd 2.0.2 and python-calamine 0.6.1: a
# workbook has the text “Thôn Đoài” as the result of a formula, of an array formula and of joining two words, each
# with its result stored beside it, then a number from a formula and the text as a plain cell. Converted to .ods all
# of it is there. Converted to .xls the number and the plain cell are there, and the three texts are 0, in the eyes of
# two readers that share no code. A list handed on as .xls so loses looked-up names or hamlets without a word.
#
#   output seen:
#     ods calamine 'Thôn Đoài' 'Thôn Đoài' 'Thôn Đoài' 42.0 'Thôn Đoài'
#     xls calamine 0.0 0.0 0.0 42.0 'Thôn Đoài'
#     xls xlrd 0.0 0.0 0.0 42.0 'Thôn Đoài'
#
# What to do: ask for .xlsx or .ods where a column of zeros stands under a heading that names people or places.
# Needs a machine where Debian packages can be installed. Exits 0 while this is so, 1 when it changed.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
if ! command -v soffice >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui >/dev/null
fi
python3 -m venv "$room/venv"
"$room/venv/bin/pip" -q install --disable-pip-version-check "XlsxWriter==3.2.9" "xlrd==2.0.2" "python-calamine==0.6.1"

cat > "$room/make.py" <<'PY'
import sys
import xlsxwriter

book = xlsxwriter.Workbook(sys.argv[1])
sheet = book.add_worksheet()
sheet.write_formula("A1", '="Thôn Đoài"', None, "Thôn Đoài")
sheet.write_array_formula("B1", '{="Thôn Đoài"}', None, "Thôn Đoài")
sheet.write_formula("C1", '="Thôn "&"Đoài"', None, "Thôn Đoài")
sheet.write_formula("D1", "=20+22", None, 42)
sheet.write_string("E1", "Thôn Đoài")
book.close()
PY
cat > "$room/read.py" <<'PY'
import sys
import python_calamine
import xlrd

for ending in ("ods", "xls"):
    (row,) = python_calamine.CalamineWorkbook.from_path(f"{sys.argv[1]}/list.{ending}").get_sheet_by_index(0).to_python()
    print(ending, "calamine", *map(repr, row))
print("xls", "xlrd", *map(repr, xlrd.open_workbook(f"{sys.argv[1]}/list.xls").sheet_by_index(0).row_values(0)))
PY

soffice --version
"$room/venv/bin/python" "$room/make.py" "$room/list.xlsx"
for ending in ods xls; do
  soffice --headless "-env:UserInstallation=file://$room/profile" --convert-to "$ending" --outdir "$room" \
    "$room/list.xlsx" >/dev/null 2>&1
done
"$room/venv/bin/python" "$room/read.py" "$room" | tee "$room/said"
cat > "$room/seen" <<'EOF'
ods calamine 'Thôn Đoài' 'Thôn Đoài' 'Thôn Đoài' 42.0 'Thôn Đoài'
xls calamine 0.0 0.0 0.0 42.0 'Thôn Đoài'
xls xlrd 0.0 0.0 0.0 42.0 'Thôn Đoài'
EOF
if cmp -s "$room/said" "$room/seen"; then echo "as seen"; else echo "this has changed"; exit 1; fi
