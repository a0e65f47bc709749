"""Both ways over one Redis: the reference's client calls our server, our client calls the reference's server, both
serve side by side, and each takes over what the other was killed with. Argument: the built clamator-repl."""

import asyncio
import faulthandler
import json
import logging
import os
import signal
import subprocess
import sys
import unittest

from clamator_over_redis import ClamatorTransportError, RedisRpcClient, RedisRpcServer, RpcError
from redis.asyncio import Redis
from redis_case import RedisCase
from reference import CONTRACT, Lab

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "clamator-repl"
CONTRACT_FILE = os.path.join(HERE, "lab.json")
TEXT = "Grüße, 世界 🌍 \u0000\u2028"
LONG = "ö" * 500_000


class Interop(RedisCase):
    """Each test has a prefix of its own in one Redis."""

    async def asyncSetUp(self) -> None:
        self.prefix = self.id().rsplit(".", 1)[1]
        self.processes: list[subprocess.Popen[str]] = []

    async def asyncTearDown(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream:
                    stream.close()

    # Both sides

    def place(self) -> list[str]:
        return ["--redis", self.url, "--prefix", self.prefix]

    def spawn(self, command: list[str], **streams: int) -> "subprocess.Popen[str]":
        process = subprocess.Popen(command, text=True, **streams)
        self.processes.append(process)
        return process

    def our_server(self, *options: str) -> "subprocess.Popen[str]":
        server = self.spawn([TOOL, "serve", CONTRACT_FILE, *self.place(), *options], stderr=subprocess.PIPE)
        self.assertEqual(server.stderr.readline(), "serving lab\n")
        return server

    def our_calls(self, calls: list[dict], *options: str, wait: bool = True):
        lines = "".join(json.dumps({"jsonrpc": "2.0", **call}) + "\n" for call in calls)
        client = self.spawn(
            [TOOL, "batch", CONTRACT_FILE, *self.place(), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if not wait:
            client.stdin.write(lines)
            client.stdin.close()
            client.stdin = None
            return client
        return [json.loads(line) for line in client.communicate(lines)[0].splitlines()]

    async def our_calls_async(self, calls: list[dict], *options: str) -> list[dict]:
        return await asyncio.to_thread(self.our_calls, calls, *options)

    async def reference_client(self) -> RedisRpcClient:
        # Each of its calls takes a connection, and there are a hundred at most unless more are asked for.
        redis = Redis.from_url(self.url, max_connections=1000)
        client = RedisRpcClient(redis=redis, key_prefix=self.prefix)
        await client.start()
        self.addAsyncCleanup(redis.aclose)
        self.addAsyncCleanup(client.stop)
        return client

    async def reference_server(self) -> Lab:
        server = RedisRpcServer(redis_url=self.url, key_prefix=self.prefix)
        lab = Lab()
        server.register_service(CONTRACT, lab)
        await server.start()
        self.addAsyncCleanup(server.stop)
        return lab

    # The reference calls, we serve

    async def test_reference_client_our_server(self) -> None:
        self.our_server("--strict-nulls")
        client = await self.reference_client()

        async def error(method: str, params: dict) -> RpcError:
            with self.assertRaises(RpcError) as caught:
                await client.call("lab", method, params)
            return caught.exception

        self.assertEqual(await client.call("lab", "echo", {"text": TEXT}), {"text": TEXT})
        self.assertEqual(await client.call("lab", "echo", {"text": LONG}), {"text": LONG})
        refused = await error("refuse", {})
        self.assertEqual((refused.code, refused.message, refused.data), (-32042, "refused", {"why": "no"}))
        failed = await error("fail", {})
        self.assertEqual((failed.code, failed.data), (-32603, {"name": "ValueError", "message": "upstream"}))
        lied = await error("lie", {})
        self.assertEqual((lied.code, lied.message), (-32603, "Result validation failed"))
        self.assertEqual((await error("echo", {"text": 1})).code, -32602)
        self.assertIn("strict-nulls", str((await error("echo", {"text": TEXT, "again": None})).data))
        # What is required may not be absent either.
        self.assertNotIn("strict-nulls", str((await error("echo", {"text": None})).data))
        self.assertEqual((await error("gone", {})).code, -32601)
        self.assertEqual((await error("unbound", {})).code, -32601)

    async def test_reference_client_our_server_without_reply(self) -> None:
        self.our_server()
        client = await self.reference_client()
        for service, method in [("lab", "silent"), ("lab", "note"), ("nobody", "echo")]:
            with self.assertRaisesRegex(ClamatorTransportError, "call timeout"):
                await client.call(service, method, {}, timeout_ms=300)
        await client.notify("lab", "note", {})
        self.assertEqual(await client.call("lab", "count", {}), {"count": 2})

    async def test_reference_client_our_server_concurrently(self) -> None:
        self.our_server()
        client = await self.reference_client()
        replies = await asyncio.gather(*(client.call("lab", "echo", {"text": str(n)}) for n in range(100)))
        self.assertEqual(replies, [{"text": str(n)} for n in range(100)])

    # We call, the reference serves

    async def test_our_client_reference_server(self) -> None:
        await self.reference_server()
        replies = await self.our_calls_async(
            [
                {"id": 1, "method": "lab.echo", "params": {"text": TEXT}},
                {"id": 2, "method": "lab.echo", "params": {"text": LONG}},
                {"id": 3, "method": "lab.refuse", "params": {}},
                {"id": 4, "method": "lab.fail", "params": {}},
                {"id": 5, "method": "lab.lie", "params": {}},
                {"id": 6, "method": "lab.gone", "params": {}},
                {"id": 7, "method": "lab.unbound", "params": {}},
                {"id": 8, "method": "lab.echo", "params": {"text": 1}},
                {"method": "lab.note", "params": {}},
                {"id": 9, "method": "lab.count", "params": {}},
            ]
        )
        self.assertEqual([reply["id"] for reply in replies], list(range(1, 10)))
        self.assertEqual(replies[0]["result"], {"text": TEXT})
        self.assertEqual(replies[1]["result"], {"text": LONG})
        self.assertEqual(replies[2]["error"], {"code": -32042, "message": "refused", "data": {"why": "no"}})
        self.assertEqual(
            replies[3]["error"],
            {"code": -32603, "message": "Internal error", "data": {"name": "ValueError", "message": "upstream"}},
        )
        self.assertEqual(replies[4]["error"]["message"], "Result validation failed")
        self.assertEqual([replies[5]["error"]["code"], replies[6]["error"]["code"]], [-32601, -32601])
        self.assertEqual((replies[7]["error"]["code"], replies[7]["error"]["data"]["sent"]), (-32602, False))
        self.assertEqual(replies[8]["result"], {"count": 1})

    async def test_our_client_reference_server_unchecked(self) -> None:
        await self.reference_server()
        [reply] = await self.our_calls_async(
            [{"id": 1, "method": "lab.echo", "params": {"text": 1}}], "--no-check"
        )
        self.assertEqual(reply["error"]["code"], -32602)
        self.assertNotIn("sent", reply["error"]["data"])

    async def test_our_client_without_reply(self) -> None:
        await self.reference_server()
        replies = await self.our_calls_async(
            [{"id": 1, "method": "lab.note"}, {"id": 2, "method": "nobody.echo"}], "--timeout", "300"
        )
        for reply in replies:
            self.assertEqual(
                reply["error"],
                {"code": -32603, "message": "call timeout", "data": {"name": "ClamatorTransportError"}},
            )

    async def test_our_client_reference_server_concurrently(self) -> None:
        await self.reference_server()
        calls = [{"id": n, "method": "lab.echo", "params": {"text": str(n)}} for n in range(100)]
        replies = await self.our_calls_async(calls, "--jobs", "100")
        self.assertEqual([reply["result"] for reply in replies], [{"text": str(n)} for n in range(100)])

    # Side by side

    async def test_both_share_the_work(self) -> None:
        lab = await self.reference_server()
        server = self.our_server()
        client = await self.reference_client()
        for _ in range(20):
            await asyncio.gather(*(client.call("lab", "echo", {"text": str(n)}) for n in range(32)))
        server.send_signal(signal.SIGINT)
        ours = sum(line.startswith("lab.echo") for line in server.communicate()[1].splitlines())
        self.assertEqual(server.returncode, 0)
        self.assertEqual(ours + lab.calls, 640)
        self.assertGreater(ours, 0)
        self.assertGreater(lab.calls, 0)

    async def test_reference_takes_over_from_us(self) -> None:
        ours = self.our_server()
        client = await self.reference_client()
        call = asyncio.create_task(client.call("lab", "slow", {}))
        await asyncio.sleep(0.4)
        ours.kill()
        theirs = self.spawn(
            [sys.executable, os.path.join(HERE, "reference.py"), self.url, self.prefix, "500"], stdout=subprocess.PIPE
        )
        theirs.stdout.readline()
        self.assertEqual(await call, {})

    async def test_we_take_over_from_the_reference(self) -> None:
        theirs = self.spawn(
            [sys.executable, os.path.join(HERE, "reference.py"), self.url, self.prefix, "60000"], stdout=subprocess.PIPE
        )
        theirs.stdout.readline()
        client = self.our_calls([{"id": 1, "method": "lab.slow"}], wait=False)
        await asyncio.sleep(0.6)
        theirs.kill()
        self.our_server("--claim-idle", "500")
        output = await asyncio.to_thread(client.communicate)
        self.assertEqual(json.loads(output[0])["result"], {})


if __name__ == "__main__":
    logging.disable()
    faulthandler.dump_traceback_later(300, exit=True)
    unittest.main(verbosity=2)
