"""Scores asked of a running service at a constant rate, beside a bare route of the same stack.

python -m benchmarks service_load [--seconds 120] [--rate 50] [--people 20] [--keep FOLDER]

``plainscore serve`` runs as an operator would run it, on an embedded PostgreSQL that waits for the
disk at each commit. What is asked opens the person's sealed statements, makes the features as of
now, scores, and writes the evidence, the disclosure and the ledger's line. A person has 1,512
transactions of fourteen months in two accounts.
"""

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import psutil

RESULT = Path(__file__).with_name("results") / "service_load.json"
PAGE = Path(__file__).with_name("SERVICE.md")
BAR_MS = 40.0
WARM_SECONDS = 15.0
BARE_SHARE = 4
READY_SECONDS = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def populated(folder: Path, people: int, address: str) -> dict[str, Any]:
    """Return who is in the service of a folder, made when the folder is new."""
    who = folder / "who.json"
    if not who.exists():
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks._service_place", str(folder), str(people), address],
            stdout=subprocess.PIPE,
            check=True,
        )
        who.write_bytes(made.stdout)
    told: dict[str, Any] = json.loads(who.read_bytes())
    return told


@contextmanager
def served(folder: Path, port: int) -> Iterator[psutil.Process]:
    words = ["--port", str(port), "--data", str(folder)]
    with (folder / "service.log").open("w") as log:
        process = psutil.Popen(
            [sys.executable, "-c", "from plainscore.cli import main; main()", "serve", *words],
            stderr=log,
        )
        try:
            wait_until_ready(f"http://127.0.0.1:{port}/ready", process)
            yield process
        finally:
            process.terminate()
            process.wait(60)


def wait_until_ready(address: str, process: psutil.Process) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.is_running():
        try:
            if httpx2.get(address).is_success:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the service did not come up")


def access_token(port: int, who: dict[str, Any]) -> str:
    answer = httpx2.post(
        f"http://127.0.0.1:{port}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(who["client_id"], who["secret"]),
    )
    return str(answer.raise_for_status().json()["access_token"])


def asks(port: int, who: dict[str, Any], run: str) -> list[str]:
    """Return one request a person; ``@N@`` becomes the number of the request."""
    token, requests = access_token(port, who), []
    for person in who["people"]:
        body = json.dumps({"person_id": person, "purpose": "extension_of_credit"})
        lines = (
            "POST /v1/scores HTTP/1.1",
            "Host: localhost",
            f"Authorization: Bearer {token}",
            f"Idempotency-Key: {run}-@N@",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        )
        requests.append("\r\n".join(lines) + "\r\n\r\n" + body)
    return requests


class Watch:
    """Processor seconds and memory of the service and its database, from their start."""

    def __init__(self, service: psutil.Process, folder: Path) -> None:
        number = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
        self.service, self.postmaster = service, psutil.Process(number)

    def database(self) -> list[psutil.Process]:
        """Return its processes, the first one first."""
        return [self.postmaster, *self.postmaster.children(recursive=True)]

    def scoring(self) -> list[psutil.Process]:
        """Return the service's processes, the one that serves first."""
        return [self.service, *self.service.children(recursive=True)]

    def cpu_seconds(self) -> dict[str, float]:
        """Return what each has used."""
        return {
            "service": sum(map(seconds_of, self.scoring())),
            # of processes that ended, the postmaster keeps count
            "database": sum(seconds_of(each) for each in self.database())
            + sum(self.postmaster.cpu_times()[2:4]),
        }

    def memory_mib(self) -> dict[str, float]:
        """Return what each holds."""
        # what several share counts once
        return {
            name: round(sum(each.memory_full_info().pss for each in parts) / 2**20, 1)
            for name, parts in (("service", self.scoring()), ("database", self.database()))
        }


def seconds_of(process: psutil.Process) -> float:
    try:
        return float(sum(process.cpu_times()[:2]))
    except psutil.NoSuchProcess:
        return 0.0


