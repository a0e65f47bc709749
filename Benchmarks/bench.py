#!/usr/bin/env python3
"""Measures clamator-repl beside its peers, and prints one table of ratios.

usage: bench.py [-n ROUNDS] [--only WORD] [--binary PATH] [--floor FOLDER] [--instructions]

Each row has what it must reach, what it aims at, and the change since the table in README.md; where one misses what it must
reach by more than a twentieth, it is named at the end, and the exit status is 1.

Everything that is built or written goes to .build-bench: the workloads, the floor (where g++ and simdjson are installed),
the reference and Blaze (from PyPI, in a virtual environment). A peer that is not there leaves its rows out, and says so.

Times are those of whole processes, taken in turn (A B, B A, A B …) on the same input; what is compared is the median of
the ratios round by round, since the machine's own speed drifts. The first round is not counted.

What other work on the machine changes nothing of is the count of instructions, which valgrind gives: with --instructions the
rows that compare two processes compare those of a call, and the others are left out.
"""
import argparse
import datetime
import itertools
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / ".build-bench"
WORK = BUILD / "workloads"
PYTHON = BUILD / "venv/bin/python"
FLOOR = BUILD / "floor"
ALLOCATIONS = BUILD / "allocations.so"
# How many calls of a workload --instructions counts, few and many.
COUNTED = (2000, 6000)
PACKAGES = ["clamator-over-memory==0.1.9", "sourcemeta-jsonschema", "jsonschema-rs", "jsonschema-specifications"]


# What is compared


def have_floor():
    source = HERE / "peers/floor.cpp"
    if FLOOR.exists() and FLOOR.stat().st_mtime > source.stat().st_mtime:
        return True
    if not shutil.which("g++") or not any(pathlib.Path(p, "simdjson.h").exists() for p in ("/usr/include", "/usr/local/include")):
        return note("no floor: g++ and simdjson are not both installed (Debian: apt-get install g++ libsimdjson-dev)")
    run(["g++", "-O3", "-march=native", "-std=c++20", source, "-lsimdjson", "-o", FLOOR])
    return True


def have_allocations():
    source = HERE / "peers/allocations.c"
    if ALLOCATIONS.exists() and ALLOCATIONS.stat().st_mtime > source.stat().st_mtime:
        return True
    if sys.platform != "linux" or not shutil.which("clang"):
        return note("no counts of allocations: this is not Linux, or there is no clang, which Swift's toolchain has")
    headers = ROOT / "Tests/CAllocations/include"
    run(["clang", "-O2", "-shared", "-fPIC", f"-I{headers}", source, "-o", ALLOCATIONS])
    return True


def have_venv():
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", "import clamator_over_memory, jsonschema_rs"], capture_output=True).returncode == 0:
        return True
    run([sys.executable, "-m", "venv", BUILD / "venv"])
    if subprocess.run([PYTHON, "-m", "pip", "install", "-q", *PACKAGES]).returncode == 0:
        return True
    return note("no reference and no Blaze: their packages cannot be installed")


def have_jq():
    return bool(shutil.which("jq")) or note("no jq")


def have_time():
    return sys.platform == "linux" and bool(shutil.which("time")) or note("no memory: GNU time is not installed")


def note(reason):
    print(reason, file=sys.stderr)
    return False


def run(command):
    subprocess.run([str(word) for word in command], check=True)


def build_own():
    run(["swift", "build", "-c", "release", "--package-path", HERE, "--scratch-path", BUILD / "package"])
    static = ["--static-swift-stdlib"] if sys.platform == "linux" else []
    run([ROOT / "Scripts/build", "-c", "release", *static, "--product", "clamator-repl", "--package-path", ROOT, "--scratch-path", BUILD / "product"])
    return BUILD / "product/release/clamator-repl"


def write_workloads():
    source, written = HERE / "workloads.py", WORK / "written"
    if not written.exists() or written.stat().st_mtime < source.stat().st_mtime:
        run([sys.executable, source, WORK])
        written.touch()


