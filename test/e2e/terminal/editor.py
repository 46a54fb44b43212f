"""A full-screen editor, small enough to be the same everywhere: shows the lines of data of a manifest and the window's size.

Keys: t makes `one` into `two`, q writes and ends. Ctrl-Z and Ctrl-C do what the terminal makes of them.
"""

import os, re, signal, sys, termios, tty

path = sys.argv[1]
text = open(path).read()
before = termios.tcgetattr(0)


def draw():
    size = os.get_terminal_size()
    lines = [line for line in text.split("\n") if re.match(r"^(data:|  key:)", line)]
    shown = ["editing", *lines, f"{size.columns}x{size.lines}", "t: two  q: quit"]
    body = "".join(f"\x1b[{row};1H{line}" for row, line in enumerate(shown, 1))
    sys.stdout.write(f"\x1b[?1049h\x1b[2J{body}")
    sys.stdout.flush()


def begin(*_):
    tty.setcbreak(0)
    draw()


signal.signal(signal.SIGWINCH, lambda *_: draw())
signal.signal(signal.SIGCONT, begin)
begin()
while True:
    key = os.read(0, 1)
    if key == b"t":
        text = text.replace(": one", ": two")
        draw()
    elif key == b"q":
        break
open(path, "w").write(text)
sys.stdout.write("\x1b[?1049l")
sys.stdout.flush()
termios.tcsetattr(0, termios.TCSADRAIN, before)
