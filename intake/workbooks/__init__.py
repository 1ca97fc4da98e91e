"""Excel in and out: the forms that go out, the files that come in, read as plain cells in a process of their own."""
