"""The staff's lists of cases."""
