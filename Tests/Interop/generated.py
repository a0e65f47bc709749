"""Generated Python with clamator's own packages: over the Memory bus, over Redis with our server and our client, and
beside the contract, with values that both have to judge alike. Argument: the built clamator-repl."""

import asyncio
import glob
import importlib
import importlib.metadata
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unittest
import warnings

from clamator_over_memory import MemoryBus, MemoryRpcClient, MemoryRpcServer
from clamator_over_redis import RedisRpcClient, RedisRpcServer, RpcError
from pydantic import BaseModel, ValidationError
from redis_case import RedisCase

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TOOL = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "clamator-repl"
WIDE = os.path.join(ROOT, "Tests", "ContractGenerationTests", "Python", "wide-range.json")
FOREIGN = os.environ.get("CLAMATOR_FOREIGN", os.path.join(ROOT, "..", "shared", "foreign"))
ARITH = {
    "service": "arith",
    "methods": {
        "add": {
            "params": {
                "type": "object",
                "properties": {"a": {"type": "number"}, "b": {"type": "number"}},
                "required": ["a", "b"],
                "additionalProperties": False,
            },
            "result": {
                "type": "object",
                "properties": {"sum": {"type": "number"}},
                "required": ["sum"],
                "additionalProperties": False,
            },
        }
    },
}
EVERYTHING = os.path.join(ROOT, "Tests", "GeneratedServices", "every-thing.json")
# Schemas that models do not know all of, as the comment at the top of their module says.
UNTOLD = {("hard", "params"), ("formats", "params")}
# Besides, what refers to its own root cannot stand elsewhere, and a default that breaks its schema is no member's.
UNTOLD_OF_EVERYTHING = {("objects", "params"), ("unions", "params"), ("recursive", "params"), ("defaults", "params")}
SEED = int(os.environ.get("SEED", "17"))

folder = tempfile.TemporaryDirectory()
sys.path.insert(0, folder.name)
sys.dont_write_bytecode = True


def generate(output: str, *contracts: str) -> None:
    subprocess.run([TOOL, "generate", "python", *contracts, "-o", output], check=True, stderr=subprocess.DEVNULL)


def write(path: str, text: str) -> str:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    return path


def wire(value: BaseModel) -> object:
    return value.model_dump(mode="json", by_alias=True)


generate(folder.name, WIDE)
wide = importlib.import_module("wide_range")


class Wide(wide.WideRangeService):
    """Answers with what shows that params arrive as they were given."""

    def __init__(self):
        self.pinged = asyncio.get_running_loop().create_future()

    async def add(self, params):
        if params.b > 50:
            raise RpcError(7, "tired")
        return wide.AddResult(sum=params.a + params.b)

    async def get_url(self, params):
        return f"{params.class_}/{params.url_path}"

    async def import_(self, params):
        return [1, 2]

    async def optional(self, params):
        return None if params.maybe is None else params.count

    async def pay(self, params):
        if params.method.kind == "card":
            return wide.PayResultTrue(id="00000000-0000-0000-0000-000000000000")
        return wide.PayResultFalse(why=str(params.method.amount))

    async def shapes(self, params):
        return wide.ShapesResult(pair=(params.id, len(params.model_extra)), more=["a", 1, 2])

    async def trees(self, params):
        return params.node

    async def merge(self, params):
        return wide.Base(a=params.a + params.b)

    async def formats(self, params):
        return {"at": params.at}

    async def hard(self, params):
        return [params.not_]

    async def ping(self, params):
        self.pinged.set_result(params.at)


