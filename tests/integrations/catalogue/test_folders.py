"""A folder of files: what is looked at, what is followed, and that nothing outside of it is ever read."""

import os
from pathlib import Path

import pytest

from integrations.catalogue import files
from integrations.catalogue.backstage_files import BackstageFiles
from integrations.catalogue.source import Progress
from models.catalogue_records import Harvest
from tests.integrations.catalogue.reading import harvest_of, put, told


def component(name: str) -> str:
    return f"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\n"


def location(*targets: str) -> str:
    listed = "".join(f"  - '{target}'\n" for target in targets)
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
        f"spec:\n  type: file\n  targets:\n{listed}"
    )


def read(path: Path) -> Harvest:
    return harvest_of(BackstageFiles(path))


def keys(harvest: Harvest) -> set[str]:
    return {service.key for service in harvest.services}


def test_every_file_with_a_sign_of_a_catalogue_is_read_and_the_others_are_counted(
    tmp_path: Path,
) -> None:
    put(
        tmp_path,
        **{
            "catalog-info.yaml": component("a"),
            "services__deep__catalog-info.yml": component("b"),
            "services__anything.yaml": component("c"),
            "services__entity.json": '{"kind": "Component", "metadata": {"name": "d"}}',
            "chart__values.yaml": "replicas: 3\n",
            "node_modules__x__catalog-info.yaml": component("not-ours"),
            ".git__catalog-info.yaml": component("not-ours"),
            ".backstage__catalog-info.yaml": component("e"),
            "README.md": component("text"),
        },
    )

    harvest = read(tmp_path)

    assert keys(harvest) == {"a", "b", "c", "d", "e"}
    assert (harvest.counts.files, harvest.counts.passed_over) == (5, 1)
    assert harvest.complete
    says = "1 other files show no sign of a catalogue and were passed over: `chart/values.yaml`."
    assert any(one.startswith(says) for one in told(harvest))


def test_one_file_is_read_with_what_its_location_names_beside_it(tmp_path: Path) -> None:
    put(
        tmp_path,
        **{
            "all.yaml": location("./one.yaml", "sub/*/catalog-info.yaml", "more/**/x.yaml"),
            "one.yaml": component("one"),
            "two.yaml": component("two"),
            "sub__a__catalog-info.yaml": component("a"),
            "sub__b__catalog-info.yaml": component("b"),
            "sub__catalog-info.yaml": component("not-named"),
            "more__x.yaml": component("x1"),
            "more__very__deep__x.yaml": component("x2"),
        },
    )

    harvest = read(tmp_path / "all.yaml")

    assert keys(harvest) == {"one", "a", "b", "x1", "x2"}
    assert told(harvest)[0] == "A location: 3 of the 3 that it names can be followed."


