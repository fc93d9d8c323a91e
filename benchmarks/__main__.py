"""``python -m benchmarks [NAME …]``: run the benchmarks and print a table.

Each module of this package with a function ``run() -> list[Result]`` is a benchmark. Exit code 1
when a limit did not hold in this run.
"""

import pkgutil
import platform
import sys
from collections.abc import Iterator
from importlib import import_module

import benchmarks
from benchmarks.result import Result

NOT_BENCHMARKS = {"__main__", "result"}


def names() -> list[str]:
    """The benchmarks there are."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name for name in found if name not in NOT_BENCHMARKS and name[0] != "_")


def rows(results: list[Result]) -> Iterator[str]:
    """The table, in Markdown."""
    yield "| benchmark | ours | against | ratio | limit | holds |"
    yield "|---|---|---|---|---|---|"
    for result in results:
        ours = f"{result.value:.4g} {result.unit}"
        against, ratio = result.peer, "–"
        if result.against is not None:
            against = f"{result.peer}: {result.against:.4g} {result.unit}"
            ratio = f"{result.value / result.against:.3g}" if result.against else "–"
        holds = "yes" if result.holds else "NO"
        yield f"| {result.name} | {ours} | {against} | {ratio} | {result.limit} | {holds} |"


def main(chosen: list[str]) -> int:
    """Run the chosen benchmarks, or all."""
    unknown = set(chosen) - set(names())
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(names())}")
        return 2
    results: list[Result] = []
    for name in chosen or names():
        print(f"running {name} …", file=sys.stderr, flush=True)
        results += import_module(f"benchmarks.{name}").run()
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}\n")
    print("\n".join(rows(results)))
    return 0 if all(result.holds for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
