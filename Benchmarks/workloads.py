#!/usr/bin/env python3
"""Writes what is measured into a folder: contracts with handlers, and calls of them. The same each time.

usage: workloads.py FOLDER

arith.ndjson            a million sums, the shape of a small call (90 bytes)
arith-200k.ndjson       the first 200 000 of them, arith-100k and arith-10k likewise
arith-invalid.ndjson    200 000 calls of the same method whose params break the schema
orders.ndjson           10 000 orders of twenty lines each (3.9 KB)
entries-full.ndjson     200 000 calls of a method with seven members, of which five have defaults in defaults.json and none
                        has in no-defaults.json, its twin
entries-short.ndjson    the same with one member left out
records-….ndjson        100 000 calls each of the methods of records-1000.json, a service that begins with 1000 records of
                        200 bytes, and of records-2000.json: same, which keeps nothing, find, and push
ways-….ndjson           200 000 calls each of the methods of ways.json, which have one shape and are answered in different
                        ways: plain by a builtin, rules by the same at the end of ten rules, expressions by two
                        expressions, and mocked by no handler; wire calls plain by its name in wired.json, the twin that
                        has wire names
"""
import copy
import itertools
import json
import pathlib
import random
import sys

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CATEGORIES = ["art", "book", "food", "garden", "music", "tool"]


