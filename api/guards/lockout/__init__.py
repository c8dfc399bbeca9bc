"""Wrong passwords are counted, and after too many nobody is asked for one.

Every door asks Django's `authenticate`: Basic, both token addresses, both login pages.
So one backend sees them all, whichever view they belong to. What asks otherwise is
closed in forms.py.
"""
