"""What every page shares: the guard, cards, headers, errors, forms. Knows no feature."""
