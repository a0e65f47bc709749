"""A server by the Python SDK of the Model Context Protocol, over its standard streams."""

import asyncio
import os

from mcp.server.mcpserver import Context, MCPServer
from mcp.types import SamplingMessage, TextContent

server = MCPServer("lab")


@server.tool()
def add(a: int, b: int) -> int:
    return a + b


@server.tool()
async def slow(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "slept"


@server.tool()
async def ask(question: str, ctx: Context) -> str:
    await ctx.info("asking")
    message = SamplingMessage(role="user", content=TextContent(type="text", text=question))
    answer = await ctx.session.create_message([message], max_tokens=10)
    return str(getattr(answer.content, "text", answer.content))


@server.tool()
def crash() -> str:
    os._exit(3)


@server.resource("lab://readme")
def readme() -> str:
    return "Read me."


server.run("stdio")
