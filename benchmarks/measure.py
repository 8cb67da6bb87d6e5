"""How long a process takes, what it holds, and the turns in which several are measured."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Self

_ROOT = Path(__file__).parents[1]
_BASE_CALLS = 25
"""Of the call a worker's own is set against, before each of its turns."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of a process: wall seconds, MiB of the largest process in it, and seconds of all cores together."""

    seconds: float
    peak: float
    work: float = 0.0


class RunError(Exception):
    """A command that ended with an error."""


def environment(paths: Iterable[Path] = ()) -> dict[str, str]:
    """The variables of a measured process: as of a user, who keeps compiled modules and has no proxies."""
    dropped = ("PYTHON", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"PYTHONPATH": os.pathsep.join(map(str, paths))}


def run(command: list[str], paths: Iterable[Path] = (), accepted: tuple[int, ...] = (0,)) -> Sample:
    """Runs a command to its end. Raises RunError when it exits with anything that is not accepted."""
    variables = environment(paths)
    variables["PATH"] = f"{Path(command[0]).parent}{os.pathsep}{variables['PATH']}"
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        raise RunError(f"exit code {process.returncode}")
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return Sample(seconds, usage.ru_maxrss / scale, usage.ru_utime + usage.ru_stime)


def run_code(python: str, code: str, paths: Iterable[Path] = ()) -> Sample:
    """Runs a program text, without looking at its memory. Raises RunError when it raises."""
    started = time.perf_counter()
    _output(python, code, paths)
    return Sample(time.perf_counter() - started, 0.0)


def peak_of_code(python: str, code: str, paths: Iterable[Path] = ()) -> float:
    """MiB a program text makes its process hold. Raises RunError when it raises."""
    ask = f"import sys; sys.path.append({str(_ROOT)!r}); from benchmarks.worker import peak"
    return float(_output(python, f"{code}\n{ask}; print(peak())", paths))


def _output(python: str, code: str, paths: Iterable[Path]) -> str:
    command, variables = [python, "-c", code], environment(paths)
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RunError(done.stderr.strip().rpartition("\n")[2] or f"exit code {done.returncode}")
    return done.stdout.strip()


def in_turns(
    runs: Mapping[str, Callable[[], Sample]], rounds: int, warm_up: bool = True
) -> tuple[dict[str, Sample], dict[str, str]]:
    """The medians of every run, and why others have none."""
    samples: dict[str, list[Sample]] = {name: [] for name in runs}
    failures: dict[str, str] = {}
    for number in range(rounds + warm_up):
        for name, measured in runs.items():
            if name in failures:
                continue
            try:
                sample = measured()
            except RunError as error:
                failures[name] = str(error)
                continue
            if number >= warm_up:
                samples[name].append(sample)
    medians = {
        name: Sample(
            median(s.seconds for s in found),
            max(s.peak for s in found),
            median(s.work for s in found),
        )
        for name, found in samples.items()
        if found
    }
    return medians, failures


class Worker(AbstractContextManager["Worker"]):
    """A process that makes one kind of call whenever it is told to (``benchmarks.worker``).

    With a ``base`` it makes that kind of call before each turn, to set the other against.
    """

    def __init__(
        self, python: str, call: str, argument: str, paths: Iterable[Path] = (), base: str = ""
    ) -> None:
        self._base = base
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.worker", argument, *filter(None, [base]), call],
            cwd=_ROOT,
            env=environment(paths),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def seconds(self, calls: int) -> tuple[float, float]:
        """Seconds per call over so many calls, and per call of the base, 1 if there is none. Raises RunError."""
        if not self._base:
            return self._ask(str(calls))[0] / calls, 1.0
        base, own = self._ask(f"{_BASE_CALLS} {calls}")
        return own / calls, base / _BASE_CALLS

    def peak(self) -> float:
        """MiB the process held at most so far. Raises RunError."""
        return self._ask("peak")[0]

    def _ask(self, question: str) -> list[float]:
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):  # its last words can still be read
            self._process.stdin.write(f"{question}\n")
            self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        try:
            answers = [float(part) for part in answer.split()]
        except ValueError:
            raise RunError(answer) from None
        if not answers:
            raise RunError("it ended early")
        return answers


@contextmanager
def server() -> Generator[str]:
    """The address of a server in a process of its own (``benchmarks.server``)."""
    command = [sys.executable, "-m", "benchmarks.server"]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class Rounds:
    """Seconds per call of several workers, a figure for each round: what stands at one place ran in turns.

    ``bases`` are those of the call each worker is set against in its own process. ``failures`` says of the others why
    they have none.
    """

    seconds: Mapping[str, Sequence[float]]
    bases: Mapping[str, Sequence[float]]
    failures: Mapping[str, str]

    def median(self, name: str) -> float:
        return median(self.seconds[name])

    def ratio(self, name: str, base: str) -> float:
        """The median over the rounds of one worker's time over another's, each in terms of its own base."""
        pairs = zip(self._relative(name), self._relative(base), strict=True)
        return median(a / b for a, b in pairs)

    def _relative(self, name: str) -> list[float]:
        return [own / base for own, base in zip(self.seconds[name], self.bases[name], strict=True)]

    def difference(self, name: str, base: str) -> float:
        """The median over the rounds of one worker's time less another's."""
        return median(a - b for a, b in zip(self.seconds[name], self.seconds[base], strict=True))

    def fastest_first(self) -> list[str]:
        return sorted(self.seconds, key=self.median)

    def notes(self) -> tuple[str, ...]:
        """Who is not in the table, and why."""
        return tuple(
            f"{name.replace('_', ' ')} failed: {why}" for name, why in self.failures.items()
        )


def workers_in_turns(
    workers: Mapping[str, Worker], calls: int, rounds: int, blocks: int = 1, each: int = 1
) -> Rounds:
    """So many calls of every worker, so many times in a row, round by round; those that fail are left out.

    The first of a row is not counted: the worker has slept. What it takes for one call may be ``each`` of a client.
    """
    samples: dict[str, list[float]] = {name: [] for name in workers}
    bases: dict[str, list[float]] = {name: [] for name in workers}
    failures: dict[str, str] = {}
    for _ in range(rounds):
        for name in list(samples):
            try:
                _, *row = [workers[name].seconds(calls) for _ in range(blocks + 1)]
            except RunError as error:
                del samples[name]
                failures[name] = str(error)
                continue
            samples[name] += [seconds / each for seconds, _ in row]
            bases[name] += [base for _, base in row]
    return Rounds(samples, bases, failures)
