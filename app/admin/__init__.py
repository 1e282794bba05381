"""What a clinic's administrators do: Vårdpersonal and Grupper."""
