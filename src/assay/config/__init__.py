"""The only place that knows everything: settings, addresses, the web process and the worker process."""
