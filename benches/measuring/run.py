"""Runs commands under GNU time: CPU seconds (user and system), peak memory and wall time."""

import dataclasses
import math
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

# What takes longer, in seconds, is run once; all else three times.
LONG = 20
# What takes less, in CPU seconds, is run many times in one measurement: the clock of the system ticks in hundredths.
SHORT = 0.3
# Nothing may take longer, in seconds.
LONGEST = 900


class Failed(Exception):
    """A command that failed, or wrote nothing."""


@dataclasses.dataclass
class Cost:
    """What one run of a command took."""

    cpu: float
    memory: int  # bytes
    wall: float
    written: int  # bytes

    @staticmethod
    def least(costs):
        """The least of each figure: what else happens on a machine only adds."""
        return Cost(*(min(getattr(cost, field.name) for cost in costs) for field in dataclasses.fields(Cost)))


def measure(argv, output=None, stdout=None):
    """The least cost of a command. It writes `output`, a file or a folder, or its standard output is sent to `stdout`, a file or nowhere."""
    first = _once(argv, output, stdout, 1)
    if first.wall > LONG:
        return first
    repeats = min(60, math.ceil(1 / max(first.cpu, 0.01))) if first.cpu < SHORT else 1
    costs = [] if repeats > 1 else [first]
    while len(costs) < 3:
        costs.append(_once(argv, output, stdout, repeats))
    return Cost.least(costs)


def _once(argv, output, stdout, repeats):
    target = output if stdout == Path(os.devnull) else stdout or output
    if target:
        _remove(target)
        target.parent.mkdir(parents=True, exist_ok=True)
    command = shlex.join(map(str, argv)) + (f" > {shlex.quote(str(stdout))}" if stdout else "")
    loop = f"i=0; while [ $i -lt {repeats} ]; do {command} || exit; i=$((i+1)); done"
    with tempfile.NamedTemporaryFile("r") as figures, tempfile.TemporaryFile("w+") as said:
        timed = ["/usr/bin/time", "-q", "-o", figures.name, "-f", "%U %S %M %e", "sh", "-c", loop]
        # A session of its own, so that all of it can be ended.
        process = subprocess.Popen(
            timed, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
        try:
            code = process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            raise Failed(f"no end after {LONGEST} s") from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        said.seek(0)
        if code:
            last = said.read().strip().splitlines()[-1:] or ["nothing said"]
            raise Failed(f"exit code {code}: {last[0][:200]}")
        user, system, memory, wall = map(float, figures.read().split())
    written = _size(target) if target else 0
    if target:
        _remove(target)
        if not written:
            raise Failed("it wrote nothing")
    return Cost((user + system) / repeats, int(memory) * 1024, wall / repeats, written)


def _size(path):
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size if path.exists() else 0


def _remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