def measured(port: int, watch: Watch, asked: dict[str, Any]) -> dict[str, Any]:
    """Send a load from a process of its own, and say what it cost."""
    memory = [watch.memory_mib()]
    middle = threading.Timer(asked["seconds"] / 2, lambda: memory.append(watch.memory_mib()))
    before, began = watch.cpu_seconds(), time.perf_counter()
    middle.start()
    sent = subprocess.run(
        [sys.executable, "-m", "benchmarks._load"],
        input=json.dumps(asked | {"host": "127.0.0.1", "port": port}).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    took, after = time.perf_counter() - began, watch.cpu_seconds()
    middle.join()
    found: dict[str, Any] = json.loads(sent.stdout)
    found["cpu_ms_a_request"] = {
        name: round((after[name] - before[name]) / found["sent"] * 1000, 2) for name in after
    }
    found["seconds"] = round(took, 1)
    found["memory_mib_start_middle_end"] = [*memory, watch.memory_mib()]
    return found


def run(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    port = free_port()
    who = populated(folder, options.people, f"http://localhost:{port}")
    health = ["GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"]
    with served(folder, port) as service:
        watch = Watch(service, folder)
        name = f"run{time.time_ns()}"
        warm = {"rate": options.rate, "seconds": WARM_SECONDS}
        measured(port, watch, warm | {"requests": asks(port, who, name + "w"), "expected": 201})
        load = {"rate": options.rate, "seconds": options.seconds}
        short = load | {"seconds": options.seconds / BARE_SHARE}
        bare = measured(port, watch, short | {"requests": health, "expected": 200})
        scores = measured(port, watch, load | {"requests": asks(port, who, name), "expected": 201})
    return {"bare_route": bare, "score": scores}


def facts(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "rate": options.rate,
        "seconds": options.seconds,
        "people": options.people,
        "other_load_before": round(os.getloadavg()[0], 2),
    }


def page(stated: dict[str, Any], found: dict[str, Any]) -> str:
    """Return the page of what was measured."""
    heading = [
        "", "p50", "p95", "p99", "p99.9", "longest", "errors", "service", "database", "memory"
    ]  # fmt: skip
    lines = [
        "# Scores asked of a running service",
        "",
        (
            "Made by `python -m benchmarks service_load`. "
            f"{stated['rate']:g} requests a second for {stated['seconds']:g} seconds, each at its "
            "moment, whatever the answers before it took; milliseconds from the moment meant. "
            f"{stated['people']} people with 1,512 transactions each; `plainscore serve` on an "
            "embedded PostgreSQL that waits for the disk at each commit. The bare route is "
            "`GET /health` of the same process, asked for a quarter of the time."
        ),
        "",
        (
            f"Measured {stated['at']}, {stated['cores']} cores, Python {stated['python']}; load of "
            f"the machine before: {stated['other_load_before']}."
        ),
        "",
        f"| {' | '.join(heading)} |",
        f"|{'---|' * len(heading)}",
    ]
    for name, each in found.items():
        cpu, taken = each["cpu_ms_a_request"], each["milliseconds"]
        memory = [sum(part.values()) for part in each["memory_mib_start_middle_end"]]
        row = [
            name.replace("_", " "),
            *(f"{taken[place]:.1f} ms" for place in ("p50", "p95", "p99", "p99.9", "max")),
            str(sum(each["errors"].values())),
            *(f"{cpu[part]:.1f} ms CPU" for part in ("service", "database")),
            f"{memory[0]:.0f}, {memory[1]:.0f}, {memory[-1]:.0f} MiB",
        ]
        lines.append(f"| {' | '.join(row)} |")
    lines += ["", "Memory is of service and database at the start, in the middle and at the end."]
    return "\n".join(lines) + "\n"


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--seconds", type=float, default=120.0)
    asked.add_argument("--rate", type=float, default=50.0)
    asked.add_argument("--people", type=int, default=20)
    asked.add_argument("--keep", type=Path, help="folder of the service, used again if it is there")
    options = asked.parse_args()
    stated = facts(options)
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        found = run(folder, options)
    for name, each in found.items():
        print(f"{name}: {json.dumps(each, indent=1)}")
    RESULT.write_text(json.dumps({"facts": stated, "measured": found}, indent=1) + "\n")
    PAGE.write_text(page(stated, found))
    p99 = found["score"]["milliseconds"]["p99"]
    holds = not found["score"]["errors"] and p99 <= BAR_MS
    print(f"p99 {p99} ms at {options.rate:g} scores a second: {'holds' if holds else 'FAILS'}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
