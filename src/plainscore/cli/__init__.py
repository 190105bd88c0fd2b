"""The command line: thin, one command a file.

Exit codes: 0 done; 1 the data did not allow it, and the message says why; 2 the call was wrong.
"""

from plainscore.cli.main import main, program

__all__ = ["main", "program"]
