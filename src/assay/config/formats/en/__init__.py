"""English: the day first, hours to twenty-four, and a moment never without its zone."""
