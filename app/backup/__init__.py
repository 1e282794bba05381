"""The whole database at once: backup, restore, and the copy from SQLite to PostgreSQL. The keyring is never in it."""
