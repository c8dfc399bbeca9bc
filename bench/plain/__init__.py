"""Two sites to compare with, each in one file, on the tables of this project."""
