"""A stand-in for a code host that looks for other people's keys in what is pushed to it, and reports them."""
