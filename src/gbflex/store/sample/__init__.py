"""Data files of the package: the shipped sample of real public prices."""
