"""One person's sealed file: the only place with SQL and keys. Start reading at :mod:`.vault`."""
