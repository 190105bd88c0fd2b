"""PostgreSQL: its tables and rules, its migrations, and the only way to it."""