# How it is measured


def once(command, stdin=os.devnull):
    """The seconds that a process takes."""
    with open(stdin, "rb") as calls, open(os.devnull, "wb") as out:
        start = time.perf_counter()
        code = subprocess.call([str(word) for word in command], stdin=calls, stdout=out, stderr=out)
        seconds = time.perf_counter() - start
    # 1 is an answer with an error, which some workloads ask for.
    if code not in (0, 1):
        sys.exit(f"exit {code}: {shown(command)}")
    return seconds


def in_turn(rounds, *pairs):
    """The times of each (command, input), round by round."""
    samples = [[] for _ in pairs]
    for turn in range(rounds + 1):
        order = range(len(pairs)) if turn % 2 == 0 else reversed(range(len(pairs)))
        for index in order:
            seconds = once(*pairs[index])
            if turn:
                samples[index].append(seconds)
    return samples


def megabytes(command, stdin=os.devnull):
    """What a process holds at most. A child's own figure begins with that of the process it comes from, and Python's is
    larger than ours: so GNU time, which is small, has to start it."""
    report = BUILD / "peak"
    once(["time", "-f", "%M", "-o", report, *command], stdin)
    # Another exit than 0 has a line of its own before.
    return int(report.read_text().split()[-1]) / 1024


def ratio(rounds, ours, other):
    """How many times the other's time ours is."""
    mine, its = in_turn(rounds, ours, other)
    return statistics.median(a / b for a, b in zip(mine, its))


def instructions(command, stdin):
    """The instructions of one call: those of more calls less those of fewer, since the start of the process is no call."""
    profiled = [str(word) for word in ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command)]

    def count(calls):
        with open(stdin, "rb") as lines:
            report = subprocess.run(profiled, input=b"".join(itertools.islice(lines, calls)), capture_output=True).stderr
        if found := re.search(rb"Collected : (\d+)", report):
            return int(found[1])
        sys.exit(f"{report.decode()}nothing was counted: {shown(command)}")

    return (count(COUNTED[1]) - count(COUNTED[0])) / (COUNTED[1] - COUNTED[0])


def single_costs(names):
    """Nanoseconds by name, as CallBench tells them: the median over many repetitions of a thousand."""
    command = [BUILD / "package/release/CallBench", "--filter", names, "--format", "json", "--quiet"]
    report = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout
    return {benchmark["name"]: benchmark["time"] for benchmark in json.loads(report)["benchmarks"]}


def shown(command, stdin=None):
    names = [pathlib.Path(word).name if str(word).startswith("/") else word for word in command]
    return " ".join(names) + (f" < {stdin.name}" if stdin else "")


# The rows


class Table:
    """Prints a row for each measurement, and knows what the last table said."""

    def __init__(self, options):
        self.options = options
        self.before = last_table(HERE / "README.md")
        # The rows that miss what they must reach by more than a twentieth.
        self.missed = []
        print("| what | must | aim | measured | change | command |\n|---|---|---|---|---|---|", flush=True)

    def pair(self, what, must, aim, ours, other, faster=False):
        """Compares two processes, each a command and its input: how many times what the other takes ours does, or with
        `faster` the reverse."""
        def measure():
            if self.options.instructions:
                mine, its = instructions(*ours), instructions(*other)
                number, remark = mine / its, f", {mine:.0f} instructions beside {its:.0f}"
            else:
                number, remark = ratio(self.options.n, ours, other), ""
            return 1 / number if faster else number, remark

        self.row(what, must, aim, measure, f"{shown(*ours)}`, `{shown(*other)}", "× faster" if faster else "×", faster, True)

    def row(self, what, must, aim, measure, command, unit="×", least=False, counts=False):
        """Measures, and prints, unless other rows were asked for.

        `must` and `aim` are the goals, bounds from above or, with `least`, from below; None where there is none. `measure`
        returns a number of the unit, or such a number and what else is to be said.
        """
        if self.options.only not in what or self.options.instructions and not counts:
            return
        measured = measure()
        number, remark = measured if isinstance(measured, tuple) else (measured, "")
        goal = lambda bound: "" if bound is None else f"{'≥' if least else '≤'} {bound:g} {unit}"
        if must is not None and (number < must * 0.95 if least else number > must * 1.05):
            self.missed.append(what)
        before = self.before.get(what)
        change = f"{(number / before - 1) * 100:+.0f} %" if before else ""
        shown_number = f"{number:.0f}" if number >= 100 else f"{number:.3g}"
        print(f"| {what} | {goal(must)} | {goal(aim)} | {shown_number} {unit}{remark} | {change} | `{command}` |", flush=True)


