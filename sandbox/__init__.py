"""A Slack workspace on your own machine, to test an app against and to try it out.

It serves the Web API, Socket Mode, signed HTTP and a page, and fails closed: what it has not been
taught is a loud failure, never a silent success.
"""

from sandbox.clock import Clock
from sandbox.errors import NotPossible
from sandbox.faults import Fault
from sandbox.people import Outcome, Person
from sandbox.sandbox import RuleBroken, Sandbox
from sandbox.waiting import WaitedInVain

__all__ = [
    "Clock",
    "Fault",
    "NotPossible",
    "Outcome",
    "Person",
    "RuleBroken",
    "Sandbox",
    "WaitedInVain",
]
