"""What jobs do: one file a kind, found by the worker.

A module states ``KIND`` and ``run(service, job)``; with ``EVERY`` (a timedelta) it is also run by
the clock, without a job (``None``). A job may be run more than once: its work must come out the
same.
"""