def last_table(path):
    """What was measured for each row of the table in a document."""
    measured, column = {}, None
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells[:1] == ["what"]:
            # Other tables may tell something else of the same rows.
            column = cells.index("measured") if "measured" in cells else None
        elif not cells:
            column = None
        elif column is not None and len(cells) > column and (number := re.match(r"-?[0-9.]+", cells[column])):
            measured[cells[0]] = float(number[0])
    return measured


def rows(table, binary, rounds):
    batch = lambda service: [binary, "batch", WORK / f"{service}.json"]
    arith, short, orders = WORK / "arith.ndjson", WORK / "arith-100k.ndjson", WORK / "orders.ndjson"

    # The goals are those of the first.
    floors = []
    if other := table.options.floor:
        floors.append(("the floor that the goals were set by", lambda service: [other.absolute() / f"floor_{service}"]))
    if have_floor():
        floors.append(("our own floor" if floors else "the floor", lambda service: [FLOOR, service]))
    for service, calls, *goals in [("arith", arith, 1.35, 1.2), ("orders", orders, 1.7, 1.4)]:
        for place, (name, program) in enumerate(floors):
            must, aim = goals if place == 0 else (None, None)
            table.pair(f"batch, `{calls.name}`, beside {name}", must, aim, (batch(service), calls), (program(service), calls))
    if have_venv():
        reference = [PYTHON, HERE / "peers/reference.py"]
        for service, calls, must, aim in [("arith", short, 120, 150), ("orders", orders, 22, 30)]:
            table.pair(f"batch, `{calls.name}`, beside the reference", must, aim, (batch(service), calls), (reference, calls), faster=True)
    if have_jq():
        table.pair("batch, `arith.ndjson`, beside jq, which parses and prints alone", None, None,
                   (batch("arith"), arith), (["jq", "-c", "."], arith), faster=True)
    one, two = (([*batch("orders"), "--jobs", jobs], orders) for jobs in ("1", "2"))
    table.pair("two jobs beside one, `orders.ndjson`", 1.8, 1.9, two, one, faster=True)
    table.pair("a call with invalid params beside a valid one (200 000 each)", 2.5, 2,
               (batch("arith"), WORK / "arith-invalid.ndjson"), (batch("arith"), WORK / "arith-200k.ndjson"))
    for what, calls, must, aim in [("all of its members given", "full", 1.1, 1.0), ("one member to fill in", "short", 1.5, 1.2)]:
        line = WORK / f"entries-{calls}.ndjson"
        table.pair(f"a call of a contract with defaults, {what}, beside the same without `default`", must, aim,
                   (batch("defaults"), line), (batch("no-defaults"), line))
    plain = (batch("ways"), WORK / "ways-plain.ndjson")
    for what, options, calls in [
        ("a scripted result with two expressions", [], "expressions"), ("the last of ten rules", [], "rules"),
        ("a mock answer", ["--mock"], "mocked"), ("a summary of all calls", ["--summary"], "plain"),
    ]:
        table.pair(f"{what}, beside a call that a builtin answers", None, None,
                   ([*batch("ways"), *options], WORK / f"ways-{calls}.ndjson"), plain)
    table.pair("a call by its wire name, beside the same contract without wire names", None, None,
               (batch("wired"), WORK / "ways-wire.ndjson"), plain)
    stateless = (batch("records-1000"), WORK / "records-same.ndjson")
    for method, what in [("find", "`find` by a member among 1000 records of 200 bytes"), ("push", "`$push` to them")]:
        line = WORK / f"records-{method}.ndjson"
        ours, more = (batch("records-1000"), line), (batch("records-2000"), line)
        table.pair(f"{what}, beside a scripted call without state", 10, 3, ours, stateless)
        table.pair(f"{what.replace('1000', '2000')}, beside 1000", 2, 1.1, more, ours)
    table.row("a handler that suspends once until another thread answers, through the bus with its time-out armed, beside the same awaited bare",
              2.5, 1.8, lambda: suspension(rounds, "waiting"), "CallBench --filter waiting")
    table.row("a handler that suspends only to give way, the least that a suspension can cost, likewise",
              2.5, 1.8, lambda: suspension(rounds, "yielding"), "CallBench --filter yielding")
    table.row("a handler that may wait, and does not, beside an immediate one", 1.5, 1.2,
              lambda: (cost_beside(rounds, "ready call", "immediate call"), allocated("ready call")),
              "CallBench --filter '(ready|immediate) call'")
    table.row("typed client and typed service beside an untyped handler that builds its result", 1.3, 1.1,
              lambda: (cost_beside(rounds, "typed sum", "built sum"), allocated("typed sum")),
              "CallBench --filter '(typed|built) sum'")
    for kind, must in [("order", 4.5), ("order Codable", 15)]:
        for way in ("decode", "encode"):
            table.row(f"{kind} of twenty lines: {way}", must, None, lambda: one_way(f"{kind} {way}"),
                      f"CallBench --filter '{kind} {way}'", unit="µs")
    if have_venv():
        for name, must, aim in [("small", 0.9, 0.8), ("order", 0.25, 0.2), ("draft-07 meta-schema on itself", 0.7, 0.5)]:
            table.row(f"validation alone beside Blaze: {name}", must, aim, lambda: validation(rounds)[name], "compare_schemas.py")
    for what, path, must, aim in loading():
        command = [binary, "check", path]
        table.row(f"loading: {what}", must, aim, lambda: loading_cost(command), shown(command), unit="s")
    call = [binary, "call", "arith.add", "a=2", "b=3", "-c", WORK / "arith.json"]
    table.row("one call, process start to end", 6, 5, lambda: statistics.median(in_turn(40, (call,))[0]) * 1000, shown(call), unit="ms")
    if have_time():
        table.row("one call, memory", 13, 11, lambda: statistics.median(megabytes(call) for _ in range(9)), shown(call), unit="MB")
        few = WORK / "arith-10k.ndjson"
        table.row("memory after a million calls beside ten thousand", 1.1, 1.0,
                  lambda: memory((batch("arith"), arith), (batch("arith"), few)), shown(batch("arith"), arith) + f"`, `< {few.name}")
    table.row("`(a+)+$` on thirty letters and a `!`", 5, 0.1,
              lambda: sum(single_costs("a[+]").values()) / 1e6, "CallBench --filter 'a[+]'", unit="ms")