class Models(unittest.TestCase):
    def test_constructors_take_both_names_and_the_wire_has_one(self) -> None:
        for given in ({"null_needed": None}, {"nullNeeded": None}):
            params = wide.OptionalParams(needed="x", **given)
            self.assertEqual(wire(params)["nullNeeded"], None)
        with self.assertRaises(ValidationError):
            wide.OptionalParams.model_validate({"needed": "x", "null_needed": None})
        with self.assertRaises(TypeError):
            wide.MergeParams(a="x", b="y", c="z")

    def test_what_is_not_set_is_left_out(self) -> None:
        params = wide.OptionalParams(needed="x", null_needed=None, maybe=None)
        sent = wire(params)
        self.assertNotIn("maybe", sent)
        self.assertNotIn("nullMaybe", sent)
        self.assertNotIn("anything", sent)
        self.assertEqual(wire(wide.OptionalParams(needed="x", null_needed=None, null_maybe=None))["nullMaybe"], None)
        params.maybe = "later"
        self.assertEqual(wire(params)["maybe"], "later")
        nested = wide.AddParams(a=1, b=2, add_result=wide.AddParamsAddResult())
        self.assertEqual(wire(nested), {"a": 1, "b": 2, "addResult": {}})

    def test_defaults_are_values_of_their_types(self) -> None:
        params = wide.OptionalParams.model_validate({"needed": "x", "nullNeeded": "y"})
        self.assertEqual((params.count, params.ratio, params.tags, params.color), (3, 0.5, ["a"], "green"))
        self.assertEqual(params.inner.n, 1)
        with self.assertRaises(ValidationError):
            wide.OptionalParams.model_validate({"needed": "x", "nullNeeded": "y", "maybe": None})

    def test_types_are_strict(self) -> None:
        self.assertEqual(wide.AddParams(a=1, b=2.0).b, 2)
        for a, b in (("2", 1), (True, 1), (1, True), (1, "2"), (1, 2.5), (float("inf"), 1)):
            with self.assertRaises(ValidationError, msg=f"{a!r} {b!r}"):
                wide.AddParams(a=a, b=b)
        self.assertEqual(wire(wide.AddParams(a=5, b=1)), {"a": 5, "b": 1})

    def test_a_union_carries_what_tells_its_branches(self) -> None:
        params = wide.PayParams(method=wide.Card(card_number="1"))
        self.assertEqual(wire(params), {"method": {"kind": "card", "cardNumber": "1"}})
        self.assertIsInstance(wide.PayParams.model_validate(wire(params)).method, wide.Card)
        with self.assertRaises(ValidationError):
            wide.PayParams.model_validate({"method": {"cardNumber": "1"}})
        with self.assertRaises(ValidationError):
            wide.Card.model_validate({"cardNumber": "1"})
        self.assertIsInstance(wide.PayResult.model_validate({"ok": False}).root, wide.PayResultFalse)

    def test_tuples_keep_their_order(self) -> None:
        result = wide.ShapesResult.model_validate({"pair": ["a", 1], "upTo": ["a"], "more": ["a", 1, 2]})
        self.assertEqual((result.pair, result.up_to, result.more), (("a", 1), ("a",), ("a", 1, 2)))
        self.assertEqual(wire(result), {"pair": ["a", 1], "upTo": ["a"], "more": ["a", 1, 2]})
        with self.assertRaises(ValidationError):
            wide.ShapesResult.model_validate({"pair": [1, "a"]})

    def test_recursive_types_hold_each_other(self) -> None:
        value = {"node": {"value": 1, "next": {"value": 2}, "children": [{"value": 3}]}, "tree": [[], [[]]]}
        params = wide.TreesParams.model_validate(value)
        self.assertIsInstance(params.node.next, wide.Node)
        self.assertEqual(wire(params), value)

    def test_descriptions_are_documentation(self) -> None:
        self.assertEqual(wide.Card.__doc__, "A card.")
        self.assertIn("-32000: result out of range", wide.WideRangeClient.add.__doc__)


class Quickstart(unittest.IsolatedAsyncioTestCase):
    async def test_the_quickstart_of_over_memory_runs_as_it_stands(self) -> None:
        text = importlib.metadata.metadata("clamator-over-memory").get_payload()
        blocks = [block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "generated.arith" in block]
        self.assertEqual(len(blocks), 2)
        package = os.path.join(folder.name, "quickstart")
        contract = write(os.path.join(package, "arith.json"), json.dumps(ARITH))
        generate(os.path.join(package, "generated"), contract)
        for name, block in zip(("server", "client"), blocks):
            write(os.path.join(package, f"{name}.py"), block)
        server = importlib.import_module("quickstart.server")
        client = importlib.import_module("quickstart.client")
        bus = MemoryBus()
        running = await server.build_arith_server(bus)
        self.assertEqual((await client.call_arith(bus)).sum, 5)
        await running.stop()


