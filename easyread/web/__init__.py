"""What a request knows: forms, languages, open books, headers. No SQL and no keys of its own."""
