"""The reference's side: the contract of lab.json as its generated code has it, and handlers that answer alike."""

import asyncio
import sys
from typing import Any

from clamator_over_redis import RedisRpcServer
from clamator_protocol import Contract, MethodEntry, RpcError
from pydantic import BaseModel, ConfigDict, RootModel


class Text(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str


class Number(BaseModel):
    n: int


class Count(BaseModel):
    count: int


class Anything(RootModel[dict[str, Any]]):
    pass


class Lab:
    """Counts how many calls it answered."""

    def __init__(self) -> None:
        self.calls = 0
        self.notes = 0

    async def echo(self, params: Text) -> Text:
        self.calls += 1
        return params

    async def refuse(self, params: Anything) -> dict[str, Any]:
        raise RpcError(-32042, "refused", {"why": "no"})

    async def fail(self, params: Anything) -> dict[str, Any]:
        raise ValueError("upstream")

    async def lie(self, params: Anything) -> dict[str, Any]:
        return {"n": "many"}

    async def slow(self, params: Anything) -> dict[str, Any]:
        await asyncio.sleep(1)
        return {}

    async def note(self, params: Anything) -> None:
        self.notes += 1

    async def count(self, params: Anything) -> dict[str, Any]:
        return {"count": self.notes}


CONTRACT = Contract(
    service="lab",
    methods={
        "echo": MethodEntry(Text, Text, "echo"),
        "refuse": MethodEntry(Anything, Anything, "refuse"),
        "fail": MethodEntry(Anything, Anything, "fail"),
        "lie": MethodEntry(Anything, Number, "lie"),
        "slow": MethodEntry(Anything, Anything, "slow"),
        "unbound": MethodEntry(Anything, Anything, "unbound"),
        "note": MethodEntry(Anything, None, "note"),
        "count": MethodEntry(Anything, Count, "count"),
    },
)


async def serve(url: str, prefix: str, claim_idle: int) -> None:
    server = RedisRpcServer(redis_url=url, key_prefix=prefix, consumer_claim_idle_ms=claim_idle)
    server.register_service(CONTRACT, Lab())
    await server.start()
    print("serving", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], int(sys.argv[3])))
