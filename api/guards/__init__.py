"""What a student need not read: the settings hook it in, the views know nothing of it.

Each module closes faults of the libraries, named where they are closed.
"""
