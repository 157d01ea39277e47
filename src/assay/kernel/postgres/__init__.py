"""Django's PostgreSQL engine, asking before each commit whether what changed was also announced."""
