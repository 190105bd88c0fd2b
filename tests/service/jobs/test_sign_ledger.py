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
