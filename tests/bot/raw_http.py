"""Requests byte for byte, as no well-behaved client sends them."""

import asyncio


async def raw(port: int, request: bytes) -> bytes:
    """The answer to exact bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    return answer
