"""A TCP proxy that delays: what it reads is passed on exactly so much later, in each direction, in order.

    python slow_road.py LISTEN TARGET MILLISECONDS

Bandwidth is not limited. The first answer waits for one more round trip, as the handshake of a real connection does.
"""

from __future__ import annotations

import asyncio
import socket
import sys


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    """Copy one direction until its end, and end the other side so much later too."""
    loop = asyncio.get_running_loop()

    def put(data: bytes) -> None:
        if not writer.is_closing():
            writer.write(data)

    try:
        while data := await reader.read(1 << 18):
            loop.call_later(delay, put, data)
    except ConnectionError:
        pass
    loop.call_later(delay + 0.005, writer.close)


def at_once(writer: asyncio.StreamWriter) -> None:
    """Let small packets leave without waiting for more."""
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def main(listen: int, target: int, delay: float) -> None:
    """Serve until killed."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * delay)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        at_once(writer)
        at_once(far_writer)
        await asyncio.gather(pass_on(reader, far_writer, delay), pass_on(far_reader, writer, delay))

    server = await asyncio.start_server(meet, "127.0.0.1", listen, backlog=500, limit=1 << 20)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 1000))
