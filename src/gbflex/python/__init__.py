"""The Python door: what `gbflex.run(...)` and its siblings take from a script or notebook, and give back."""
