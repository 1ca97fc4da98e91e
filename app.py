"""The frame of the dashboard."""
