"""Requests at a constant rate, whatever the answers take: latency counts from the moment meant.

A generator that waits for an answer before it asks again hides how long others would have waited
(coordinated omission). Here each request has its moment; one that finds no free connection opens
another. Reads a JSON object from standard input, and prints one.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

TIMEOUT_SECONDS = 30.0


@dataclass
class Load:
    """What is sent: a request each ``1 / rate`` seconds, the given ones in turn."""

    host: str
    port: int
    rate: float
    seconds: float
    requests: list[bytes]
    expected: int
    latencies: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    late: float = 0.0
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)
    opened: int = 0

    async def run(self) -> None:
        began = time.perf_counter() + 0.2
        sent = []
        for place in range(int(self.rate * self.seconds)):
            meant = began + place / self.rate
            await asyncio.sleep(max(0.0, meant - time.perf_counter()))
            self.late = max(self.late, time.perf_counter() - meant)
            body = self.requests[place % len(self.requests)]
            sent.append(asyncio.create_task(self.one(body.replace(b"@N@", b"%d" % place), meant)))
        await asyncio.gather(*sent)
        for _, writer in self.free:
            writer.close()

    async def one(self, request: bytes, meant: float) -> None:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                status = await self.answered(request)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            self.count(type(error).__name__)
            return
        self.latencies.append(time.perf_counter() - meant)
        if status != self.expected:
            self.count(str(status))

    async def answered(self, request: bytes) -> int:
        if self.free:
            reader, writer = self.free.pop()
        else:
            reader, writer = await asyncio.open_connection(self.host, self.port)
            self.opened += 1
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        await reader.readexactly(length)
        self.free.append((reader, writer))
        return int(head.split(b" ", 2)[1])

    def count(self, what: str) -> None:
        self.errors[what] = self.errors.get(what, 0) + 1

    def told(self) -> dict[str, Any]:
        taken = np.array(self.latencies) * 1000
        places = {"p50": 50, "p95": 95, "p99": 99, "p99.9": 99.9, "max": 100}
        return {
            "sent": int(self.rate * self.seconds),
            "errors": self.errors,
            "milliseconds": {
                name: round(float(np.percentile(taken, place)), 2) if taken.size else None
                for name, place in places.items()
            },
            "connections": self.opened,
            "own_cpu_ms_a_request": round(time.process_time() / max(1, taken.size) * 1000, 3),
            "sent_late_ms_at_most": round(self.late * 1000, 2),
        }


def main() -> None:
    asked = json.load(sys.stdin)
    asked["requests"] = [each.encode() for each in asked["requests"]]
    load = Load(**asked)
    asyncio.run(load.run())
    print(json.dumps(load.told()))


if __name__ == "__main__":
    main()
