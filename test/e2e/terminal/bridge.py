"""Runs a command in a pseudo-terminal of its own.

usage: bridge.py COLUMNS ROWS COMMAND [ARGUMENTS]

What the command writes goes to stdout as it is. Each line of stdin is a JSON object: {"keys": "..."} types,
{"size": [columns, rows]} resizes. The end of stdin hangs up. Ends with the command's exit code, or 128 + its signal.
"""

import fcntl, json, os, pty, select, struct, sys, termios

columns, rows = int(sys.argv[1]), int(sys.argv[2])


def resize(columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


pid, terminal = pty.fork()
if pid == 0:
    # The size must stand before the command asks for it.
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])

pending = b""
while True:
    ready, _, _ = select.select([terminal, 0], [], [])
    if terminal in ready:
        try:
            shown = os.read(terminal, 65536)
        except OSError:
            shown = b""
        if shown == b"":
            break
        while shown:
            shown = shown[os.write(1, shown) :]
    elif 0 in ready:
        typed = os.read(0, 65536)
        if typed == b"":
            break
        pending += typed
        *lines, pending = pending.split(b"\n")
        for line in lines:
            order = json.loads(line)
            if "size" in order:
                resize(*order["size"])
            else:
                keys = order["keys"].encode()
                while keys:
                    keys = keys[os.write(terminal, keys) :]

os.close(terminal)
_, status = os.waitpid(pid, 0)
code = os.waitstatus_to_exitcode(status)
sys.exit(128 - code if code < 0 else code)
