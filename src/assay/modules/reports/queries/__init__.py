"""Reports are read, never stored: the run they show does not change."""
