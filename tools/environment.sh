#!/usr/bin/env bash
# Brings .venv in line with a lock file: `tools/environment.sh demo|test`, run from the root of the repository.
#
# A second run does nothing; a changed lock installs what changed; `demo` after `test` keeps the larger set.
# Needs Python 3.11 or later and a package registry that pip can reach; nothing else.
set -euo pipefail

wanted=$1
venv=.venv
stamp=$venv/tijdlijn-environment

say() { printf '%s\n' "$*" >&2; }

# shellcheck source=tools/fetching.sh
. tools/fetching.sh

# What an environment is made from: the locks, and our own package as pyproject.toml describes it before its tools.
content_of() {
    { cat "requirements/$1.txt" requirements/bootstrap.txt && sed '/^\[tool/,$d' pyproject.toml; } |
        sha256sum | cut -d' ' -f1
}

# What stands, as written by the last complete run: set, content of its lock, and where the checkout stood then,
# because a venv does not survive a move.
standing_set='' standing_content='' standing_place=''
if [ -f "$stamp" ]; then
    { read -r standing_set && read -r standing_content && read -r standing_place; } <"$stamp" || standing_set=''
fi
in_line() {
    [ "$standing_set" = "$1" ] && [ "$standing_content" = "$(content_of "$1")" ] &&
        [ "$standing_place" = "$PWD" ] && [ -x $venv/bin/python ]
}

if in_line test || in_line "$wanted"; then
    exit 0
fi
[ "$standing_set" = test ] && wanted=test

usable_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    say 'Python 3.11 or later is needed; install it (Debian 12 and later: python3) or name it: make PYTHON=/path/to/python3 ...'
    exit 1
}

# Debian ships Python without ensurepip; it comes with a package of its own.
require_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    say 'This Python cannot make virtual environments: the Debian package python3-venv is missing.'
    tools/debian_packages.sh python3-venv || true
    if ! "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        say 'Install it and try again:  sudo apt-get install python3-venv'
        exit 1
    fi
}

if [ "$standing_place" != "$PWD" ] || ! $venv/bin/python -c '' 2>/dev/null; then
    python=$(usable_python)
    require_venv_module "$python"
    rm -rf $venv
    patiently "Making $venv" "$python" -m venv $venv
fi
rm -f $stamp

# uv checks hashes as pip does, in a tenth of the time.
install_uv() {
    $venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
}
uv() { env -u VIRTUAL_ENV -u CONDA_PREFIX UV_PYTHON="$PWD/$venv/bin/python" $venv/bin/uv --quiet "$@"; }
pinned_uv=$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements/bootstrap.txt)
if ! $venv/bin/uv --version 2>/dev/null | grep -qF "uv $pinned_uv"; then
    patiently 'Fetching the installer' install_uv
fi
patiently "Installing the Python packages of requirements/$wanted.txt" uv pip sync --require-hashes "requirements/$wanted.txt"
uv pip install --no-deps --no-build-isolation --editable .

printf '%s\n%s\n%s\n' "$wanted" "$(content_of "$wanted")" "$PWD" >$stamp
