"""Wrong passwords are counted, and after too many nobody is asked for one.

Every door asks Django's `authenticate`: Basic, both token URLs, both login pages.
So one backend sees them all, whichever view they belong to. Django's page for a new
password asks otherwise: password_change.py has one that does not.
"""
