"""Tijdlijn: every radiology study and report of one patient, wherever in the Netherlands it was made."""
