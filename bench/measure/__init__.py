"""Parts of bench/run. Needs nothing but Python's standard library."""
