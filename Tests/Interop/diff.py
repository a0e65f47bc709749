"""What `diff` says of pairs of contracts, judged by the validator jsonschema-rs. Argument: the built clamator-repl."""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

import jsonschema_rs

HERE = os.path.dirname(os.path.abspath(__file__))
PAIRS = os.path.join(HERE, "..", "ContractTestingTests", "Comparing", "Pairs", "pairs.json")
TOOL = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "clamator-repl"
RANKS = ["compatible", "possibly", "breaking"]


def is_valid(schema: object, value: object) -> bool:
    dialect = schema.get("$schema", "") if isinstance(schema, dict) else ""
    kind = jsonschema_rs.Draft4Validator if "draft-04" in dialect else (
        jsonschema_rs.Draft7Validator if "draft-07" in dialect else jsonschema_rs.Draft202012Validator
    )
    return kind(schema, validate_formats=True).is_valid(value)


def compare(pairs: list, folder: str) -> dict:
    """The changes by the number of the pair. Each pair is a method of two contracts."""
    paths = []
    for side in ("old", "new"):
        methods = {}
        for number, pair in enumerate(pairs):
            methods[f"m{number}"] = {"params": {"type": "object"}, "result": True, pair["part"]: pair[side]}
        paths.append(os.path.join(folder, f"{side}.json"))
        with open(paths[-1], "w", encoding="utf-8") as file:
            json.dump({"service": "pairs", "methods": methods}, file)
    run = subprocess.run([TOOL, "diff", *paths, "--json"], capture_output=True, text=True)
    changes = {number: [] for number in range(len(pairs))}
    for change in json.loads(run.stdout)["changes"]:
        changes[int(change["method"][1:])].append(change)
    return changes


class Random:
    """Random schemas, and random edits of them."""

    NAMES = ["a", "b", "kind", "x-a"]

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def schema(self, depth: int = 3) -> object:
        r = self.random
        kind = r.randrange(5 if depth == 0 else 12)
        inner = lambda: self.schema(depth - 1)
        if kind == 0:
            return {"type": "integer", "minimum": r.randint(-3, 3), "maximum": r.randint(4, 900)}
        if kind == 1:
            return {"type": "number", "exclusiveMinimum": r.choice([0, 1.5])}
        if kind == 2:
            return {"type": "string", "minLength": r.randint(0, 3), "maxLength": r.randint(3, 6)}
        if kind == 3:
            return {"enum": r.sample(["red", "green", 1, 2, None, True], r.randint(1, 4))}
        if kind == 4:
            return {"type": r.sample(["string", "integer", "null", "boolean", "array"], 2)}
        if kind in (5, 6, 7):
            names = r.sample(self.NAMES, r.randint(0, 3))
            schema = {"type": "object", "properties": {name: inner() for name in names}}
            if names and r.random() < 0.6:
                schema["required"] = [r.choice(names)]
            if r.random() < 0.5:
                schema["additionalProperties"] = r.choice([False, {"type": "string"}])
            if r.random() < 0.2:
                schema["dependentRequired"] = {r.choice(self.NAMES): [r.choice(self.NAMES)]}
            return schema
        if kind in (8, 9):
            return {"type": "array", "items": inner(), "maxItems": r.randint(1, 4), "uniqueItems": r.random() < 0.3}
        if kind == 10:
            return {r.choice(["anyOf", "oneOf", "allOf"]): [inner() for _ in range(r.randint(1, 3))]}
        return {"not": inner()}

    def edited(self, schema: object) -> object:
        r = self.random
        copy = json.loads(json.dumps(schema))
        places: list = []
        self.places(copy, places)
        if places:
            place = r.choice(places)
            if place and r.random() < 0.5:
                place.pop(r.choice(list(place)))
            else:
                more = self.schema(0)
                place.update(more if isinstance(more, dict) else {})
        return copy

    def places(self, schema: object, found: list) -> None:
        if not isinstance(schema, dict):
            return
        found.append(schema)
        for keyword, value in schema.items():
            if keyword == "properties":
                for member in value.values():
                    self.places(member, found)
            elif keyword in ("anyOf", "oneOf", "allOf"):
                for branch in value:
                    self.places(branch, found)
            elif keyword in ("items", "not", "additionalProperties"):
                self.places(value, found)

    def value(self, depth: int = 3) -> object:
        r = self.random
        if depth == 0 or r.random() < 0.6:
            return r.choice(["red", "a", "abcdefg", "", 0, 1, 2, 5, -1, 0.5, 901, None, True, False])
        if r.random() < 0.4:
            return [self.value(depth - 1) for _ in range(r.randint(0, 4))]
        return {r.choice(self.NAMES + ["other"]): self.value(depth - 1) for _ in range(r.randint(0, 4))}


class Diff(unittest.TestCase):
    def check(self, pairs: list, changes: dict) -> None:
        """Each witness is valid on the side that it is said to be, and on no other."""
        for number, pair in enumerate(pairs):
            for change in changes[number]:
                if "witness" not in change:
                    continue
                other = "new" if change["validIn"] == "old" else "old"
                with self.subTest(pair=pair, change=change):
                    self.assertTrue(is_valid(pair[change["validIn"]], change["witness"]))
                    self.assertFalse(is_valid(pair[other], change["witness"]))

    def verdict(self, changes: list) -> str:
        return max((change["verdict"] for change in changes), key=RANKS.index, default="compatible")

    def test_witnesses_of_pairs(self) -> None:
        with open(PAIRS, encoding="utf-8") as file:
            pairs = json.load(file)
        with tempfile.TemporaryDirectory() as folder:
            changes = compare(pairs, folder)
        self.check(pairs, changes)
        for number, pair in enumerate(pairs):
            self.assertEqual(self.verdict(changes[number]), pair["verdict"], pair["pair"])

    def test_random_edits(self) -> None:
        """What is called compatible has no counterexample among many values."""
        maker = Random(1)
        pairs = []
        while len(pairs) < 150:
            old = maker.schema()
            pairs.append({"part": "params", "old": {"type": "object", "properties": {"v": old}}, "new": {
                "type": "object", "properties": {"v": maker.edited(old)}}})
        with tempfile.TemporaryDirectory() as folder:
            changes = compare(pairs, folder)
        self.check(pairs, changes)
        for number, pair in enumerate(pairs):
            if self.verdict(changes[number]) != "compatible":
                continue
            old = jsonschema_rs.Draft202012Validator(pair["old"])
            new = jsonschema_rs.Draft202012Validator(pair["new"])
            for _ in range(500):
                value = {"v": maker.value()}
                self.assertFalse(old.is_valid(value) and not new.is_valid(value), (pair, value))


if __name__ == "__main__":
    unittest.main()
