"""Drawn test images that a radiologist recognises as what they stand for; nobody's body.

Anatomy is built from simple shapes in millimetres, so that a measurement in the image gives the number that
the story and its report name. The same plan always gives the same pixels.
"""
