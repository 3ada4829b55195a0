# Runs a program in a terminal whose size changes: python3 terminal.py PROGRAM WORDS...
# What is typed comes on stdin, what it says goes to stdout; a line `ROWS COLUMNS` on file 3 is a new size.
import fcntl
import os
import pty
import select
import struct
import sys
import termios

SIZES = 3


def resize(terminal, rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))


program, terminal = pty.fork()
if program == 0:
    os.close(SIZES)
    os.execvp(sys.argv[1], sys.argv[1:])
resize(terminal, 24, 80)
waiting = {0, SIZES, terminal}
while terminal in waiting:
    readable, _, _ = select.select(waiting, [], [])
    for file in readable:
        try:
            read = os.read(file, 65536)
        except OSError:
            # The program has closed its side of the terminal.
            read = b''
        if read == b'':
            waiting.discard(file)
        elif file == terminal:
            os.write(1, read)
        elif file == SIZES:
            for line in read.decode().splitlines():
                resize(terminal, *map(int, line.split()))
        else:
            os.write(terminal, read)
_, status = os.waitpid(program, 0)
sys.exit(os.waitstatus_to_exitcode(status))
