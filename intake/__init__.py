"""From a reporter's sheet to what stands: names, rows, checks, the preview with its diff, the commit."""
