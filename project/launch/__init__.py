"""What run.py does, piece by piece, with the standard library only.

No syntax newer than Python 3.6: an old Python must be able to read this to say that it
is too old.
"""
