"""The Python SDK of the Model Context Protocol calls mock servers of ours. Argument: the built clamator-repl."""

import os
import sys
import unittest

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import MCPError

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
EXAMPLES = os.path.join(ROOT, "Documentation", "examples")
SCHEMA = os.path.join(os.environ.get("CLAMATOR_FOREIGN", os.path.join(ROOT, "../shared/foreign")), "mcp/2025-06-18.json")
TOOL = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "clamator-repl"


class Client(unittest.IsolatedAsyncioTestCase):
    async def use(self, *contract: str) -> None:
        """What a client does that looks about and calls a tool."""
        words = ["batch", *contract, "--mock", "--seed", "1"]
        with open(os.devnull, "w", encoding="utf-8") as log:
            async with stdio_client(StdioServerParameters(command=TOOL, args=words), errlog=log) as streams:
                async with ClientSession(*streams) as session:
                    server = await session.initialize()
                    self.assertEqual(server.server_info.name, "lab")
                    tools = (await session.list_tools()).tools
                    self.assertEqual([tool.name for tool in tools], ["add"])
                    resources = (await session.list_resources()).resources
                    self.assertNotEqual(resources, [])
                    await session.read_resource(resources[0].uri)
                    sum = await session.call_tool("add", {"a": 1, "b": 2})
                    self.assertEqual([part.text for part in sum.content], ["The sum is 3"])
                    with self.assertRaises(MCPError) as refused:
                        await session.call_tool("none", {})
                    self.assertEqual(refused.exception.error.message, "no tool none")
                    await session.send_ping()

    async def test_the_example(self) -> None:
        await self.use(os.path.join(EXAMPLES, "mcp.yaml"))

    @unittest.skipUnless(os.path.exists(SCHEMA), "the protocol's own schema is not there")
    async def test_the_schema_of_the_protocol(self) -> None:
        await self.use(SCHEMA, "--service", "mcp", "--handlers", os.path.join(EXAMPLES, "mcp.handlers.yaml"))


if __name__ == "__main__":
    unittest.main()
