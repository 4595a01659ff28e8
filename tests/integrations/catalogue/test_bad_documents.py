"""Files as they are found in the wild: each bad document is told with its place, the others are read."""

from pathlib import Path

import pytest

from integrations.catalogue.backstage import BACKSTAGE
from models.catalogue_records import Harvest, Weight
from tests.integrations.catalogue.reading import put, read, read_text, skipped, told

GOOD = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: good\n"
BESIDE = f"{GOOD}spec: {{owner: x}}\n---\n"


def beside_a_good_one(tmp_path: Path, text: str | bytes) -> Harvest:
    """Read a file whose first document is good, on lines 1 to 6."""
    written = text if isinstance(text, bytes) else text.encode()
    harvest = read_text(tmp_path, BESIDE.encode() + written, BACKSTAGE)
    assert "good" in [service.key for service in harvest.services]
    return harvest


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: [\n", 7, "A bracket opens here and does not close."),
        ("a:\n\tb: c\n", 8, "A tab indents this line. YAML wants spaces."),
        ("a: 'open\n", 7, "A quotation mark opens here and does not close."),
        (
            "{%- if values.owner %}\nowner: x\n{%- endif %}\n",
            7,
            (
                "This is a template with places that nobody has filled in. Fill them in, or leave "
                "the file out of the catalogue."
            ),
        ),
        (
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {{ name }}\n",
            10,
            (
                "This is a template with places that nobody has filled in. Fill them in, or leave "
                "the file out of the catalogue."
            ),
        ),
        (
            "just words\n",
            7,
            "It needs fields with names, such as `name: checkout`; this is text or a list.",
        ),
        (
            "- a\n- b\n",
            7,
            "It needs fields with names, such as `name: checkout`; this is text or a list.",
        ),
        (
            "apiVersion: backstage.io/v1alpha1\nkind: Component\n",
            7,
            "It has no `metadata`. Add it, with a `name` below.",
        ),
        (
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  title: x\n",
            10,
            "Its `metadata` has no `name`. Add one.",
        ),
        (
            "apiVersion: backstage.io/v1alpha1\nkind: ''\nmetadata: {name: ''}\nspec: {owner: ''}\n",
            7,
            "It does not say its `kind`. Fill it in, such as `kind: Component`.",
        ),
        (
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${{ values.name }}\n",
            10,
            (
                "This is a template: `metadata.name` is `${{ values.name }}`. Fill it in, or leave "
                "the file out."
            ),
        ),
        (
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: CHANGEME\n",
            10,
            "`metadata.name` holds `CHANGEME`, which is no name. Fill it in, or leave it out.",
        ),
        ("k: *gone\n", 7, "Nothing before this line is named `&gone`."),
        ("k: &a [*a]\n", 7, "Nothing before this line is named `&a`."),
        ("? [a, b]\n: c\n", 7, "A field's name must be text, not a list or fields."),
        ("[" * 200 + "]" * 200 + "\n", 7, "Lists and fields lie more than 100 deep here."),
    ],
)
def test_a_bad_document_is_told_with_its_line_and_the_others_are_read(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    harvest = beside_a_good_one(tmp_path, f"{text}---\n{GOOD.replace('good', 'later')}")

    assert skipped(harvest) == [(2, line, says)]
    assert [service.key for service in harvest.services] == ["good", "later"]


def test_fields_that_were_never_filled_in_are_left_out_and_the_rest_is_taken(
    tmp_path: Path,
) -> None:
    harvest = beside_a_good_one(
        tmp_path,
        """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: pay
  description: ${{ values.description }}
  title: TODO
spec:
  type: service
  lifecycle: <lifecycle>
  owner: ${{ values.owner | dump }}
  system: your-system
""",
    )

    service = harvest.services[1]
    assert service.name == "pay"
    assert (service.description, service.lifecycle, service.owner, service.system) == ("",) * 4
    assert sorted(says.split(" ")[0] for says in told(harvest, Weight.CHANGED)) == [
        "`metadata.description`",
        "`metadata.title`",
        "`spec.lifecycle`",
        "`spec.owner`",
        "`spec.system`",
    ]


@pytest.mark.parametrize("text", ["# only words\n# to myself\n", "", "\n\n  \n", "%YAML 1.2\n"])
def test_a_file_without_a_document_is_told(tmp_path: Path, text: str) -> None:
    harvest = read_text(tmp_path, text)

    assert told(harvest) == ["It holds nothing but comments. Fill it in, or leave it out."]
    assert harvest.counts.documents == 0


def test_empty_documents_are_counted_and_need_nothing(tmp_path: Path) -> None:
    harvest = beside_a_good_one(tmp_path, "---\n# nothing\n---\n")

    assert told(harvest, Weight.HINT)[:3] == ["This document is empty. Nothing to do."] * 3
    assert (harvest.counts.documents, harvest.counts.taken) == (4, 1)


def test_keys_in_wrong_case_and_values_of_wrong_kinds(tmp_path: Path) -> None:
    harvest = beside_a_good_one(
        tmp_path,
        """\
APIVersion: backstage.io/v1alpha1
Kind: component
METADATA:
  Name: [pay]
  description: [first, second]
  annotations: [a, b]
  links: https://example.org/only
  tags: tier-2
SPEC:
  type: true
  lifecycle: null
  owner: {name: payments}
  system: {deep: [1, 2]}
  dependsOn: component:cart
""",
    )

    service = harvest.services[1]
    assert (service.key, service.kind, service.owner, service.tier) == (
        "pay",
        "true",
        "payments",
        "tier-2",
    )
    assert service.description == "first"
    assert service.depends_on == ("cart",)
    assert [link.url for link in service.links] == ["https://example.org/only"]
    assert "`METADATA` was read as `metadata`." in told(harvest, Weight.HINT)
    assert told(harvest, Weight.CHANGED) == [
        "`METADATA.annotations` needs fields with names, indented below it; it is left out.",
        "`METADATA.description` holds a list where one text belongs; the first entry is used.",
        "`SPEC.system` holds fields without a `name`; they are left out.",
    ]


@pytest.mark.parametrize("name", ["no", "on", "010", "1e3", "0x1F", "12345", "1.10", "2026-01-01"])
def test_what_older_yaml_takes_for_something_else_stays_the_name_that_it_is(
    tmp_path: Path, name: str
) -> None:
    harvest = beside_a_good_one(tmp_path, GOOD.replace("good", name))

    assert harvest.services[1].name == name


def test_a_key_that_stands_twice_is_told_and_the_first_counts(tmp_path: Path) -> None:
    harvest = beside_a_good_one(tmp_path, f"{GOOD.replace('good', 'one')}  name: two\n")

    assert harvest.services[1].key == "one"
    assert told(harvest, Weight.CHANGED) == ["`name` stands on line 10 already; that one is used."]


def test_anchors_and_merged_fields_are_understood(tmp_path: Path) -> None:
    harvest = beside_a_good_one(
        tmp_path,
        """\
x-common: &common
  owner: payments
  lifecycle: production
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: pay}
spec:
  <<: *common
  lifecycle: experimental
""",
    )

    assert (harvest.services[1].owner, harvest.services[1].lifecycle) == (
        "payments",
        "experimental",
    )


def test_a_tag_has_no_meaning_and_runs_nothing(tmp_path: Path) -> None:
    harvest = beside_a_good_one(
        tmp_path,
        GOOD.replace("good", "pay")
        + "  title: !!python/object/apply:os.system [ls]\n  description: !include secret.txt\n",
    )

    assert (harvest.services[1].name, harvest.services[1].description) == ("pay", "")
    assert len(told(harvest, Weight.CHANGED)) == 2


def test_a_few_lines_cannot_grow_into_millions_of_values(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"

    harvest = beside_a_good_one(tmp_path, bomb)

    ((document, _, says),) = skipped(harvest)
    assert document == 2
    assert says == "The document holds more than 600000 values."


def test_a_few_lines_cannot_copy_millions_of_fields(tmp_path: Path) -> None:
    fields = ", ".join(f"k{at}: x" for at in range(1000))
    bomb = f"a: &a {{{fields}}}\nb: [{', '.join(['{<<: *a}'] * 200)}]\n"

    ((_, _, says),) = skipped(beside_a_good_one(tmp_path, bomb))

    assert says == "`<<` copies more than 100000 fields."


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (GOOD.replace("\n", "\r\n").encode(), "good"),
        (GOOD.replace("\n", "\r").encode(), "good"),
        (b"\xef\xbb\xbf" + GOOD.encode(), "good"),
        (GOOD.encode("utf-16"), "good"),
        (b"\xfe\xff" + GOOD.encode("utf-16-be"), "good"),
        (GOOD.encode("utf-16-le"), "good"),
        (GOOD.encode("utf-32"), "good"),
        (GOOD.replace("good", "größe").encode("latin-1"), "größe"),
        (GOOD.replace("good", "größe").encode(), "größe"),
        (GOOD.replace("good", "go\0od").encode(), "go od"),
        (GOOD.replace("good", "good # \x07 bell").encode(), "good"),
        (GOOD.replace("kind", "kind\u2028").replace("\u2028", "").encode(), "good"),
    ],
)
def test_a_file_in_any_encoding_is_read(tmp_path: Path, written: bytes, name: str) -> None:
    harvest = read_text(tmp_path, written, BACKSTAGE)

    assert [service.name for service in harvest.services] == [name]


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    put(tmp_path, **{"catalog-info.yaml": bytes(range(256)) * 20})

    assert "It is not text. Nothing was read." in told(read(tmp_path))


