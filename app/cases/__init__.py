"""The case itself: its states, deadlines and messages, and every operation on it."""
