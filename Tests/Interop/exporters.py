"""The exporters of contracts, on models of every kind and on stand-ins for Zod. Argument: the built clamator-repl."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
EXPORTERS = os.path.join(HERE, "..", "..", "Exporters")
TOOL = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "clamator-repl"


def run(*command: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, **options)


class Exporters(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name: str, text: str) -> str:
        path = os.path.join(self.folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def check(self, exported: str) -> dict:
        """The contract, which `check` takes without a warning, beside handlers for all its methods."""
        contract = json.loads(exported)
        path = self.write("contract.json", exported)
        handlers = {name: {} if "notification" in method else {"silence": True} for name, method in contract["methods"].items()}
        self.write("contract.handlers.json", json.dumps({"service": contract["service"], "handlers": handlers}))
        checked = run(TOOL, "check", "--strict", path)
        self.assertEqual((checked.stdout, checked.returncode), (f"{path}: {contract['service']}, {len(handlers)} methods\n", 0))
        return contract


class Python(Exporters):
    def export(self, name: str) -> subprocess.CompletedProcess:
        return run(sys.executable, os.path.join(EXPORTERS, "clamator_contract.py"), name, cwd=HERE)

    def test_models_of_every_kind_are_taken_without_a_warning(self) -> None:
        exported = self.export("models:people_contract")
        self.assertEqual(exported.stderr, "")
        contract = self.check(exported.stdout)
        self.assertEqual(contract["methods"]["grow"], {"params": {"$ref": "#/$defs/Tree"}, "result": {"$ref": "#/$defs/Tree"}})
        self.assertTrue(contract["methods"]["note"]["notification"])
        self.assertIn("zipCode", contract["$defs"]["Address"]["properties"])

    def test_a_module_with_one_contract_needs_no_name(self) -> None:
        self.assertEqual(self.export("models").stdout, self.export("models:people_contract").stdout)

    def test_unknown_names_are_told_with_those_that_there_are(self) -> None:
        self.assertEqual(
            self.export("models:other").stderr,
            "clamator_contract: no contract 'other' in models; there are: models:people_contract\n",
        )
        self.assertEqual(self.export("no_such_module").stderr, "clamator_contract: No module named 'no_such_module'\n")

    def test_a_mocked_call_of_an_exported_contract_is_answered(self) -> None:
        path = self.write("people.json", self.export("models").stdout)
        called = run(TOOL, "call", "people.grow", '{"value":1,"children":[{"value":"a"}]}', "-c", path, "--mock", "--seed", "1")
        self.assertEqual((called.stderr, called.returncode), ("", 0))


@unittest.skipIf(shutil.which("node") is None, "node is not installed")
class Node(Exporters):
    CONTRACT = """
        const schema = (json) => ({ %s: {}, json });
        const number = { type: 'number' };
        const add = { params: schema({ type: 'object', properties: { a: number, b: number }, required: ['a', 'b'],
            additionalProperties: false }),
          result: schema({ type: 'object', properties: { sum: number }, required: ['sum'], additionalProperties: false }) };
        export const arithContract = { service: 'arith', methods: { add, note: { params: schema({}), notification: true } } };
        """

    def package(self, name: str, text: str) -> None:
        self.write(f"node_modules/{name}/package.json", '{"type": "module", "exports": "./index.js"}')
        self.write(f"node_modules/{name}/index.js", text)

    def export(self, *words: str) -> subprocess.CompletedProcess:
        return run("node", os.path.join(EXPORTERS, "clamator-contract.mjs"), *words, cwd=self.folder.name)

    def test_schemas_of_zod_3_are_converted_as_the_code_generator_does(self) -> None:
        self.package(
            "zod-to-json-schema",
            """export const zodToJsonSchema = (schema, options) => {
                if (options.$refStrategy !== 'root' || options.target !== 'jsonSchema7') throw new Error('options');
                return { ...schema.json, $schema: 'http://json-schema.org/draft-07/schema#' };
            };""",
        )
        exported = self.export(self.write("arith.mjs", self.CONTRACT % "_def"), "arithContract")
        self.assertEqual(exported.stderr, "")
        self.check(exported.stdout)
        manifest = json.loads(run(TOOL, "manifest", os.path.join(self.folder.name, "contract.json")).stdout)
        self.assertEqual(
            manifest["contracts"]["arith"]["add"],
            {
                "paramsHash": "70e6175edca7384fd05004b0efc43493bcee78a57bf4a72fd005beb890965b6a",
                "resultHash": "2b3c05f98f3a8af0c4efbffd67870cd52680734f78db11305104fb4c34c600a5",
            },
        )

    def test_schemas_of_zod_4_are_converted_by_zod(self) -> None:
        self.package("zod", "export const toJSONSchema = (schema, options) => ({ ...schema.json, title: options.io });")
        contract = self.check(self.export(self.write("arith.mjs", self.CONTRACT % "_zod")).stdout)
        self.assertEqual(contract["methods"]["note"], {"params": {"title": "input"}, "notification": True})

    def test_what_is_missing_is_told(self) -> None:
        path = self.write("arith.mjs", self.CONTRACT % "_def")
        self.assertEqual(
            self.export(path).stderr,
            "clamator-contract: schemas of Zod 3 need a converter: npm install zod-to-json-schema\n",
        )
        self.assertEqual(
            self.export(path, "other").stderr,
            f"clamator-contract: {path}: no contract other; there are: arithContract\n",
        )


if __name__ == "__main__":
    unittest.main()
