"""How dates and times are written, a package for each language (Django's `FORMAT_MODULE_PATH`)."""
