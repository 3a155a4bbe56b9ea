# What fetching packages needs, for the scripts beside this one: a home that can be written, and trust in the
# certificate authorities that this machine trusts (a hospital's network often has one of its own).
# Whatever is set already stands.

if [ ! -w "${HOME:-/nonexistent}" ]; then
    mkdir -p build/cache
    export HOME="$PWD/build/cache"
fi

authorities=/etc/ssl/certs/ca-certificates.crt
if [ -r $authorities ]; then
    export REQUESTS_CA_BUNDLE="${REQUESTS_CA_BUNDLE:-$authorities}"
    export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$authorities}"
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
fi

# Runs what takes long: says what it is, a dot every other second, and how long it took; its own errors are shown.
patiently() {
    local message=$1 began=$SECONDS status=0 dots
    shift
    printf '%s ' "$message" >&2
    # A pipe that nobody writes to is waited on, because a `sleep` would outlive the script.
    while kill -0 $$ 2>/dev/null; do read -rt 2 <> <(:) || printf '.' >&2; done &
    dots=$!
    "$@" || status=$?
    kill $dots 2>/dev/null || true
    wait $dots 2>/dev/null || true
    printf ' %d s\n' $((SECONDS - began)) >&2
    return $status
}
