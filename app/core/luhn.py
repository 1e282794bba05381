"""The check digit of personnummer and of case numbers: catches every mistyped digit and almost every swapped pair."""


def check_digit(digits: str) -> str:
    """What stands after these digits (ASCII): every other one, from the last, counts double."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the sum of the two digits
    return str(-total % 10)
