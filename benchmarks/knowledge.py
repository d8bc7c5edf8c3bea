"""What loading the knowledge base costs, beside PyYAML's C loader merely parsing the same files, in one run.

    python -m benchmarks.knowledge           this size and ten times it
    python -m benchmarks.knowledge --quick   this size alone

Each step runs in a process of its own, so that memory is that step's; the ten-fold folder is this one with every
program, topic and visit copied under other names. Printed are the medians of three runs and their ratio to CSafeLoader.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.location import default_path

_RUNS = 3
_TIMES = 10
_STEPS = {
    "yaml.CSafeLoader": "for f in sorted(folder.rglob('*.yaml')): yaml.load(f.read_bytes(), yaml.CSafeLoader)",
    "load": "load(folder)",
    "check": "assert not [p for p in check(folder) if 'galat' in str(p)]",
    "load from the cache": "load_cached(folder, cache)",
}
_PROGRAM = """
import resource, sys, time, yaml
from pathlib import Path
from bot.knowledge.cache import load_cached
from bot.knowledge.loader import check, load
folder, cache = Path(sys.argv[1]), Path(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
{step}
print(time.perf_counter() - start, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def measure(step: str, folder: Path, cache: Path) -> tuple[float, float]:
    """Run one step in a fresh process; return its seconds and the megabytes it grew by."""
    done = subprocess.run([sys.executable, "-c", _PROGRAM.format(step=step), str(folder), str(cache)],
                          capture_output=True, text=True, check=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def enlarge(folder: Path, times: int) -> None:
    """Write a folder of so many times the programs, topics and visits, each copy with names of its own."""
    for source in default_path().rglob("*.yaml"):
        name = source.relative_to(default_path())
        text = source.read_text(encoding="utf-8")
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        if name.parts[0] not in ("program", "topik"):
            continue
        entry = yaml.load(text, yaml.BaseLoader)
        for number in range(1, times):
            id_ = f"{source.stem[:34].rstrip('-')}-s{number}"
            statements = [{**one, "teks": f"{one['teks']} ({number})"} for one in entry.get("isi", ())]
            copy = {**entry, "id": id_, **({"isi": statements} if statements else {})}
            (target.parent / f"{id_}.yaml").write_text(_written(copy), encoding="utf-8")


def _written(entry: dict[str, Any]) -> str:
    """Write an entry so that years stay numbers and everything else stays text, as in the files made by hand."""
    text = yaml.dump(entry, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
    return re.sub(r"^(\s*(?:- )?tahun: |tentang_stunting: )'(\w+)'$", r"\1\2", text, flags=re.MULTILINE)


def report(folder: Path, cache: Path) -> list[str]:
    """Measure every step on one folder; rows of a table."""
    files = list(folder.rglob("*.yaml"))
    rows = [f"{len(files)} files, {sum(f.stat().st_size for f in files) / 1e6:.1f} MB"]
    measure(_STEPS["load from the cache"], folder, cache)
    base = 0.0
    for name, step in _STEPS.items():
        runs = [measure(step, folder, cache) for _ in range(_RUNS)]
        seconds = statistics.median(run[0] for run in runs)
        base = base or seconds
        rows.append(f"  {name:22} {seconds:7.3f} s   {seconds / base:6.2f} times CSafeLoader   "
                    f"{statistics.median(run[1] for run in runs):6.0f} MB")
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="this size alone")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch) / "cache"
        print(*report(default_path(), cache), sep="\n", flush=True)
        if not args.quick:
            big = Path(scratch) / "knowledge"
            enlarge(big, _TIMES)
            print(*report(big, cache), sep="\n")


if __name__ == "__main__":
    main()
