"""What the commands write on the screen: results on stdout, progress and problems on stderr."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from plainscore.records import Problem

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

SHOWN_PROBLEMS = 10


class CommandError(Exception):
    """The data did not allow what was asked; the message is for the person at the keyboard."""


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on stderr while the block runs, and yield its ``(done, total)`` callback.

    Parameters
    ----------
    label : str
        What is being done.

    Yields
    ------
    callable
        To be called with the number of steps done and the total.

    Examples
    --------
    >>> with progress_bar("Counting") as advance:
    ...     advance(1, 1)
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


def print_problems(problems: "Sequence[Problem]", *, shown: int = SHOWN_PROBLEMS) -> None:
    """Print the first problems on stderr and how many more there are.

    Parameters
    ----------
    problems : sequence of Problem
        What was found.
    shown : int
        How many to print in full.

    Examples
    --------
    >>> print_problems([])
    """
    for problem in problems[:shown]:
        err.print("! " + str(problem), style="yellow", markup=False)
    if len(problems) > shown:
        err.print(f"  ... and {len(problems) - shown:,} more")
