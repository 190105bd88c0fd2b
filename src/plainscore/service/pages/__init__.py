"""Pages for people and staff: one file a page, each with a ``router``; found by `create_app`."""
