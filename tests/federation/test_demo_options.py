"""What `tijdlijn demo` takes, and what it says of what it does not take."""

from pathlib import Path

import pytest

from tests.lib.demo_world import ON_ORTHANC, DemoWorld


@pytest.mark.requirement("T2.2.dicomweb")
def test_a_hospital_can_be_given_a_dicomweb_server_of_ones_own(demo_world: DemoWorld) -> None:
    archives = {
        slug: demo_world.config(slug).gateway
        for slug in (*ON_ORTHANC, "diagnostiek-zuid", "ziekenhuis-fryslan")
    }

    kinds = {slug: section.archive.kind for slug, section in archives.items() if section}
    assert kinds == {
        **dict.fromkeys(ON_ORTHANC, "dicomweb"),
        "diagnostiek-zuid": "folder",
        "ziekenhuis-fryslan": "folder",
    }


@pytest.mark.requirement("T2.6.config")
@pytest.mark.parametrize(
    ("option", "status", "words"),
    [
        ("geen-ziekenhuis=http://127.0.0.1:1/dicom-web", 1, "no hospital 'geen-ziekenhuis'"),
        ("umc-rijnmond", 2, "SLUG=URL"),
    ],
)
def test_a_dicomweb_server_of_nobody_starts_nothing(
    demo_world: DemoWorld, tmp_path: Path, option: str, status: int, words: str
) -> None:
    run = demo_world.cli("--folder", str(tmp_path), "--dicomweb", option)

    assert run.returncode == status
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "archives").exists()
