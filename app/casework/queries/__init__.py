"""What is read for the page of a case."""
