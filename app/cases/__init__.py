"""The product: cases, their life-cycle, and everything staff and citizens do to them."""
