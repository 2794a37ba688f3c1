"""The rows of `make bench`: what is timed, against which peer, and what is aimed at."""
