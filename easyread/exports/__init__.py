"""A Card as a file: plain text, JSON, and A4 pages to print. The HTML is templates/card/body.html."""
