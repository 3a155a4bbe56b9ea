#!/usr/bin/env bash
# Runs the tests, after installing the Debian packages they use where this user may: `tools/test.sh [pytest options]`.
#
# A package that is missing is said; the tests that need it are skipped with their reason, but where CI=true is set
# nothing may be missing. The last line printed is pytest's summary.
set -euo pipefail

if ! tools/debian_packages.sh orthanc orthanc-dicomweb dcmtk chromium postgresql-15; then
    [ "${CI:-}" = true ] && exit 1
    echo 'Going on; tests that need what is missing say so and are skipped.' >&2
fi
tools/page.sh test
exec .venv/bin/python -m pytest "$@"
