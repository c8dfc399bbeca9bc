"""What a student need not read: the views, permissions and serializers know nothing of
it, for the settings hook it in, or the app when it starts.

Each module closes faults of the libraries, named where they are closed.
"""
