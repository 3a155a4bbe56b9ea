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
