import threading

import pytest

from plainscore.service.ledger import CheckpointConflictError, checkpoint_name, checkpoint_place


@pytest.fixture(params=["folder", "objects"])
def place(request, tmp_path):
    target = tmp_path / "published"
    return checkpoint_place(str(target) if request.param == "folder" else target.as_uri())


def test_what_is_published_is_there(place):
    assert place.published() == {}
    for size in (1, 20, 3):
        place.publish(size, f"checkpoint of {size}\n")
    assert list(place.published().items()) == [
        (checkpoint_name(size), f"checkpoint of {size}\n".encode()) for size in (1, 3, 20)
    ]


def test_nothing_is_ever_overwritten(place):
    place.publish(7, "one")
    place.publish(7, "one")
    with pytest.raises(CheckpointConflictError, match="two histories"):
        place.publish(7, "another")
    assert place.published() == {checkpoint_name(7): b"one"}


def test_of_many_that_publish_at_once_one_wins_whole(tmp_path):
    texts = [f"{n}" * 5000 for n in range(8)]
    outcomes = []

    def publish(text):
        try:
            checkpoint_place(str(tmp_path / "p")).publish(1, text)
            outcomes.append(text)
        except CheckpointConflictError:
            pass

    threads = [threading.Thread(target=publish, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1
    assert checkpoint_place(str(tmp_path / "p")).published() == {
        checkpoint_name(1): outcomes[0].encode()
    }
    assert len(list((tmp_path / "p").iterdir())) == 1, "no scratch file is left"
