"""sdksmith and the client it generates, measured beside their peers: ``python -m benchmarks [PART ...]``.

Whatever is compared runs in turns, A B A B, so that a machine that slows down slows all of them down. Medians are
given, and ratios to one row of the same table: those hold where seconds do not.
"""
