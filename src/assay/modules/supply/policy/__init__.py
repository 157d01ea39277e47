"""Pure rules: what is installed, what a record means, how long a weakness may wait."""
