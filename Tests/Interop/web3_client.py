"""An Ethereum client library, web3, calls mock nodes of ours. Argument: the built clamator-repl."""

import json
import os
import subprocess
import sys
import unittest

from web3 import Web3
from web3.providers import BaseProvider

HERE = os.path.dirname(os.path.abspath(__file__))
FOREIGN = os.environ.get("CLAMATOR_FOREIGN", os.path.join(HERE, "../../../shared/foreign"))
DOCUMENT = os.path.join(FOREIGN, "openrpc/ethereum.json")
TOOL = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "clamator-repl"
RICH = Web3.to_checksum_address("0x00000000219ab540356cbb839cbe05303d7705fa")


class Process(BaseProvider):
    """Writes each request to a process, and reads its reply."""

    def __init__(self, process: subprocess.Popen) -> None:
        super().__init__()
        self.process = process

    def make_request(self, method: str, params: list) -> dict:
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Node(unittest.TestCase):
    def node(self, document: str) -> Web3:
        process = subprocess.Popen(
            [TOOL, "batch", document, "--mock", "--seed", "1"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(process.communicate)
        return Web3(Process(process))

    def read(self, node: Web3) -> None:
        self.assertIsInstance(node.eth.block_number, int)
        self.assertIsInstance(node.eth.chain_id, int)
        self.assertIsInstance(node.eth.get_balance(RICH), int)
        self.assertIsInstance(node.eth.get_transaction_count(RICH, "pending"), int)
        self.assertIsInstance(bytes(node.eth.get_code(RICH)), bytes)

    def test_a_small_document(self) -> None:
        node = self.node(os.path.join(HERE, "ethereum.yaml"))
        self.read(node)
        self.assertEqual(Web3.from_wei(node.eth.get_balance(RICH), "ether"), 1)

    @unittest.skipUnless(os.path.exists(DOCUMENT), "Ethereum's own document is not there")
    def test_the_document_of_ethereum(self) -> None:
        node = self.node(DOCUMENT)
        self.read(node)
        self.assertIsInstance(node.eth.get_block("latest")["number"], int)


if __name__ == "__main__":
    unittest.main()
