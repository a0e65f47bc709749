#!/usr/bin/env python3
"""The reference at the same work: answers the calls of workloads.py through clamator-over-memory, params and results checked.

usage: reference.py < CALLS > REPLIES        needs: pip install clamator-over-memory==0.1.9
"""
import asyncio
import json
import logging
import sys
from typing import Annotated, Literal

from clamator_over_memory import MemoryBus, MemoryRpcClient, MemoryRpcServer, RpcError
from clamator_protocol import Contract, MethodEntry
from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Terms(Record):
    a: float
    b: float


class Sum(Record):
    sum: float


class Address(Record):
    street: Annotated[str, Field(min_length=1, max_length=120)]
    city: Annotated[str, Field(min_length=1)]
    zip: Annotated[str, Field(pattern="^[0-9A-Z -]{3,10}$")]
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Customer(Record):
    id: Annotated[int, Field(ge=1)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    email: Annotated[str, Field(min_length=3)]
    tags: list[str] | None = None


class Line(Record):
    sku: Annotated[str, Field(pattern="^[A-Z]{3}-[0-9]{4}$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    qty: Annotated[int, Field(ge=1, le=1000)]
    unitPrice: Annotated[float, Field(ge=0, le=100_000)]
    category: Literal["art", "book", "food", "garden", "music", "tool"]
    discount: Annotated[float, Field(ge=0, le=1)] | None = None
    giftWrap: bool | None = None
    ean: Annotated[str, Field(pattern="^[0-9]{13}$")] | None = None


class Card(Record):
    kind: Literal["card"]
    last4: Annotated[str, Field(pattern="^[0-9]{4}$")]
    brand: Literal["amex", "mc", "visa"]
    expMonth: Annotated[int, Field(ge=1, le=12)] | None = None


class Transfer(Record):
    kind: Literal["transfer"]
    iban: Annotated[str, Field(min_length=15, max_length=34)]


class Voucher(Record):
    kind: Literal["voucher"]
    code: str


class Order(Record):
    orderId: Annotated[str, Field(pattern="^ORD-[0-9]{6,10}$")]
    customer: Customer
    currency: Literal["CHF", "EUR", "GBP", "JPY", "USD"]
    createdAt: str
    status: Literal["new", "paid", "shipped", "delivered", "cancelled"]
    items: Annotated[list[Line], Field(min_length=1, max_length=100)]
    payment: Annotated[Card | Transfer | Voucher, Field(discriminator="kind")]
    shipTo: Address
    total: Annotated[float, Field(ge=0)]
    billTo: Address | None = None
    notes: Annotated[str, Field(max_length=500)] | None = None


class Checked(Record):
    ok: bool
    lines: Annotated[int, Field(ge=0)]
    total: float


class Services:
    contracts = [
        Contract(service="arith", methods={"add": MethodEntry(Terms, Sum, "add")}),
        Contract(service="orders", methods={"check": MethodEntry(Order, Checked, "check")}),
    ]

    async def add(self, params):
        return Sum(sum=params.a + params.b)

    async def check(self, params):
        return Checked(ok=True, lines=len(params.items), total=params.total)


async def answer(client, line):
    call = json.loads(line)
    service, method = call["method"].split(".", 1)
    try:
        outcome = {"result": await client.call(service, method, call["params"])}
    except RpcError as error:
        outcome = {"error": {"code": error.code, "message": error.message, "data": error.data}}
    return json.dumps({"jsonrpc": "2.0", "id": call["id"], **outcome})


async def main():
    logging.disable(logging.CRITICAL)
    bus = MemoryBus()
    server, client = MemoryRpcServer(bus=bus), MemoryRpcClient(bus=bus)
    for contract in Services.contracts:
        server.register_service(contract, Services())
    await server.start()
    await client.start()
    for line in sys.stdin:
        sys.stdout.write(await answer(client, line) + "\n")


asyncio.run(main())
