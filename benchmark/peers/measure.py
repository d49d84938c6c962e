"""How every Python peer is timed: best of three windows, each bracketed by the FMA probe, one JSON line a workload."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager

WINDOWS = 3
SECONDS = float(os.environ.get("CORTEN_BENCH_SECONDS", "0.7"))
PROBE = os.environ.get("CORTEN_BENCH_PROBE")


def probe():
    """GFLOP/s of the machine right now, or None where there is no probe."""
    return float(subprocess.check_output([PROBE])) if PROBE else None


def measure(peer, name, mode, step, steps_per_call=1):
    """Times `step()`, which does `steps_per_call` steps, and prints milliseconds a step."""
    started = time.perf_counter()
    step()
    # What compiles lazily has compiled after a few calls; a slow step need not be repeated for that.
    while time.perf_counter() - started < SECONDS / 2:
        step()
    best = None
    for _ in range(WINDOWS):
        before = probe()
        calls, start = 0, time.perf_counter()
        while calls == 0 or time.perf_counter() - start < SECONDS:
            step()
            calls += 1
        milliseconds = (time.perf_counter() - start) * 1e3 / calls / steps_per_call
        if best is None or milliseconds < best["ms"]:
            gflops = min(before, probe()) if PROBE else None
            best = {"peer": peer, "workload": name, "mode": mode, "ms": milliseconds, "probe": gflops}
    print(json.dumps(best), flush=True)


@contextmanager
def busy_core():
    """Another process that keeps one core busy."""
    neighbour = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        neighbour.kill()
        neighbour.wait()


def requested(workloads):
    """The workloads named in CORTEN_BENCH_WORKLOADS, separated by commas; all of them by default."""
    names = os.environ.get("CORTEN_BENCH_WORKLOADS")
    return [w for w in workloads if not names or w in names.split(",")]
