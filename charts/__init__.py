"""How it looks: pure functions from a frame to a plotly Figure."""
