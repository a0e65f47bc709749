"""Calls over Redis: this library beside the reference, on one redis-server, in turn.

Needs redis-server, and clamator-over-redis==0.1.9 for the Python that runs it. Each side serves and calls in one
process: calls a second with 64 in flight, and the median latency with one.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time

from clamator_over_redis import RedisRpcClient, RedisRpcServer
from clamator_protocol import Contract, MethodEntry
from pydantic import BaseModel

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
IN_FLIGHT = 64
HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(HERE, ".build", "release", "RedisBench")


class Pair(BaseModel):
    a: float
    b: float


class Sum(BaseModel):
    sum: float


class Arith:
    async def add(self, params: Pair) -> Sum:
        return Sum(sum=params.a + params.b)


CONTRACT = Contract(
    service="arith", methods={"add": MethodEntry(params_model=Pair, result_model=Sum, handler_attr="add")}
)


async def reference(url: str, calls: int) -> tuple[float, float]:
    server = RedisRpcServer(redis_url=url, key_prefix="reference")
    server.register_service(CONTRACT, Arith())
    await server.start()
    client = RedisRpcClient(redis_url=url, key_prefix="reference")
    await client.start()
    await client.call("arith", "add", {"a": 1, "b": 2})
    latencies = []
    for index in range(min(calls, 500)):
        start = time.perf_counter()
        await client.call("arith", "add", {"a": index, "b": 1})
        latencies.append(time.perf_counter() - start)

    async def caller(first: int) -> None:
        for index in range(first, calls, IN_FLIGHT):
            assert (await client.call("arith", "add", {"a": index, "b": 1}))["sum"] == index + 1

    start = time.perf_counter()
    await asyncio.gather(*(caller(first) for first in range(IN_FLIGHT)))
    seconds = time.perf_counter() - start
    await client.stop()
    await server.stop()
    return calls / seconds, statistics.median(latencies) * 1000


def ours(url: str, calls: int) -> tuple[float, float]:
    out = subprocess.run(
        [BENCH, url, str(calls), str(IN_FLIGHT)], cwd=os.path.dirname(HERE), check=True, capture_output=True, text=True
    ).stdout.split()
    return float(out[0]), float(out[1])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        socket = os.path.join(folder, "redis.sock")
        redis = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        try:
            while not os.path.exists(socket):
                time.sleep(0.01)
            rounds = []
            for _ in range(ROUNDS):
                theirs = asyncio.run(reference(f"unix://{socket}", 3000))
                rounds.append((ours(f"unix://{socket}", 60_000), theirs))
        finally:
            redis.terminate()
            redis.wait()
    print("| | ours | reference | ratio |\n|---|---|---|---|")
    for place, name, form in [(0, "calls/s, 64 in flight", "{:.0f}"), (1, "median latency, one in flight, ms", "{:.3f}")]:
        us = statistics.median(r[0][place] for r in rounds)
        them = statistics.median(r[1][place] for r in rounds)
        ratio = statistics.median(r[0][place] / r[1][place] for r in rounds)
        print(f"| {name} | {form.format(us)} | {form.format(them)} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
