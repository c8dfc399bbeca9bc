"""The laboratory: every step of the lab alive, run for real, and explained."""
