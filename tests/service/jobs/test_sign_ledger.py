import pytest

from plainscore.service.actors import System, Task
from plainscore.service.jobs.handlers import sign_ledger
from plainscore.service.ledger import checkpoint_name
from plainscore.service.ledger.postgres import record_event


@pytest.fixture
def happen(service):
    def record(name):
        now = service.clock.now()
        with service.database.transaction(System(Task.LEDGER)) as connection:
            record_event(connection, "note", name, None, now, {"said": name})

    return record


def test_what_was_signed_but_not_published_is_published_with_the_next(service, happen):
    folder = service.settings.checkpoints
    folder.write_text("something in the way, as if the process had ended here")
    happen("first")
    with pytest.raises(OSError, match="exists"):
        sign_ledger.run(service, None)
    folder.unlink()
    happen("second")
    sign_ledger.run(service, None)
    assert sorted(each.name for each in folder.iterdir()) == [
        checkpoint_name(1),
        checkpoint_name(2),
    ]


def test_who_adds_waits_for_no_signature_nor_the_other_way_round(service, happen):
    happen("first")
    with service.database.transaction(System(Task.LEDGER)) as connection:
        record_event(connection, "note", "second", None, service.clock.now(), {"said": "second"})
        # it is added, but not there yet
        sign_ledger.run(service, None)
        assert [each.name for each in service.settings.checkpoints.iterdir()] == [
            checkpoint_name(1)
        ]
    sign_ledger.run(service, None)
    assert checkpoint_name(2) in {each.name for each in service.settings.checkpoints.iterdir()}
