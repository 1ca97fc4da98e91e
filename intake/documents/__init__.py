"""The documents' own words: texts registered by users, clauses found in them, excerpts made readable."""
