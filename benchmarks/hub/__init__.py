"""A class on one JupyterHub, measured: ``make bench-hub``."""
