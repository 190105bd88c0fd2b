"""What `make demo` ends with: a service in which a person, a lender and staff can walk about."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import httpx2 as httpx
import pytest

DEMO = "from plainscore.cli import main; main()"
AGAIN = (
    "import sys; from pathlib import Path; from plainscore.cli.demo_service import serve_demo; "
    "folder = Path(sys.argv[1]); "
    "serve_demo(folder, folder / 'service', seed=3, port=int(sys.argv[2]))"
)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def started(code: str, *words: object) -> Iterator[str]:
    """Start a program, give what it prints until it serves, and end it as Ctrl-C does."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        # a pipe that nobody reads would stop it
        told: list[str] = []
        reader = Thread(target=lambda: told.extend(process.stderr))
        reader.start()
        printed = ""
        try:
            for line in process.stdout:
                printed += line
                if line.startswith("TOKEN="):
                    break
            else:
                pytest.fail("".join(told))
            yield printed
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.kill()
            reader.join()


def code_of(who: str, printed: str) -> str:
    return re.search(rf"  {who} +([\w-]{{24}})\n", printed)[1]


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"Accept": "text/html"}) as opened:
        yield opened


def sign_in(browser: httpx.Client, address: str, code: str) -> None:
    browser.cookies.clear()
    browser.base_url = address
    csrf = re.search(r'name="csrf" value="(\w+)"', browser.get("/sign-in").text)[1]
    answer = browser.post("/sign-in", data={"code": code, "csrf": csrf})
    assert answer.status_code == 303, answer.text


def shown(browser: httpx.Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_each_role_walks_and_a_second_start_finds_them_again(tmp_path, port, browser):
    folder, address = tmp_path / "demo", f"http://localhost:{port}"
    words = ["demo", "--out", folder, "--people", "100", "--months", "6", "--seed", "3"]
    with started(DEMO, *words, "--serve", "--port", port) as printed:
        for who in ("Person one", "Person two", "Person three"):
            sign_in(browser, address, code_of(who, printed))
            score = int(re.search(r"<strong>(\d{3})</strong>", shown(browser, "/me"))[1])
            assert 350 <= score <= 950
            assert "The lender of the demo" in shown(browser, "/me/seen")
            assert "/me/letters/letter_" in shown(browser, "/me/decisions")
            assert "lines from" in shown(browser, "/me/data")
        sign_in(browser, address, code_of("Analyst", printed))
        assert "demo on made-up people" in shown(browser, "/staff/scorecards")
        sign_in(browser, address, code_of("Reviewer", printed))
        assert "Queue" in shown(browser, "/staff/queue")
        asked = subprocess.run(
            ["bash", "-c", printed.splitlines()[-1]], capture_output=True, text=True, check=True
        )
        assert json.loads(asked.stdout)["status"] == "scored"
    assert json.loads((folder / "card.json").read_text())["base_points"] >= 350
    known = json.loads((folder / "service" / "demo.json").read_text())
    assert len(known["people"]) == 3
    with started(AGAIN, folder, port) as second:
        assert json.loads((folder / "service" / "demo.json").read_text()) == known
        sign_in(browser, address, code_of("Person one", second))
        assert shown(browser, "/me/seen").count("The lender of the demo") >= 2
        with pytest.raises(AssertionError, match="not valid"):
            sign_in(browser, address, code_of("Person two", printed))
    assert not (folder / "service" / "postgres" / "postmaster.pid").exists()
