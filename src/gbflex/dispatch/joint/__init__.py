"""Engines, boilers and a heat store behind the meter: unit commitment beside the electric store."""
