"""DICOM headers and DICOM JSON to our words, and the question to a QIDO-RS service.

Odd values occur in every archive: here they become absent, never an error. Only a study without a usable UID
cannot be shown. Standard: DICOM PS3.3, PS3.5, PS3.6, PS3.18.
"""
