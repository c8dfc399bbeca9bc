"""The lab for Postman: a collection and an environment, derived from the tables."""
