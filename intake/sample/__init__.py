"""What makes the demonstration of data/sample: its forms, drawn from invented figures, and its imports."""
