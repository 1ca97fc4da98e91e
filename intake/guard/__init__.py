"""The guard: the limited process every foreign file is opened in, and the way there and back."""
