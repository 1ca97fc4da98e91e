"""Who looks: the one place that says what the person before this screen may see and do, and whether they are still there."""

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.viewer import OPERATOR, Viewer
from intake.guard.child import Caller


def viewer() -> Viewer:
    """The person of this run: without a login whoever reaches the screen is the machine's own operator."""
    return OPERATOR


def caller() -> Caller:
    """The browser of this run, in the queue for checks: without a login each is a person, who leaves with its session."""
    context = get_script_run_ctx()
    session = "" if context is None else context.session_id
    if not session or not runtime.exists():  # a screen without a server, as in tests
        return Caller(person=session)
    active = runtime.get_instance().is_active_session
    return Caller(person=session, cancelled=lambda: not active(session))
