"""Migrations of the database, run by `plainscore.service.database.migrate`."""
