#!/usr/bin/env python3
"""Times validation alone: this library, Blaze and jsonschema-rs on the same schemas and instances, in turn.

Needs Python packages, best in a virtual environment:
    pip install sourcemeta-jsonschema jsonschema-rs jsonschema-specifications
and the benchmark built: swift build -c release --package-path Benchmarks --scratch-path .build-bench/package

usage: compare_schemas.py [ROUNDS]

Each round runs every validator once; what is compared is the median of the rounds' ratios. Blaze is timed by its own
command line (`validate --fast --benchmark`), jsonschema-rs through Python, where each call converts the instance first.
"""
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import jsonschema_rs
import jsonschema_specifications

HERE = pathlib.Path(__file__).resolve().parent
META = pathlib.Path(jsonschema_specifications.__file__).parent / "schemas"
CASES = [
    ("small", HERE / "Schemas/small.schema.json", HERE / "Schemas/small.json"),
    ("order", HERE / "Schemas/order.schema.json", HERE / "Schemas/order.json"),
    ("draft-07 meta-schema on itself", META / "draft7/metaschema.json", META / "draft7/metaschema.json"),
    ("2020-12 meta-schema on itself", META / "draft202012/metaschema.json", META / "draft202012/metaschema.json"),
]


def ours(schema, instance):
    out = subprocess.run(
        [HERE.parent / ".build-bench/package/release/SchemaBench", schema, instance], capture_output=True, text=True, check=True
    ).stdout
    return float(re.search(r"([\d.]+) median", out).group(1))


def blaze(schema, instance):
    """Its figures have a resolution of a nanosecond, so many lines of the same instance are averaged."""
    lines = instance.with_suffix(".jsonl")
    lines.write_text((json.dumps(json.loads(instance.read_text())) + "\n") * 200)
    command = pathlib.Path(sys.executable).parent / "jsonschema"
    out = subprocess.run(
        [command, "validate", schema, lines, "--fast", "--benchmark", "--loop", "500"],
        capture_output=True, text=True, check=True,
    )
    return statistics.mean(float(time) for time in re.findall(r"PASS ([\d.]+) \+-", out.stdout + out.stderr)) * 1000


def rust(schema, instance):
    validator = jsonschema_rs.validator_for(json.loads(schema.read_text()))
    value = json.loads(instance.read_text())
    samples = []
    for _ in range(15):
        start = time.perf_counter_ns()
        for _ in range(2000):
            validator.is_valid(value)
        samples.append((time.perf_counter_ns() - start) / 2000)
    return statistics.median(samples)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    print("| case | ours, ns | Blaze, ns | jsonschema-rs, ns | ours / Blaze | ours / jsonschema-rs |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, schema, instance in CASES:
            # Blaze goes by the extension.
            copies = [pathlib.Path(folder) / "schema.json", pathlib.Path(folder) / "instance.json"]
            for copy, original in zip(copies, (schema, instance)):
                copy.write_bytes(original.read_bytes())
            rows = [[measure(*copies) for measure in (ours, blaze, rust)] for _ in range(rounds)]
            middle = [statistics.median(column) for column in zip(*rows)]
            ratios = [statistics.median(row[0] / row[other] for row in rows) for other in (1, 2)]
            print(
                f"| {name} | {middle[0]:.0f} | {middle[1]:.0f} | {middle[2]:.0f} | {ratios[0]:.2f} | {ratios[1]:.2f} |"
            )


if __name__ == "__main__":
    main()
