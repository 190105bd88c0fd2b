"""Routes for programs: one file a resource, each with a ``router``; found by `create_app`."""
