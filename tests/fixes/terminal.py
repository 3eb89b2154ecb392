"""Runs a command on a terminal and types answers: terminal.py ANSWERS COMMAND...; each answer is a line, typed when asked."""

import os
import pty
import sys

answers = [line for line in sys.argv[1].split(",") if line]
child, master = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
said = b""
while True:
    try:
        piece = os.read(master, 65536)
    except OSError:
        piece = b""
    if not piece:
        break
    said += piece
    if said.endswith(b"] "):
        # The end of the input is Ctrl-D.
        os.write(master, (answers.pop(0) + "\n").encode() if answers else b"\x04")
sys.stdout.buffer.write(said)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
