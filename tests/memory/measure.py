"""Runs a command in a limited address space, in kB, and writes its exit code and its peak of resident memory, in kB, on the last line.

Usage: measure.py KILOBYTES PROGRAM ARGUMENT...
"""

import resource
import subprocess
import sys

space, command = int(sys.argv[1]) * 1024, sys.argv[2:]
done = subprocess.run(command, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (space, space)))
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
sys.stdout.flush()
print(f"\n{done.returncode} {peak}")
