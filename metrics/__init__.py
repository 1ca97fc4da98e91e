"""What it means: the formulas, pure Python and numpy, without store, screen, file or clock."""
