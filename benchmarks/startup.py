"""How long one answer takes from nothing: `python -m bot ask ...` beside `import telegram.ext` alone, in the same run.

    python benchmarks/startup.py [RUNS]

Both start a fresh interpreter; they take turns, so that a busy machine slows both alike. Printed are the medians in
seconds and their ratio.
"""

import statistics
import subprocess
import sys
import time

COMMANDS = {
    "import telegram.ext": ["-c", "import telegram.ext"],
    "ask": ["-m", "bot", "ask", "program apa di Kukar"],
}


def seconds(arguments: list[str]) -> float:
    """Run one interpreter to its end and return how long it took."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main() -> None:
    """Measure, after one run each that fills the disk cache and writes the compiled files."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    for arguments in COMMANDS.values():
        seconds(arguments)
    rounds = [{name: seconds(arguments) for name, arguments in COMMANDS.items()} for _ in range(runs)]
    medians = {name: statistics.median(one[name] for one in rounds) for name in COMMANDS}
    for name, median in medians.items():
        print(f"{name:20} {median:6.3f} s  (best {min(one[name] for one in rounds):.3f} s of {runs} runs)")
    print(f"{'ratio':20} {medians['ask'] / medians['import telegram.ext']:6.2f}")


if __name__ == "__main__":
    main()
