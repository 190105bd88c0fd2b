"""A person's way through the service in a real browser: from signing up to being erased."""

import json
import re

from plainscore.service.actors import StaffRole


def refused(lender, person_id, key):
    return lender.client.post(
        "/v1/scores",
        json={"person_id": person_id, "purpose": "extension_of_credit"},
        headers={"Idempotency-Key": key},
    )


def test_a_person_walks_from_sign_up_to_erasure(  # noqa: PLR0915 - one way, step by step
    approved, new_reader, staff_member, lender, statement, work, tmp_path
):
    reader = new_reader()
    page, look, go, press = reader.page, reader.look, reader.go, reader.press

    # signs up with a passkey, leaves, and comes back with it
    go("/")
    look("front")
    go("/sign-up")
    look("sign-up")
    page.get_by_label("What may we call you?").fill("Somebody")
    press("Sign up")
    look("recovery-codes")
    press("Add a passkey")
    page.get_by_text("The passkey was added.").wait_for()
    go("/keys")
    page.get_by_text("Passkey 1, added").wait_for()
    look("keys")
    press("Sign out")
    go("/sign-in")
    look("sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.get_by_role("button", name="Sign out").wait_for()

    # uploads a bank file
    go("/me")
    look("no-score")
    go("/me/upload")
    look("upload")
    file = tmp_path / "statement.csv"
    file.write_bytes(statement())
    page.get_by_label("Files").set_input_files(file)
    page.get_by_label("I allow").check()
    press("Hand in")
    assert "/me/imports/" in page.url
    look("import")
    work()
    go("/me/data")
    look("my-data")

    # reads the score and why
    go("/me")
    if page.get_by_role("button", name="Work out my score").count():
        press("Work out my score")
    first = int(page.locator(".number-shown strong").inner_text())
    assert 350 <= first <= 950
    look("score")
    for path in ("why", "history", "what-if", "decisions", "seen", "disputes"):
        go(f"/me/{path}")
        look(path)

    # allows a lender, which gets the score
    go("/me/consents/new")
    look("consent-new")
    form = page.locator("form").filter(has=page.get_by_label("Which lender"))
    form.get_by_label("Which lender").select_option(label="A lender")
    form.locator("input[name=purpose][value=extension_of_credit]").check()
    for box in form.locator("input[name=data]").all():
        box.check()
    press("Allow this lender")
    look("consents")
    person_id = re.search(r"person_\w+", page.content())[0]
    assert refused(lender, person_id, "first").status_code == 201
    go("/me/seen")
    page.get_by_text("A lender").first.wait_for()
    look("seen-by-a-lender")

    # disputes a line, and watches the score being made again
    go("/me/data")
    page.locator("details[open] a").first.click()
    page.wait_for_load_state()
    look("month")
    page.get_by_role("link", name="This is wrong").first.click()
    page.wait_for_load_state()
    look("dispute-new")
    dispute(page)
    page.wait_for_load_state()
    look("dispute")
    work()
    go("/me/disputes")
    look("disputes-one")
    go("/me")
    press("Work it out as of now")
    page.get_by_text("In dispute").first.wait_for()
    look("score-in-dispute")
    # asks for a human, too
    go("/me/reviews")
    look("reviews")
    page.get_by_label("How do you see it?").fill("I was ill that month.")
    press("Ask for a human")
    look("reviews-asked")
    decide_the_dispute(new_reader(), staff_member)
    before = page_of_history(reader)
    work()
    assert len(page_of_history(reader)) > len(before), "the score was made again"
    look("history-after-dispute")

    # takes the consent back: the lender is refused, and the person sees that it was
    go("/me/consents")
    press("Take this back from A lender")
    answer = refused(lender, person_id, "second")
    assert (answer.status_code, answer.json()["code"]) == (403, "no_consent")
    go("/me/seen")
    look("seen-refusal")

    # takes the data along, and has everything erased
    go("/me/data")
    with page.expect_download() as started:
        page.get_by_role("link", name="Take my data with me").click()
    taken = json.loads(started.value.path().read_bytes())
    assert taken
    go("/me/erase")
    look("erase")
    page.get_by_label("Erase everything of mine").check()
    press("Erase everything")
    look("erased")
    assert not page.get_by_role("button", name="Sign out").count()
    answer = refused(lender, person_id, "third")
    assert answer.status_code == 403
    assert not reader.wrong, "\n".join(reader.wrong)


def page_of_history(reader):
    reader.go("/me/history")
    return reader.page.locator(".history > li").all_inner_texts()


def sign_in_as_staff(reader, codes):
    page = reader.page
    reader.go("/sign-in")
    page.get_by_label("Recovery code").fill(codes[0])
    page.locator("main form button").last.click()
    page.get_by_role("button", name="Sign out").wait_for()


def decide_the_dispute(reader, staff_member):
    """A reviewer corrects a line in a review, and removes the line of a dispute."""
    _, codes = staff_member(StaffRole.REVIEWER)
    page = reader.page
    sign_in_as_staff(reader, codes)
    reader.go("/staff")
    reader.look("staff-reviewer")
    reader.go("/staff/queue")
    page.locator("a[href^='/staff/reviews/']").first.click()
    page.get_by_label("Does the score stand?").wait_for()
    page.locator("summary").first.click()
    reader.look("review-handling")
    page.get_by_label("Right amount").first.fill("-1.00")
    page.get_by_label("Does the score stand?").select_option("changed")
    page.get_by_label("Why?").fill("The bank agrees.")
    reader.press("Decide")
    reader.go("/staff/queue")
    reader.look("queue")
    page.locator("main .rows a").first.click()
    page.get_by_label("Why?").wait_for()
    reader.look("dispute-handling")
    page.get_by_label("How does it end?").select_option("removed")
    page.get_by_label("Why?").fill("Nobody could verify it.")
    reader.press("Decide")
    reader.look("queue-after")
    assert not reader.wrong, "\n".join(reader.wrong)


def test_the_pages_of_analysts_and_auditors(approved, new_reader, staff_member):
    reader = new_reader()
    _, codes = staff_member(StaffRole.ANALYST)
    sign_in_as_staff(reader, codes)
    for path in (
        "/staff",
        "/staff/scorecards",
        f"/staff/scorecards/{approved}",
        "/staff/monitoring",
    ):
        reader.go(path)
        reader.look(f"analyst{path.replace('/', '-').replace(approved, 'one')}")
    reader.press("Sign out")
    _, codes = staff_member(StaffRole.AUDITOR)
    sign_in_as_staff(reader, codes)
    for path in ("/staff", "/staff/scorecards", "/staff/queue"):
        reader.go(path)
        reader.look(f"auditor{path.replace('/', '-')}")
    assert not reader.wrong, "\n".join(reader.wrong)


def dispute(page):
    """Fill in the form of a dispute as it stands, and send it."""
    for field in page.locator("main form textarea").all():
        field.fill("This payment was not mine.")
    radio = page.locator("main form input[type=radio]")
    if radio.count():
        radio.first.check()
    page.locator("main form button").last.click()