def test_locations_that_name_one_another_are_read_once(tmp_path: Path) -> None:
    put(tmp_path, a=location("./b.yaml", "./a.yaml", "./sub/../b.yaml"), b=location("./a.yaml"))
    (tmp_path / "sub").mkdir()

    harvest = read(tmp_path / "a.yaml")

    assert harvest.counts.documents == 2


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("../secret.yaml", "It lies outside of the folder and is not read."),
        ("sub/../../secret.yaml", "It lies outside of the folder and is not read."),
        ("/etc/passwd", "Only paths relative to the file itself are followed."),
        ("file:/etc/passwd", "Only paths relative to the file itself are followed."),
        ("C:\\secret.yaml", "Only paths relative to the file itself are followed."),
        ("..\\secret.yaml", "It lies outside of the folder and is not read."),
        ("link.yaml", "It lies outside of the folder and is not read."),
        ("linked/secret.yaml", "It lies outside of the folder and is not read."),
        ("../*.yaml", "It lies outside of the folder and is not read."),
        ("gone.yaml", "It is not there."),
        ("gone/*.yaml", "No file fits that pattern."),
        ("*" * 11, "The pattern is too long."),
        (
            "https://example.org/catalog-info.yaml",
            "Nothing is fetched from there: clone it, and name its folder as a source.",
        ),
        (
            "url:https://example.org/x",
            "Nothing is fetched from there: clone it, and name its folder as a source.",
        ),
    ],
)
def test_what_leads_out_of_the_folder_is_told_and_not_read(
    tmp_path: Path, target: str, says: str
) -> None:
    put(tmp_path, **{"secret.yaml": component("secret"), "inner__all.yaml": location(target)})
    inner = tmp_path / "inner"
    (inner / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (inner / "linked").symlink_to(tmp_path, target_is_directory=True)

    for path in (inner, inner / "all.yaml"):
        harvest = read(path)
        assert keys(harvest) == set()
        assert any(says in one for one in told(harvest))


def test_links_inside_of_the_folder_are_read_once_and_circles_of_links_end(tmp_path: Path) -> None:
    put(tmp_path, **{"real__catalog-info.yaml": component("a")})
    (tmp_path / "catalog-info.yaml").symlink_to(tmp_path / "real" / "catalog-info.yaml")
    (tmp_path / "real" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")

    harvest = read(tmp_path)

    assert keys(harvest) == {"a"}
    assert harvest.counts.documents == 1


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    put(tmp_path, **{"catalog-info.yaml": component("a")})
    os.mkfifo(tmp_path / "pipe.yaml")

    harvest = read(tmp_path)

    assert keys(harvest) == {"a"}
    assert "It is not a file." in told(harvest)


def test_a_file_that_is_too_large_is_told_and_nothing_is_concluded_from_its_absence(
    tmp_path: Path,
) -> None:
    put(tmp_path, **{"catalog-info.yaml": component("a")})
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(100 * 1024 * 1024)

    harvest = read(tmp_path)

    assert keys(harvest) == {"a"}
    assert not harvest.complete
    assert "It is larger than 16 MiB. Please split it." in told(harvest)


def test_all_files_together_have_a_limit_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_TOTAL", 2**20)
    for name in "abc":
        put(tmp_path, **{f"{name}.yaml": component(name) + "# x\n" * 100_000})

    harvest = read(tmp_path)

    assert keys(harvest) == {"a", "b"}
    assert not harvest.complete


def test_a_folder_with_too_many_files_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 2)
    for name in "abc":
        put(tmp_path, **{f"{name}.yaml": component(name)})

    harvest = read(tmp_path)

    assert len(keys(harvest)) == 2
    assert not harvest.complete


@pytest.mark.parametrize("path", ["gone", "gone/deeper.yaml", "empty", "nul\0"])
def test_nothing_there_is_told_and_nothing_is_concluded_from_it(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()

    harvest = read(tmp_path / path)

    assert harvest.records == ()
    assert not harvest.complete
    assert len(harvest.findings) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    put(tmp_path, **{"catalog-info.yaml": component("a"), "b.yaml": component("b")})
    (tmp_path / "b.yaml").chmod(0)

    harvest = read(tmp_path)

    assert keys(harvest) == {"a"}
    assert not harvest.complete


def test_files_in_which_something_was_skipped_are_named(tmp_path: Path) -> None:
    put(
        tmp_path,
        **{
            "good.yaml": component("a"),
            "broken.yaml": f"{component('b')}---\napiVersion: backstage.io/v1alpha1\nx: [\n",
            "template.yaml": "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\n",
        },
    )

    harvest = read(tmp_path)

    assert harvest.complete
    assert harvest.gaps == {"broken.yaml"}


async def test_somebody_who_watches_hears_how_far_it_has_come(tmp_path: Path) -> None:
    for at in range(3):
        put(tmp_path, **{f"{at}.yaml": "---\n".join(component(f"s{at}-{n}") for n in range(400))})
    heard: list[Progress] = []

    harvest = await BackstageFiles(tmp_path).read(heard.append)

    assert len(harvest.services) == 1200
    assert [one.files for one in heard] == sorted(one.files for one in heard)
    assert heard[-1] == Progress(files=3, records=1000)


def test_a_harvest_says_where_it_is_from(tmp_path: Path) -> None:
    put(tmp_path, **{"catalog-info.yaml": component("a")})

    plain = read(tmp_path)
    named = harvest_of(BackstageFiles(tmp_path, source="our catalogue", sync_id="ours"))

    assert plain.source == f"backstage files in {tmp_path}"
    assert plain.sync_id == f"backstage:{tmp_path}"
    assert (named.source, named.sync_id) == ("our catalogue", "ours")
    assert str(plain.services[0].place.file) == "catalog-info.yaml"
