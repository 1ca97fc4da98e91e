"""The ledger as people write it, a folder of CSV files: what may stand there, how it is read, whether it holds together."""
