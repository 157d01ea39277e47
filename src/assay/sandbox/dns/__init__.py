"""A stand-in for the DNS: one name server over UDP and TCP, whose records are set over HTTP."""
