"""What a page shows: records in, plain values for a template out. Nothing is kept here."""
