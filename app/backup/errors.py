"""What the commands of this package answer when they could not do it."""


class BackupError(Exception):
    """It could not be done; the sentence says why and what to do."""
