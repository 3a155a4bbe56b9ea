import pytest

from tools.lock_check import faults_in, faults_in_package_lock, versions

HASHED = """# made by make lock
uv==1.0 \\
    --hash=sha256:00
attrs==2.0 ; os_name == 'nt' \\
    --hash=sha256:01
"""


@pytest.mark.requirement("T2.5.locked")
def test_a_hashed_lock_without_addresses_has_no_fault() -> None:
    assert faults_in("x.txt", HASHED) == []
    assert versions(HASHED) == {"uv==1.0", "attrs==2.0 ; os_name == 'nt'"}


@pytest.mark.requirement("T2.5.locked")
def test_an_address_or_a_missing_hash_in_a_lock_is_a_fault() -> None:
    assert faults_in("x.txt", "--index-url https://registry.example/simple\n" + HASHED)
    assert faults_in("x.txt", HASHED + "msgspec==3.0\n") == ["x.txt has no hash for msgspec==3.0"]


@pytest.mark.requirement("T2.5.locked")
def test_the_lock_of_the_page_names_no_registry_and_has_integrity_throughout() -> None:
    sound = {"packages": {"": {}, "node_modules/vite": {"integrity": "sha512-0"}}}
    assert faults_in_package_lock(sound) == []
    named = {
        "packages": {"node_modules/vite": {"integrity": "sha512-0", "resolved": "https://registry.example/"}}
    }
    assert len(faults_in_package_lock(named)) == 1
    assert len(faults_in_package_lock({"packages": {"node_modules/vite": {}}})) == 1
