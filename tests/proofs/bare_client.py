"""A viewer without a browser: opens the websocket, asks for a view, and waits until the server has sent it all."""

import asyncio
import time
from dataclasses import dataclass

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LARGEST = 2**28


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One view: seconds until all was sent, messages and bytes received, texts of exceptions if any."""

    seconds: float
    messages: int
    size: int
    faults: tuple[str, ...]


async def look(port: int, page: str = "", query: str = "", again: int = 0) -> list[Look]:
    """Open the view once and re-run it `again` times in the same session."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with websockets.connect(address, max_size=LARGEST, subprotocols=["streamlit"]) as socket:
        return [await _run(socket, page, query) for _ in range(again + 1)]


async def _run(socket: websockets.ClientConnection, page: str, query: str) -> Look:
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.query_string = query
    started, messages, size, faults = time.perf_counter(), 0, 0, []
    await socket.send(asked.SerializeToString())
    while True:
        raw = await socket.recv()
        said = ForwardMsg.FromString(raw)
        messages, size = messages + 1, size + len(raw)
        if said.WhichOneof("type") == "delta" and said.delta.new_element.HasField("exception"):
            faults.append(said.delta.new_element.exception.message)
        if said.WhichOneof("type") == "script_finished":
            return Look(
                seconds=time.perf_counter() - started, messages=messages, size=size, faults=tuple(faults)
            )


async def crowd(port: int, viewers: int, page: str = "", query: str = "") -> list[Look]:
    """That many viewers who open the same view in the same instant."""
    found = await asyncio.gather(*(look(port, page, query) for _ in range(viewers)))
    return [looks[0] for looks in found]
