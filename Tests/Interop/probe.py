"""probe against a server of the reference: models that take more than the contract says are found, and strict ones show
nothing. Where the contract with planted faults lies beside the project, its faults are found too, and nothing else.
Argument: the built clamator-repl."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import unittest
import xml.etree.ElementTree
from typing import Annotated, Any, Optional

from clamator_over_redis import RedisRpcServer
from clamator_protocol import Contract, MethodEntry
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr
from redis_case import RedisCase

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "clamator-repl"
logging.disable(logging.CRITICAL)
PLANTED = os.environ.get("CLAMATOR_PROBE", os.path.join(HERE, "../../../shared/probe"))


class LaxOrder(BaseModel):
    """Takes numbers as text, members that it does not know, and null for what may be missing; checks no bound."""

    sku: str
    count: int
    tag: Optional[str] = None


class StrictOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sku: Annotated[StrictStr, Field(min_length=1)]
    count: Annotated[StrictInt, Field(ge=1, le=9)]
    tag: StrictStr = ""


class Count(BaseModel):
    count: int


class Service:
    async def order(self, params: Any) -> Count:
        return Count(count=params.count)


def contract(model: type[BaseModel]) -> Contract:
    return Contract(service="lax", methods={"order": MethodEntry(model, Count, "order")})


class Probe(RedisCase):
    async def probe(self, contract: str, prefix: str) -> tuple[int, str, list[str]]:
        """The exit status, the output, and what failed: method, kind and the first line of the failure."""
        report = os.path.join(self.folder.name, prefix + ".xml")
        command = [TOOL, "probe", "-c", contract, "--redis", self.url, "--prefix", prefix, "--report", f"junit={report}"]
        run = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
        cases = xml.etree.ElementTree.parse(report).iter("testcase")
        failures = [f"{case.get('name')}: {one.get('message')}" for case in cases for one in case.iter("failure")]
        return run.returncode, run.stdout + run.stderr, failures

    async def serve(self, model: type[BaseModel], prefix: str) -> None:
        server = RedisRpcServer(redis_url=self.url, key_prefix=prefix)
        server.register_service(contract(model), Service())
        await server.start()
        self.addAsyncCleanup(server.stop)

    async def test_lax_models(self) -> None:
        await self.serve(LaxOrder, "lax")
        status, output, failures = await self.probe(os.path.join(HERE, "lax.json"), "lax")
        self.assertEqual(status, 1, output)
        for rule in ["additionalProperties", "/sku minLength", "/count minimum", "/count maximum", "/count type", "/tag type"]:
            self.assertIn(f"lax.order invalid: params are accepted that break {rule}", failures, output)
        self.assertEqual([line for line in failures if "lax.order valid" in line], [], output)

    async def test_strict_models(self) -> None:
        await self.serve(StrictOrder, "strict")
        status, output, failures = await self.probe(os.path.join(HERE, "lax.json"), "strict")
        self.assertEqual((status, failures), (0, []), output)

    @unittest.skipUnless(os.path.exists(PLANTED), "there are no planted faults beside the project")
    async def test_planted_faults(self) -> None:
        with open(os.path.join(PLANTED, "kiosk.planted.json"), encoding="utf-8") as file:
            faults = json.load(file)["faults"]
        for clean in [[], ["--clean"]]:
            prefix = "clean" if clean else "planted"
            service = subprocess.Popen(
                [sys.executable, "service.py", "kiosk.json", "kiosk.planted.json", self.url, prefix, *clean],
                cwd=PLANTED, stdout=subprocess.PIPE, text=True,
            )
            try:
                self.assertEqual(service.stdout.readline(), "ready\n")
                status, output, failures = await self.probe(os.path.join(PLANTED, "kiosk.json"), prefix)
                self.assertEqual(len(failures), 0 if clean else len(faults), output)
                self.assertEqual(status, 0 if clean else 1)
                for fault in [] if clean else faults:
                    self.assertTrue(any(line.startswith(fault["method"] + " ") for line in failures), fault)
            finally:
                service.kill()
                service.wait()
                service.stdout.close()


if __name__ == "__main__":
    unittest.main()