class OverMemory(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        bus = MemoryBus()
        self.service = Wide()
        server = MemoryRpcServer(bus=bus)
        server.register_service(wide.wide_range_contract, self.service)
        await server.start()
        self.addAsyncCleanup(server.stop)
        self.client = MemoryRpcClient(bus=bus)
        await self.client.start()
        self.addAsyncCleanup(self.client.stop)

    async def test_both_sides_are_generated(self) -> None:
        await self.check(wide.WideRangeClient(self.client), self)
        self.assertEqual(await self.service.pinged, 3)

    async def test_a_service_takes_what_any_client_sends(self) -> None:
        call = self.client.call
        self.assertEqual(await call("wide-range", "add", {"a": 1, "b": 2}), {"sum": 3})
        self.assertEqual(await call("wide-range", "pay", {"method": {"kind": "cash", "amount": 2}}), {"ok": False, "why": "2"})
        with self.assertRaises(RpcError) as caught:
            await call("wide-range", "add", {"a": "1", "b": 2})
        self.assertEqual(caught.exception.code, -32602)

    @staticmethod
    async def check(client, test) -> None:
        test.assertEqual((await client.add(wide.AddParams(a=1, b=2))).sum, 3)
        with test.assertRaises(RpcError) as caught:
            await client.add(wide.AddParams(a=1, b=60), timeout_ms=5000)
        test.assertEqual((caught.exception.code, caught.exception.message), (7, "tired"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            test.assertEqual((await client.get_url(wide.GetURLParams(class_="a", url_path="b"))).root, "a/b")
        test.assertEqual((await client.import_(wide.ImportParams())).root, [1, 2])
        test.assertEqual((await client.optional(wide.OptionalParams(needed="x", null_needed=None))).root, None)
        paid = await client.pay(wide.PayParams(method=wide.PayParamsMethodCash(amount=2)))
        test.assertEqual(paid.root.why, "2")
        shapes = await client.shapes(wide.ShapesParams(id="x1", more=1))
        test.assertEqual((shapes.pair, shapes.more), (("x1", 1), ("a", 1, 2)))
        node = wide.Node(value=1, next=wide.Node(value=2))
        test.assertEqual((await client.trees(wide.TreesParams(node=node))).next.value, 2)
        test.assertEqual((await client.merge(wide.MergeParams(a="x", b="y"))).a, "xy")
        test.assertEqual((await client.formats(wide.FormatsParams(at="2020-01-01T00:00:00Z"))).root["at"][:4], "2020")
        test.assertEqual((await client.hard(wide.HardParams(not_="n", ahead="a"))).root, ["n"])
        await client.ping(wide.PingParams(at=3))


class OverRedis(RedisCase):
    async def test_a_generated_client_calls_our_server(self) -> None:
        place = ["--redis", self.url, "--prefix", "ours"]
        server = subprocess.Popen([TOOL, "serve", WIDE, "--mock", *place], stderr=subprocess.PIPE, text=True)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        while server.stderr.readline() != "serving wide-range\n":
            self.assertIsNone(server.poll())
        redis = RedisRpcClient(redis_url=self.url, key_prefix="ours")
        await redis.start()
        client = wide.WideRangeClient(redis)
        for _ in range(20):
            self.assertIsInstance(await client.add(wide.AddParams(a=1, b=2)), wide.AddResult)
            self.assertIsInstance(await client.pay(wide.PayParams(method=wide.Card(card_number="1"))), wide.PayResult)
            self.assertIsInstance(await client.shapes(wide.ShapesParams(id="x")), wide.ShapesResult)
            node = await client.trees(wide.TreesParams(node=wide.Node(value=1)))
            self.assertIsInstance(node, wide.Node)
            self.assertEqual(wire(wide.Node.model_validate(wire(node))), wire(node))
        await client.ping(wide.PingParams())
        # redis-py's client may hang where it is stopped right behind a reply.
        await asyncio.sleep(0.3)
        await redis.stop()

    async def test_our_client_calls_a_generated_service(self) -> None:
        server = RedisRpcServer(redis_url=self.url, key_prefix="theirs")
        server.register_service(wide.wide_range_contract, Wide())
        await server.start()
        calls = [
            ("add", {"a": 1, "b": 2}, {"sum": 3}),
            ("getURL", {"class": "a", "URLPath": "b"}, "a/b"),
            ("import", {}, [1, 2]),
            ("optional", {"needed": "x", "nullNeeded": None, "maybe": "y"}, 3),
            ("pay", {"method": {"kind": "card", "cardNumber": "1"}}, {"ok": True, "id": "00000000-" + "0000-" * 3 + "0" * 12}),
            ("shapes", {"id": "x", "more": 1}, {"pair": ["x", 1], "more": ["a", 1, 2]}),
            ("trees", {"node": {"value": 1, "children": []}}, {"value": 1, "children": []}),
        ]
        lines = [
            json.dumps({"jsonrpc": "2.0", "id": n, "method": f"wide-range.{name}", "params": params})
            for n, (name, params, _) in enumerate(calls)
        ]
        command = [TOOL, "batch", WIDE, "--redis", self.url, "--prefix", "theirs", "--timeout", "10000"]
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        output, _ = await process.communicate("\n".join(lines).encode())
        replies = [json.loads(line) for line in output.splitlines()]
        self.assertEqual([reply.get("result", reply) for reply in replies], [result for _, _, result in calls])
        await server.stop()


class BesideTheContract(unittest.TestCase):
    """A thousand values that follow the schemas of a contract, or nearly, judged by it and by the models."""

    def test_models_of_the_wide_contract_judge_as_it_does(self) -> None:
        self.judge(WIDE, wide, UNTOLD)

    def test_models_of_what_swift_is_generated_from_judge_as_it_does(self) -> None:
        # In the folder of the other it would take its place.
        output = os.path.join(folder.name, "everything")
        generate(output, EVERYTHING)
        sys.path.insert(0, output)
        self.judge(EVERYTHING, importlib.import_module("every_thing"), UNTOLD_OF_EVERYTHING)

    def judge(self, path, module, untold) -> None:
        with open(path) as file:
            contract = closed(json.load(file))
        schemas, models = {}, {}
        for name, method in contract["methods"].items():
            for side in ("params", "result"):
                if (side == "params" or side in method) and (name, side) not in untold:
                    key = f"{name}{side.capitalize()}"
                    schema = method.get(side, {})
                    schemas[key] = {"type": "object", **schema} if side == "params" else schema
                    models[key] = getattr(module.METHODS[name], f"{side}_model")
        definitions = contract.get("$defs", {})
        made = self.replies(schemas, definitions, "make", [(key, {}) for _ in range(20) for key in schemas])
        chance = random.Random(SEED)
        values = [(key, reply["result"]) for key, reply in made]
        while len(values) < 1000:
            key, value = chance.choice(values[: len(made)])
            values.append((key, broken(value, chance)))
        judged = self.replies(schemas, definitions, "judge", [(key, {"v": value}) for key, value in values])
        counts = {True: 0, False: 0}
        for (key, value), (_, reply) in zip(values, judged):
            accepts = "result" in reply
            counts[accepts] += 1
            try:
                parsed = models[key].model_validate(value)
            except ValidationError as error:
                self.assertFalse(accepts, f"{key}: {json.dumps(value)}: {error}")
            else:
                self.assertTrue(accepts, f"{key}: {json.dumps(value)}: {reply}")
                again = models[key].model_validate(wire(parsed))
                self.assertEqual(wire(again), wire(parsed), key)
        print(f"{counts[True]} accepted, {counts[False]} refused")
        self.assertGreater(min(counts.values()), 200)

    def replies(self, schemas, definitions, side, calls):
        """What methods of a contract of these schemas answer, which are results (make) or params (judge)."""
        methods = {}
        for key, schema in schemas.items():
            params = {"type": "object", "properties": {"v": schema}}
            methods[key] = {"params": params, "result": True} if side == "judge" else {"params": {}, "result": schema}
        contract = {"service": "judge", "$defs": definitions, "methods": methods}
        path = write(os.path.join(folder.name, f"{side}.json"), json.dumps(contract))
        lines = [
            json.dumps({"jsonrpc": "2.0", "id": n, "method": f"judge.{key}", "params": given})
            for n, (key, given) in enumerate(calls)
        ]
        output = subprocess.run(
            [TOOL, "batch", path, "--mock", "--seed", str(SEED)],
            input="\n".join(lines).encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ).stdout
        return [(key, json.loads(line)) for (key, _), line in zip(calls, output.splitlines(), strict=True)]


def closed(schema):
    """A schema whose open enumerations take what models of them take."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-open-enum") is True:
        return {"type": "string" if isinstance(schema["enum"][0], str) else "integer"}
    return {name: closed(part) for name, part in schema.items()}


def broken(value, chance):
    """A value like another, with a change somewhere in it."""
    others = [None, True, False, 0, 1, -7, 2.0, 2.5, 1e300, "", "x", "abc", "1", [], [1], {}, {"a": 1}]
    if isinstance(value, dict) and value and chance.random() < 0.85:
        name = chance.choice(list(value))
        copy = dict(value)
        kind = chance.random()
        if kind < 0.2:
            del copy[name]
        elif kind < 0.3:
            copy[chance.choice(["a", "extra", "n_1", name + "_", name.upper()])] = chance.choice(others)
        else:
            copy[name] = broken(value[name], chance)
        return copy
    if isinstance(value, list) and value and chance.random() < 0.8:
        index = chance.randrange(len(value))
        kind = chance.random()
        if kind < 0.2:
            return value[:index] + value[index + 1 :]
        if kind < 0.4:
            return value + [value[index]]
        return value[:index] + [broken(value[index], chance)] + value[index + 1 :]
    if isinstance(value, bool):
        return chance.choice([not value, int(value), None])
    if isinstance(value, (int, float)):
        return chance.choice([value + 1, value - 1, -value, value + 0.5, float(value), str(value), True, None])
    if isinstance(value, str):
        return chance.choice([value + "x", value[1:], value.upper(), value + "\n", "", "é" + value, None, 1])
    return chance.choice(others)


class Imports(unittest.TestCase):
    def test_all_that_loads_can_be_imported(self) -> None:
        files = glob.glob(os.path.join(ROOT, "contracts", "*.json"))
        files = [file for file in files if not file.endswith((".handlers.json", ".schema.json"))]
        if os.path.isdir(FOREIGN):
            files += glob.glob(os.path.join(FOREIGN, "**", "*.json"), recursive=True)
        else:
            print("foreign documents are not here: they are passed over")
        imported = 0
        for number, file in enumerate(sorted(files)):
            output = os.path.join(folder.name, f"all{number}")
            run = subprocess.run([TOOL, "generate", "python", file, "-o", output], stderr=subprocess.PIPE, text=True)
            if run.returncode != 0:
                # No contract, or one with errors.
                self.assertEqual(run.returncode, 65, f"{file}: {run.stderr}")
                continue
            for module in glob.glob(os.path.join(output, "*.py")):
                subprocess.run([sys.executable, "-W", "error", module], check=True)
                imported += 1
        print(f"{imported} modules imported")
        self.assertGreaterEqual(imported, 6)

    def test_the_same_contract_gives_the_same_bytes(self) -> None:
        other = os.path.join(folder.name, "again")
        generate(other, WIDE)
        with open(os.path.join(other, "wide_range.py")) as one, open(wide.__file__) as two:
            self.assertEqual(one.read(), two.read())


if __name__ == "__main__":
    unittest.main(verbosity=2)
