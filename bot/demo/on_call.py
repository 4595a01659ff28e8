"""Who is on call in the demo: three of its teams take turns, each for its own services, and three regions lead."""

from typing import Final

from models.on_call import OnCall
from models.on_call_file import parse_on_call
from models.organisation import Organisation
from sandbox import Sandbox

_FILE: Final = """
schedules:
  - key: payments
    name: Payments
    zone: Europe/London
    layers:
      - {name: Weekly, people: [ana, ben, gita, hugo], first_turn: "2026-01-05 09:00", every: 1 week}
  - key: payments-second
    name: Payments, second
    zone: Europe/London
    second_to: payments
    layers:
      - {name: Weekly, people: [gita, hugo, ana, ben], first_turn: "2026-01-05 09:00", every: 1 week}
  - key: checkout
    name: Checkout
    zone: Europe/London
    layers:
      - {name: Daily, people: [cara, finn, ines, jun], first_turn: "2026-01-05 09:00", every: 1 day}
  - key: platform
    name: Platform
    zone: Asia/Singapore
    layers:
      - name: Office hours
        people: [dev, emi, kofi, lena]
        first_turn: "2026-01-05 08:00"
        every: 1 week
        hours: [{starts: "08:00", ends: "20:00"}]
policies:
  - key: payments
    name: Payments
    repeat: 2
    steps:
      - notify: [{schedule: payments}]
      - {wait: 10m, notify: [{schedule: payments-second}]}
  - {key: checkout, name: Checkout, steps: [{notify: [{schedule: checkout}]}]}
  - {key: platform, name: Platform, steps: [{notify: [{schedule: platform}, {team: platform}]}]}
regions:
  - name: Americas
    zone: America/Los_Angeles
    hours: [{starts: "08:00", ends: "18:00"}]
    commanders: [dev]
    deputies: [hugo]
  - name: APAC
    zone: Asia/Singapore
    hours: [{starts: "08:00", ends: "18:00"}]
    commanders: [emi]
    deputies: [jun]
  - name: EMEA
    zone: Europe/London
    hours: [{starts: "08:00", ends: "18:00"}]
    commanders: [ben]
    deputies: [kofi]
global_commanders: [lena]
people:
"""
_PEOPLE: Final = "ana ben cara dev emi finn gita hugo ines jun kofi lena"


def duty_in(slack: Sandbox, organisation: Organisation) -> OnCall:
    """Who is on call by the file that the configuration names, or else in the demo's own."""
    return organisation.duty if organisation.on_call else on_call_of(slack)


def on_call_of(slack: Sandbox) -> OnCall:
    """Everybody by the ids that they have in this workspace."""
    people = "".join(
        f"  {handle}: {{slack: {slack.person(handle).id}}}\n" for handle in _PEOPLE.split()
    )
    return parse_on_call(_FILE + people, "the demo's on-call file")
