"""Work that is done after the answer was given: queued in the transaction that demands it."""
