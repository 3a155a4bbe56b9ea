"""What is shipped to try and to test Tijdlijn: invented patients and hospitals, simulators, a development CA.

Nothing here is for use with real patients; only `cli` and tests import it.
"""