def loading():
    """Contracts that are large in one way each: what they are, the file, and the goals in seconds."""
    method = lambda name: {"params": {"$ref": f"#/$defs/{name}"}, "result": {"$ref": f"#/$defs/{name}"}}
    types = {f"t{i}": {"type": "object", "properties": {"next": {"$ref": f"#/$defs/t{(i + 1) % 400}"}, "n": {"type": "integer"}}}
             for i in range(400)}
    chain = {f"t{i}": {"$ref": f"#/$defs/t{i + 1}"} for i in range(20_000)} | {"t20000": {"type": "integer"}}
    made = {
        "400 methods and 400 types that reach each other": ({"methods": {f"m{i}": method(f"t{i}") for i in range(400)}, "$defs": types}, 0.3, 0.1),
        "an `enum` of 100 000 strings": ({"methods": {"m": {"params": {"properties": {"a": {"enum": [f"value {i}" for i in range(100_000)]}}}, "result": {}}}}, 0.3, 0.1),
        "a chain of 20 000 `$ref`": ({"methods": {"m": {"params": {"properties": {"a": {"$ref": "#/$defs/t0"}}}, "result": {}}}, "$defs": chain}, 0.3, 0.1),
    }
    folder = WORK / "loading"
    folder.mkdir(exist_ok=True)
    for number, (what, (contract, must, aim)) in enumerate(made.items()):
        path = folder / f"large-{number}.json"
        path.write_text(json.dumps({"service": "large", **contract}))
        yield what, path, must, aim


