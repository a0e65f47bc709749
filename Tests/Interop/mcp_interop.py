"""Our client calls a server by the Python SDK of the Model Context Protocol. Argument: the built clamator-repl."""

import json
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "clamator-repl"
SERVER = f"'{sys.executable}' -W ignore '{HERE}/mcp_server.py'"
LIVE = [f"{HERE}/mcp.json", "--stdio", SERVER, "--hello", "mcp", "--color", "never"]


def run(*words: str, lines: list[dict] | None = None) -> subprocess.CompletedProcess[str]:
    text = "".join(json.dumps({"jsonrpc": "2.0", **line}) + "\n" for line in lines or [])
    return subprocess.run([TOOL, *words, *LIVE], input=text, capture_output=True, text=True, timeout=60)


def batch(*lines: dict, options: list[str] | None = None) -> tuple[list[dict], str, int]:
    done = run("batch", *(options or []), lines=list(lines))
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.returncode


def tool(id: int, name: str, **arguments: object) -> dict:
    return {"id": id, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


class Mcp(unittest.TestCase):
    def test_tools_and_resources(self) -> None:
        replies, _, status = batch(
            {"id": 1, "method": "tools/list"},
            tool(2, "add", a=1, b=2),
            {"id": 3, "method": "resources/read", "params": {"uri": "lab://readme"}},
        )
        self.assertEqual(status, 0)
        self.assertEqual([t["name"] for t in replies[0]["result"]["tools"]], ["add", "slow", "ask", "crash"])
        self.assertEqual(replies[1]["result"]["structuredContent"], {"result": 3})
        self.assertEqual(replies[2]["result"]["contents"][0]["text"], "Read me.")

    def test_nothing_works_without_the_greeting(self) -> None:
        words = [TOOL, "call", "tools/list", "-c", *LIVE]
        words[words.index("--hello") : words.index("--hello") + 2] = []
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("✗ -32602 ", done.stderr)

    def test_a_notification_and_a_request_to_the_client(self) -> None:
        replies, news, status = batch(tool(1, "ask", question="Who?"))
        self.assertEqual(status, 0)
        self.assertEqual(replies[0]["result"]["structuredContent"], {"result": "It was asked: Who?"})
        self.assertIn("⇠ notifications/message ", news)
        self.assertIn("⇠ sampling/createMessage ", news)

    def test_errors(self) -> None:
        replies, _, status = batch(
            {"id": 1, "method": "resources/read", "params": {"uri": "lab://none"}},
            {"id": 2, "method": "tools/call", "params": {}},
            tool(3, "none"),
        )
        self.assertEqual(status, 1)
        self.assertIn("error", replies[0])
        self.assertEqual(replies[1]["error"]["data"]["sent"], False)
        self.assertTrue(replies[2]["result"]["isError"])

    def test_a_slow_call_overtaken_and_timed_out(self) -> None:
        calls = [tool(1, "slow", seconds=0.3), tool(2, "add", a=1, b=1)]
        replies, _, status = batch(*calls, options=["--jobs", "2", "--unordered"])
        self.assertEqual([reply["id"] for reply in replies], [2, 1])
        self.assertEqual(status, 0)
        replies, _, status = batch(tool(1, "slow", seconds=60), options=["--timeout", "4000"])
        self.assertEqual(replies[0]["error"]["message"], "call timeout")
        self.assertEqual(status, 1)

    def test_a_crash(self) -> None:
        replies, _, status = batch(tool(1, "crash"), tool(2, "add", a=1, b=1))
        self.assertEqual([reply["error"]["message"] for reply in replies], ["the server ended with status 3"] * 2)
        self.assertEqual(status, 69)

    def test_a_start_after_a_crash(self) -> None:
        add = """tools/call {"name": "add", "arguments": {"a": 1, "b": 1}}"""
        done = run("-e", "tools/call name=crash", "-e", add)
        self.assertIn("the server ended with status 3; it is started again\n", done.stderr)
        self.assertIn('"result": 2', done.stdout)


if __name__ == "__main__":
    unittest.main()
