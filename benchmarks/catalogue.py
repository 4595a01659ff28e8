"""Ten thousand services of five hundred teams: how long to take them in, and how soon a menu finds one.

The catalogue is a folder of Backstage files, a hundred entities in each, taken in by `muster catalog
import` as a process of its own; its memory is the largest resident set. Then somebody types into the
services menu of the declare form, beginnings, words, and words with a slip, one after the other; the
time is from the delivery to its answer.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, percentile
from benchmarks.ground import people, sqlite, started, workspace

SERVICES, TEAMS = 10_000, 500
_IN_A_FILE = 100
_ASKED = 120
_WORDS = (
    *("account", "address", "alert", "audit", "basket", "billing", "cache", "card", "catalog"),
    *(
        "checkout",
        "coupon",
        "delivery",
        "device",
        "events",
        "export",
        "feature",
        "fraud",
        "gateway",
    ),
    *(
        "geo",
        "identity",
        "import",
        "index",
        "invoice",
        "ledger",
        "login",
        "mail",
        "media",
        "metrics",
    ),
    *("notify", "order", "payment", "player", "price", "profile", "queue", "rating", "refund"),
    *(
        "report",
        "search",
        "session",
        "shipping",
        "stock",
        "stream",
        "tax",
        "token",
        "upload",
        "user",
    ),
)
_KINDS = ("api", "worker", "web", "store", "proxy", "batch")
_TEAM = """\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: team-{number}
  annotations: {{slack.com/channel: team-{number}}}
spec: {{type: team, children: [], members: [person{number}, person{other}]}}
"""
_SERVICE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  title: {title}
  description: Keeps {title} going for everyone who needs it
  tags: [java, tier-{tier}]
  annotations: {{pagerduty.com/service-id: P{number}, github.com/project-slug: lantern/{name}}}
  links:
    - {{url: "https://graphs.example/{name}", title: Dashboard}}
spec:
  type: service
  lifecycle: production
  owner: group:team-{team}
  system: system-{system}
  dependsOn: ["component:{needs}"]
"""


async def measure() -> list[Figure]:
    """Measure on SQLite."""
    names = _names()
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder, sqlite() as url:
        _write(Path(folder), names)
        seconds, mebibytes = _imported(Path(folder), url)
        async with workspace() as slack, started(slack, url):
            (handle,) = people(slack, 1)
            person = slack.person(handle)
            await person.types_for_form("/incident declare")
            found, answers = [], list[bool]()
            for typed, wanted in _typed(names):
                before = len(slack.journal.deliveries())
                offered = await person.looks_for("What is affected?", typed)
                (asked,) = slack.journal.deliveries()[before:]
                found.append((asked.answer and asked.answer.milliseconds) or 0.0)
                if wanted is not None:
                    answers.append(wanted in [one["value"] for one in offered])
    return [
        Figure(f"{SERVICES} services taken in", seconds, "s", 20),
        Figure("memory of taking them in", mebibytes, "MiB", 300),
        Figure("services menu, p50", percentile(found, 50), "ms"),
        Figure("services menu, p95", percentile(found, 95), "ms", 200),
        Figure("whole names with a slip, found", 100 * sum(answers) / len(answers), "%"),
    ]


def _names() -> list[str]:
    chance = random.Random(4)  # noqa: S311 -- the same catalogue each time, nothing secret
    found: dict[str, None] = {}
    while len(found) < SERVICES:
        first, second = chance.sample(_WORDS, 2)
        found[f"{first}-{second}-{chance.choice(_KINDS)}-{chance.randrange(100)}"] = None
    return list(found)


def _write(folder: Path, names: list[str]) -> None:
    teams = [_TEAM.format(number=number, other=number + 1) for number in range(TEAMS)]
    services = [
        _SERVICE.format(
            name=name,
            title=name.replace("-", " ").title(),
            number=number,
            tier=number % 4 + 1,
            team=number % TEAMS,
            system=number % 200,
            needs=names[number // 2],
        )
        for number, name in enumerate(names)
    ]
    documents = teams + services
    for start in range(0, len(documents), _IN_A_FILE):
        text = "---\n".join(documents[start : start + _IN_A_FILE])
        (folder / f"part-{start:05}.yaml").write_text(text, encoding="utf-8")


def _imported(folder: Path, url: str) -> tuple[float, float]:
    """Seconds and MiB of `muster catalog import`. Raises RuntimeError when it does not succeed."""
    muster = str(Path(sys.executable).parent / "muster")
    environment = {**os.environ, "MUSTER_DATABASE_URL": url}
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        silent = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)]
        begun = time.monotonic()
        child = os.posix_spawn(
            muster,
            [muster, "catalog", "import", str(folder)],
            environment,
            file_actions=silent,
        )
        _, status, used = os.wait4(child, 0)
        seconds = time.monotonic() - begun
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError("the catalogue was not taken in")
    return seconds, used.ru_maxrss / 1024


def _typed(names: list[str]) -> Iterator[tuple[str, str | None]]:
    """What people type: the beginning of a name, a word of it, all of it with two letters swapped.

    With the last comes the service that it must find; the others fit more than a menu holds.
    """
    chance = random.Random(5)  # noqa: S311 -- the same questions each time
    for number in range(_ASKED):
        key = chance.choice(names)
        name = key.replace("-", " ")
        swap = chance.randrange(1, len(name) - 1)
        slip = name[:swap] + name[swap + 1] + name[swap] + name[swap + 2 :]
        yield (name[:6], name.split()[1], slip)[number % 3], key if number % 3 == 2 else None
