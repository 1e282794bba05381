"""What the page of a case calls, beside the operations of cases."""
