"""Django's settings, made from ``config.env``: one file per environment over a common base."""
