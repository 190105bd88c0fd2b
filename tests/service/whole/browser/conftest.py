"""The service on a port of this machine, and Debian's Chromium before it."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from plainscore.service.access.enrolment import add_staff
from plainscore.service.actors import Staff, StaffRole
from plainscore.service.cards import approve_card, submit_card

CHROMIUM = shutil.which("chromium")
AXE = Path(sys.prefix) / "axe/node_modules/axe-core/axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None or not AXE.exists():
        pytest.skip("chromium or axe-core is not installed: scripts/install test brings both")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def settings(settings, listening):
    return replace(settings, public_url=f"http://localhost:{listening.getsockname()[1]}")


@pytest.fixture
def staff_member(service):
    """A member of staff and the recovery codes of their first sign-in."""

    def make(role: StaffRole) -> tuple[Staff, list[str]]:
        staff_id, codes = add_staff(service, f"An {role.value}", role)
        return Staff(staff_id, role), [code.reveal().decode() for code in codes]

    return make


@pytest.fixture
def approved(service, staff_member, card) -> str:
    (author, _), (approver, _) = (staff_member(StaffRole.ANALYST) for _ in range(2))
    digest = submit_card(service, author, card.to_json().encode())
    approve_card(service, approver, digest, expires_at=service.clock.now() + timedelta(days=300))
    return digest


@dataclass
class Reader:
    """Somebody before a browser, who looks closely at each page."""

    page: Page
    shots: Path
    address: str
    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def look(self, name: str) -> None:
        """Check the page that is open, at both widths, and keep pictures of it."""
        self.seen.append(name)
        for kind, size in (("phone", PHONE), ("desktop", DESKTOP)):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=self.shots / f"{name}-{kind}.png", full_page=True)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                self.wrong.append(f"{name} at {kind} is {wide} wide")
            found = self.page.evaluate(
                "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", WCAG
            )
            for each in found["violations"]:
                where = [node["html"][:160] for node in each["nodes"]][:3]
                self.wrong.append(f"{name} at {kind}: {each['id']}: {json.dumps(where)}")
        self.page.set_viewport_size(PHONE)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()


@pytest.fixture
def shots(tmp_path) -> Path:
    folder = Path(os.environ.get("PLAINSCORE_SCREENSHOTS", tmp_path / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def new_reader(chromium, address, shots):
    """Open a browser that has never been here, with an authenticator of its own."""
    contexts = []

    def open_browser(**options) -> Reader:
        context = chromium.new_context(viewport=PHONE, **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        # before the page's own policy, which allows no script but ours
        context.add_init_script(path=AXE)
        reader = Reader(context.new_page(), shots, address)
        reader.page.on(
            "console",
            lambda told: (
                reader.wrong.append(f"{reader.page.url}: {told.text}")
                if "Content Security Policy" in told.text
                else None
            ),
        )
        reader.page.on(
            "response",
            lambda answer: (
                reader.wrong.append(f"{answer.url}: {answer.status}")
                if answer.status >= 400
                else None
            ),
        )
        reader.page.on("pageerror", lambda error: reader.wrong.append(f"script: {error}"))
        cdp = context.new_cdp_session(reader.page)
        cdp.send("WebAuthn.enable")
        authenticator = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        cdp.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
        return reader

    yield open_browser
    for context in contexts:
        context.close()