def record(required, **optional):
    """A closed object with these members."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def text(least=1, most=None, **more):
    return {"type": "string", "minLength": least} | ({"maxLength": most} if most else {}) | more


def matching(pattern):
    return {"type": "string", "pattern": pattern}


def between(kind, least, most=None):
    return {"type": kind, "minimum": least} | ({} if most is None else {"maximum": most})


NUMBER = {"type": "number"}
ARITH = {
    "service": "arith",
    "methods": {"add": {"params": record({"a": NUMBER, "b": NUMBER}), "result": record({"sum": NUMBER})}},
}
ARITH_HANDLERS = {"service": "arith", "handlers": {"add": {"builtin": "add"}}}

TYPES = {
    "address": record(
        {
            "street": text(1, 120),
            "city": text(),
            "zip": matching("^[0-9A-Z -]{3,10}$"),
            "country": matching("^[A-Z]{2}$"),
        }
    ),
    "customer": record(
        {"id": between("integer", 1), "name": text(1, 80), "email": text(3, format="email")},
        tags={"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    ),
    "line": record(
        {
            "sku": matching("^[A-Z]{3}-[0-9]{4}$"),
            "name": text(1, 100),
            "qty": between("integer", 1, 1000),
            "unitPrice": between("number", 0, 100_000),
            "category": {"enum": CATEGORIES},
        },
        discount=between("number", 0, 1),
        giftWrap={"type": "boolean"},
        ean=matching("^[0-9]{13}$"),
    ),
    "card": record(
        {"kind": {"const": "card"}, "last4": matching("^[0-9]{4}$"), "brand": {"enum": ["amex", "mc", "visa"]}},
        expMonth=between("integer", 1, 12),
    ),
    "transfer": record({"kind": {"const": "transfer"}, "iban": text(15, 34)}),
    "voucher": record({"kind": {"const": "voucher"}, "code": {"type": "string"}}),
}


def named(name):
    return {"$ref": f"#/$defs/{name}"}


ORDER = record(
    {
        "orderId": matching("^ORD-[0-9]{6,10}$"),
        "customer": named("customer"),
        "currency": {"enum": ["CHF", "EUR", "GBP", "JPY", "USD"]},
        "createdAt": {"type": "string", "format": "date-time"},
        "status": {"enum": ["new", "paid", "shipped", "delivered", "cancelled"]},
        "items": {"type": "array", "minItems": 1, "maxItems": 100, "items": named("line")},
        "payment": {"oneOf": [named("card"), named("transfer"), named("voucher")]},
        "shipTo": named("address"),
        "total": between("number", 0),
    },
    billTo=named("address"),
    notes={"type": ["string", "null"], "maxLength": 500},
)
CHECKED = record({"ok": {"type": "boolean"}, "lines": between("integer", 0), "total": NUMBER})
ORDERS = {"service": "orders", "methods": {"check": {"params": ORDER, "result": CHECKED}}, "$defs": TYPES}
ORDERS_HANDLERS = {
    "service": "orders",
    "handlers": {"check": {"result": {"ok": True, "lines": "${length(items)}", "total": "${total}"}}},
}

ENTRY = record(
    {"sku": matching("^[A-Z]{3}-[0-9]{4}$"), "price": between("number", 0)},
    qty=between("integer", 1, 1000) | {"default": 1},
    unit={"enum": ["box", "kg", "piece"], "default": "piece"},
    giftWrap={"type": "boolean", "default": False},
    note=text(0, 200) | {"default": ""},
    store=record({"city": text()}, country=matching("^[A-Z]{2}$") | {"default": "CH"}),
)
TAKEN = record({"ok": {"type": "boolean"}}, stock=between("integer", 0) | {"default": 0})
DEFAULTS = {"service": "entries", "methods": {"take": {"params": ENTRY, "result": TAKEN}}}
DEFAULTS_HANDLERS = {"service": "entries", "handlers": {"take": {"result": {"ok": True, "stock": 12}}}}


ID = record({"id": {"type": "integer"}})
RECORD = record({"id": {"type": "integer"}, "text": text()})
RECORDS = {
    "service": "records",
    "methods": {
        "same": {"params": ID, "result": ID},
        "find": {"params": ID, "result": RECORD},
        "push": {"params": RECORD, "result": ID},
    },
}


def records(count):
    """The handlers of a service that begins with so many records of 200 bytes."""
    return {
        "service": "records",
        "state": {"records": [{"id": number, "text": "x" * 180} for number in range(count)]},
        "handlers": {
            "same": {"result": {"id": "${id}"}},
            "find": {"result": "${find(state.records, \"id\", id)}"},
            "push": {"result": {"id": "${id}"}, "set": {"records": {"$push": {"id": "${id}", "text": "${text}"}}}},
        },
    }


WAY = {"params": record({"a": NUMBER, "b": NUMBER}), "result": record({"sum": NUMBER}, product=NUMBER)}
WAYS = {"service": "ways", "methods": {name: WAY for name in ["plain", "rules", "expressions", "mocked"]}}
WIRED = WAYS | {"methods": {name: {"wireName": f"ways_{name}"} | method for name, method in WAYS["methods"].items()}}
# No call has such an `a`.
OTHER_RULES = [{"when": {"params": {"a": -number}}, "result": {"sum": number}} for number in range(1, 10)]
WAYS_HANDLERS = {
    "service": "ways",
    "handlers": {
        "plain": {"builtin": "add"},
        "rules": [*OTHER_RULES, {"builtin": "add"}],
        "expressions": {"result": {"sum": "${a + b}", "product": "${a * b}"}},
    },
}


def without_defaults(value):
    """The same contract without its defaults."""
    if isinstance(value, dict):
        return {name: without_defaults(member) for name, member in value.items() if name != "default"}
    return [without_defaults(element) for element in value] if isinstance(value, list) else copy.copy(value)


def entry(draw, number):
    return {
        "sku": "".join(draw.choices(LETTERS, k=3)) + f"-{draw.randrange(10_000):04}",
        "price": draw.randrange(50_000) / 100,
        "qty": draw.randint(1, 60),
        "unit": "box",
        "giftWrap": number % 2 == 0,
        "note": "as soon as it is there",
        "store": {"city": "Biel", "country": "CH"},
    }


PAYMENTS = [
    {"kind": "card", "last4": "1881", "brand": "visa", "expMonth": 11},
    {"kind": "transfer", "iban": "CH9300762011623852957"},
    {"kind": "voucher", "code": "AUTUMN-7"},
]


def line(draw, number):
    return {
        "sku": "".join(draw.choices(LETTERS, k=3)) + f"-{draw.randrange(10_000):04}",
        "name": f"{draw.choice(['Blue', 'Green', 'Höher', 'Plain'])} article no. {number}",
        "qty": draw.randint(1, 60),
        "unitPrice": draw.randrange(50_000) / 100,
        "discount": draw.randrange(500) / 1000,
        "category": draw.choice(CATEGORIES),
        "giftWrap": draw.random() < 0.25,
        "ean": f"{draw.randrange(10**13):013}",
    }


def order(draw, number):
    return {
        "orderId": f"ORD-{number:08}",
        "customer": {
            "id": number + 1,
            "name": "Grace Hopper",
            "email": f"grace{number}@example.org",
            "tags": ["vip", "eu", "b2b"],
        },
        "currency": "EUR",
        "createdAt": f"2025-03-09T08:15:{number % 60:02}Z",
        "status": "paid",
        "items": [line(draw, i) for i in range(20)],
        "payment": PAYMENTS[number % 3],
        "shipTo": {"street": "3 Rue de l’Été", "city": "Lyon", "zip": "69001", "country": "FR"},
        "billTo": {"street": "221b Baker Street", "city": "London", "zip": "NW1 6XE", "country": "GB"},
        "notes": None,
        "total": draw.randrange(900_000) / 100,
    }


def calls(method, every_params):
    for number, params in enumerate(every_params):
        call = {"jsonrpc": "2.0", "method": method, "params": params, "id": number}
        yield json.dumps(call, ensure_ascii=False) + "\n"


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, contract, handlers in [
        ("arith", ARITH, ARITH_HANDLERS),
        ("orders", ORDERS, ORDERS_HANDLERS),
        ("defaults", DEFAULTS, DEFAULTS_HANDLERS),
        ("no-defaults", without_defaults(DEFAULTS), DEFAULTS_HANDLERS),
        ("records-1000", RECORDS, records(1000)),
        ("records-2000", RECORDS, records(2000)),
        ("ways", WAYS, WAYS_HANDLERS),
        ("wired", WIRED, WAYS_HANDLERS),
    ]:
        (folder / f"{name}.json").write_text(json.dumps(contract, indent=2))
        (folder / f"{name}.handlers.json").write_text(json.dumps(handlers, indent=2))
    draw = random.Random(20)
    sums = list(
        calls("arith.add", ({"a": draw.randint(0, 1000), "b": draw.randrange(10**6) / 1000} for _ in range(10**6)))
    )
    for name, count in [("arith", 10**6), ("arith-200k", 200_000), ("arith-100k", 100_000), ("arith-10k", 10_000)]:
        (folder / f"{name}.ndjson").write_text("".join(sums[:count]))
    wrong = calls("arith.add", itertools.repeat({"a": "x", "c": 1}, 200_000))
    (folder / "arith-invalid.ndjson").write_text("".join(wrong))
    (folder / "orders.ndjson").write_text("".join(calls("orders.check", (order(draw, n) for n in range(10_000)))))
    entries = [entry(draw, n) for n in range(200_000)]
    (folder / "entries-full.ndjson").write_text("".join(calls("entries.take", entries)))
    short = ({name: value for name, value in full.items() if name != "unit"} for full in entries)
    (folder / "entries-short.ndjson").write_text("".join(calls("entries.take", short)))
    for method, params in [("same", {}), ("find", {}), ("push", {"text": "x" * 180})]:
        made = calls(f"records.{method}", ({"id": draw.randrange(1000)} | params for _ in range(100_000)))
        (folder / f"records-{method}.ndjson").write_text("".join(made))
    for name, method in [*((name, f"ways.{name}") for name in WAYS["methods"]), ("wire", "ways_plain")]:
        made = "".join(sums[:200_000]).replace("arith.add", method)
        (folder / f"ways-{name}.ndjson").write_text(made)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write(pathlib.Path(sys.argv[1]))
