"""What is known: the store, the ledger, the workbooks. It knows no screen and no formula."""
