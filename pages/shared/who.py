"""Who looks: the one place that says what the person before this screen may see and do."""

from data.viewer import OPERATOR, Viewer


def viewer() -> Viewer:
    """The person of this run: without a login whoever reaches the screen is the machine's own operator."""
    return OPERATOR
