"""Attacks over HTTP, one row each: what is sent, and what the answer must be."""
