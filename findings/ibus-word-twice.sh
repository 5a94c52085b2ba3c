#!/usr/bin/env bash
# A field that moves the keyboard on when a word is finished gets that word twice under ibus-unikey.
#
# Seen on 30/11/2026 with PySide6-Essentials 6.11.3 (Qt's own ibus platform input context, on X11) and Debian's
# ibus 1.5.27 and ibus-unikey 0.7.0~beta1: while ddoois and a blank are typed, the first of two plain QLineEdits receives
# the commit “đối ”; its textEdited moves the keyboard to the second one, as forms do that walk on by themselves.
# Qt then asks the input context to commit what is unfinished, and that still remembers the word it has just handed
# over: the field says “đối đối”. Without the move it says “đối ”, and so it does when the move waits until the
# context has put its unfinished letters away.
#
#   output seen:
#     stay   'đối ' ''
#     move   'đối đối' ''
#     later  'đối ' ''
#
# What to do: never move the keyboard inside textEdited, textChanged or inputMethodEvent.
# Needs a machine where Debian packages can be installed. Exits 0 while this is so, 1 when it changed.
set -eu
room=$(mktemp -d)
started=()
leave() {
  for one in "${started[@]:-}"; do [ -n "$one" ] && kill "$one" 2>/dev/null || true; done
  rm -rf "$room"
}
trap leave EXIT

missing=0
for tool in Xvfb openbox xdotool dbus-run-session ibus-daemon; do command -v "$tool" >/dev/null || missing=1; done
[ -e /usr/share/ibus/component/unikey.xml ] || missing=1
if [ "$missing" = 1 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends xvfb openbox xdotool dbus dbus-x11 \
    ibus ibus-unikey dconf-gsettings-backend libxcb-cursor0 >/dev/null
fi
python3 -m venv "$room/venv"
"$room/venv/bin/pip" -q install --disable-pip-version-check "PySide6-Essentials==6.11.3"

cat > "$room/fields.py" <<'PY'
import subprocess
import sys

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

app = QApplication([])
window = QWidget()
column = QVBoxLayout(window)
first, second = QLineEdit(), QLineEdit()
column.addWidget(first)
column.addWidget(second)


def rest(milliseconds):
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def word_is_finished(text):
    if text.endswith(" ") and sys.argv[1] == "move":
        second.setFocus()
    elif text.endswith(" ") and sys.argv[1] == "later":
        QTimer.singleShot(500, second.setFocus)


first.textEdited.connect(word_is_finished)
window.resize(500, 120)
window.show()
rest(2000)
window.activateWindow()
first.setFocus()
rest(500)
hands = subprocess.Popen(["xdotool", "type", "--delay", "150", "ddoois "])
while hands.poll() is None:
    rest(30)
rest(1200)
print(f"{sys.argv[1]:6} {first.text()!r} {second.text()!r}")
PY

cat > "$room/session.sh" <<'SH'
ibus-daemon --xim --daemonize --replace --panel disable >/dev/null 2>&1
for _ in $(seq 60); do
  ibus engine Unikey >/dev/null 2>&1 && [ "$(ibus engine 2>/dev/null)" = Unikey ] && break
  sleep 0.25
done
for way in stay move later; do "$1/venv/bin/python" "$1/fields.py" "$way"; done
ibus exit >/dev/null 2>&1 || true
SH

mkfifo "$room/number"
Xvfb -displayfd 3 -screen 0 1024x768x24 -nolisten tcp 3>"$room/number" >/dev/null 2>&1 &
started+=($!)
export DISPLAY=":$(head -n1 "$room/number")" HOME="$room" XDG_RUNTIME_DIR="$room" QT_IM_MODULE=ibus QT_QPA_PLATFORM=xcb
openbox >/dev/null 2>&1 &
started+=($!)
said=$(dbus-run-session -- bash "$room/session.sh" "$room" 2>/dev/null | grep -E '^(stay|move|later) ')
printf '%s\n' "$said"
wanted=$(printf '%s\n' "stay   'đối ' ''" "move   'đối đối' ''" "later  'đối ' ''")
[ "$said" = "$wanted" ] && echo "as described" || { echo "changed"; exit 1; }
