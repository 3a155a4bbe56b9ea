#!/usr/bin/env bash
# Installs Debian packages where this user may, without starting any service of theirs.
#
# `tools/debian_packages.sh NAME...`; status 0 when all are there in the end, 1 when some are missing, which it then
# says. Services that such a package brings (PostgreSQL, Orthanc) are kept from starting by a policy-rc.d that
# stands only while apt runs: the tests start processes of their own.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }

missing() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
}

if ! command -v dpkg-query >/dev/null; then
    say "This is no Debian system; where these are not there otherwise, tests that need them are skipped: $*"
    exit 1
fi
mapfile -t wanted < <(missing "$@")
[ ${#wanted[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then
        as_root=(sudo -n)
    else
        say "Missing Debian packages: ${wanted[*]}"
        say "This user may not install them. Do it once:  sudo apt-get install ${wanted[*]}"
        exit 1
    fi
fi

say "Installing Debian packages (this can take a few minutes): ${wanted[*]}"
policy=/usr/sbin/policy-rc.d
kept=$policy.before-tijdlijn
restore_policy() {
    "${as_root[@]}" rm -f $policy
    if [ -e $kept ]; then "${as_root[@]}" mv $kept $policy; fi
}
trap restore_policy EXIT
# One that is already kept is left over from a run that was cut off, and is the true one.
if [ -e $policy ] && [ ! -e $kept ]; then "${as_root[@]}" mv $policy $kept; fi
printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
"${as_root[@]}" chmod 755 $policy

apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >/dev/null </dev/null; }
apt update || say 'The package lists could not be refreshed; trying with those that are there.'
for package in "${wanted[@]}"; do
    apt install -y --no-install-recommends "$package" || true
done

mapfile -t wanted < <(missing "$@")
if [ ${#wanted[@]} -ne 0 ]; then
    say "These Debian packages could not be installed: ${wanted[*]}"
    exit 1
fi
