#!/usr/bin/env python3
"""Writes a contract of clamator's Python package as a contract file of clamator-repl.

    python clamator_contract.py PACKAGE.MODULE:CONTRACT > contracts/NAME.json

CONTRACT is a `clamator_protocol.Contract` in the module; it may be left out where the module has one alone. The schemas are
those of Pydantic, and the models that several methods use become types of the contract.
"""

import importlib
import json
import os
import sys

from clamator_protocol import Contract
from pydantic.json_schema import models_json_schema


def contract_json(contract: Contract) -> dict:
    """The contract as JSON."""
    models = [model for entry in contract.methods.values() for model in (entry.params_model, entry.result_model) if model]
    # Results are read as params are: one that leaves out what has a default is fine, and is completed.
    schemas, shared = models_json_schema([(model, "validation") for model in dict.fromkeys(models)])
    methods = {}
    for name, entry in contract.methods.items():
        method = {"params": schemas[entry.params_model, "validation"]}
        if entry.result_model is None:
            method["notification"] = True
        else:
            method["result"] = schemas[entry.result_model, "validation"]
        methods[name] = method
    document = {"service": contract.service, "methods": methods}
    if shared.get("$defs"):
        document["$defs"] = shared["$defs"]
    return document


def find(name: str) -> Contract:
    """The contract that a name stands for; ends with a message if there is none."""
    module_name, _, attribute = name.partition(":")
    # As with `python -m`: modules of the folder that one stands in are found.
    sys.path.insert(0, os.getcwd())
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        sys.exit(f"clamator_contract: {error}")
    contracts = {key: value for key, value in vars(module).items() if isinstance(value, Contract)}
    if attribute in contracts:
        return contracts[attribute]
    if not attribute and len(contracts) == 1:
        return next(iter(contracts.values()))
    known = ", ".join(f"{module_name}:{key}" for key in contracts) or "none"
    wanted = f"no contract {attribute!r} in {module_name}" if attribute else f"{module_name} has not one contract alone"
    sys.exit(f"clamator_contract: {wanted}; there are: {known}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: python clamator_contract.py PACKAGE.MODULE:CONTRACT > contracts/NAME.json")
    print(json.dumps(contract_json(find(sys.argv[1])), indent=2, ensure_ascii=False))