def loading_cost(command):
    return statistics.median(in_turn(5, (command,))[0]), f", {megabytes(command):.0f} MB" if have_time() else ""


def cost_beside(rounds, one, other):
    """How many times the other's cost that of one is."""
    costs = [single_costs(f"({one}|{other})") for _ in range(rounds)]
    return statistics.median(cost[one] / cost[other] for cost in costs)


def suspension(rounds, kind):
    return cost_beside(rounds, f"{kind} call", f"{kind} handler")


def one_way(name):
    return single_costs(name)[name] / 1e3, allocated(name)


def allocated(name):
    """How often a single one of a benchmark's repetitions asks for memory, in any thread, where that can be counted."""
    if not have_allocations():
        return ""
    counts = []
    for iterations in (10, 30):
        command = [BUILD / "package/release/CallBench", "--filter", name, "--iterations", iterations,
                   "--warmup-iterations", 0, "--quiet"]
        report = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True,
                                env={**os.environ, "LD_PRELOAD": str(ALLOCATIONS)}).stderr
        counts.append(int(report.split()[-1]))
    # An iteration is a thousand of them.
    return f", {(counts[1] - counts[0]) / 20_000:.0f} allocations"


validated = {}


def validation(rounds):
    """The ratios to Blaze by case, measured once for all rows."""
    if not validated:
        command = [PYTHON, HERE / "compare_schemas.py", str(rounds)]
        lines = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout.splitlines()
        for cells in (line.strip("| ").split(" | ") for line in lines[2:]):
            validated[cells[0]] = float(cells[4])
    return validated


def memory(many, few):
    most, least = (statistics.median(megabytes(*pair) for _ in range(3)) for pair in (many, few))
    return most / least, f" ({least:.1f} MB)"


def machine():
    processor = platform.processor() or platform.machine()
    if sys.platform == "linux":
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        processor = next((line.split(": ")[1] for line in lines if line.startswith("model name")), processor)
    return f"{datetime.date.today():%-d %B %Y}, {os.cpu_count()} × {processor}, {platform.system()} {platform.release()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=9, metavar="ROUNDS", help="rounds that are counted (9)")
    parser.add_argument("--only", default="", metavar="WORD", help="rows whose name holds it")
    parser.add_argument("--binary", type=pathlib.Path, help="a clamator-repl built already")
    parser.add_argument("--floor", type=pathlib.Path, metavar="FOLDER",
                        help="the floor that the goals were set by: a folder with the programs floor_arith and floor_orders")
    parser.add_argument("--instructions", action="store_true", help="count the instructions of a call instead of measuring times")
    options = parser.parse_args()
    BUILD.mkdir(exist_ok=True)
    binary = build_own() if options.binary is None else options.binary.absolute()
    if options.instructions:
        # The debug information of some compilers is more than valgrind can read.
        run(["strip", "--strip-debug", "-o", BUILD / binary.name, binary])
        binary = BUILD / binary.name
    write_workloads()
    print(f"{machine()}\n")
    table = Table(options)
    rows(table, binary, options.n)
    if not options.only and not options.instructions:
        print("\n| single cost | ns |\n|---|---|")
        for name, cost in single_costs(".").items():
            print(f"| {name} | {cost:.0f} |")
    if table.missed:
        sys.exit("missed by more than a twentieth:\n" + "\n".join(f"  {what}" for what in table.missed))


if __name__ == "__main__":
    main()
