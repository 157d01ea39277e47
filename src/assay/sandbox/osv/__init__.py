"""A stand-in for OSV, the list of known weaknesses: the same questions and answers, over what was posted to it."""
