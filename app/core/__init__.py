"""What every floor stands on: time, working days, identity numbers, sealing, the database. Knows nothing of cases."""
