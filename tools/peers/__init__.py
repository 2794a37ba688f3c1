"""Benchmark peers: how other tools solve the same battery problem, built as fast as they honestly allow."""
