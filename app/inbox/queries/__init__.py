"""What is read for the lists."""
