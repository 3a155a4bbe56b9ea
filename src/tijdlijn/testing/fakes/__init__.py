"""Fakes of the ports: quick, in memory, and passing the same suites as what they stand for."""
