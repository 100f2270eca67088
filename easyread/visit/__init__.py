"""What is going on in an open book, and what is kept of it."""
