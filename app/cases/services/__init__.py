"""What can be done to a case. Every operation: lock, stale?, authorize, life-cycle, change; one commit each."""