def test_a_field_without_end_is_cut_and_told(tmp_path: Path) -> None:
    harvest = beside_a_good_one(
        tmp_path,
        f"{GOOD.replace('good', 'pay')}  title: {'x' * 5000}\n  description: {'y ' * 90_000}\n",
    )

    service = harvest.services[1]
    assert (len(service.name), len(service.description)) == (200, 3000)
    assert (
        told(harvest, Weight.CHANGED)
        == [
            "`metadata.title` is longer than 200 characters; the rest is cut off.",
            "`metadata.description` is longer than 3000 characters; the rest is cut off.",
        ]
        or len(told(harvest, Weight.CHANGED)) == 2
    )


def test_a_list_without_end_is_cut_and_told(tmp_path: Path) -> None:
    needs = "".join(f"  - component:c{at}\n" for at in range(5_000))
    links = "".join(f"  - url: https://example.org/{at}\n" for at in range(5_000))

    harvest = beside_a_good_one(
        tmp_path,
        f"{GOOD.replace('good', 'pay')}  links:\n{links}spec:\n  dependsOn:\n{needs}",
    )

    assert len(harvest.services[1].depends_on) == 500
    assert len(harvest.services[1].links) == 500
    assert told(harvest, Weight.CHANGED) == [
        "`metadata.links` has more than 500 entries; the rest is left out.",
        "`spec.dependsOn` has more than 500 entries; the rest is left out.",
    ]


def test_markup_mentions_and_template_code_in_a_text_stay_text(tmp_path: Path) -> None:
    nasty = "<!channel> <script>alert(1)</script> {{ 7*7 }} {% raw %} *bold* \u202e &amp; end"

    harvest = beside_a_good_one(
        tmp_path, f'{GOOD.replace("good", "pay")}  description: "{nasty}\\e[31m\\0"\n'
    )

    assert harvest.services[1].description == nasty.replace("\u202e", "") + "[31m"


def test_a_list_of_documents_in_one_counts_each(tmp_path: Path) -> None:
    listed = "".join(
        f"- {{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {{name: {name}}}}}\n"
        for name in ("a", "b", "''")
    )

    harvest = beside_a_good_one(tmp_path, listed)

    assert [service.key for service in harvest.services] == ["good", "a", "b"]
    assert (harvest.counts.documents, harvest.counts.left_out) == (4, 1)


def test_more_findings_than_anybody_reads_are_counted(tmp_path: Path) -> None:
    harvest = read_text(tmp_path, "a: [\n---\n" * 6_000)

    assert len(harvest.findings) == 5_001
    assert told(harvest)[-1].startswith("There are ")
    assert harvest.counts.left_out == harvest.counts.documents
