"""Pixels: what a frame's bytes mean, and the arithmetic that makes a picture or another codestream of them.

What an order consists of (`order`) is plain data. All else needs numpy and native codecs, and is imported
where nothing else can be reached: in the decoder's child process (ADR 0021).
"""
