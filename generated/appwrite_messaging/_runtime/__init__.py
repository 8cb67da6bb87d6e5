"""The runtime of every generated client: ordinary Python that knows no particular API."""
