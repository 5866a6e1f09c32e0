#!/bin/sh
# Makes an authority, and certificates of its for the server and for a client, to try TLS on one machine. Needs only openssl.
#
#   docker/tls/certificates.sh [folder]
#
# ca.crt       what the application trusts (redis.tls.trust-store) and the server asks of clients
# server.crt   for localhost and 127.0.0.1
# server.key
# client.p12   the client's key and certificates, password "changeit"
set -eu
folder=${1:-$(dirname "$0")/certificates}
umask 022
mkdir -p "$folder"
# what is secret and not needed afterwards, the authority's key above all
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A configuration file of our own for each: neither openssl's defaults nor the names' slashes differ between systems then.
describe() {
  cat > "$work/$1.cnf" << EOF
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = $2
[extensions]
$3
EOF
}

issue() {
  openssl req -new -newkey rsa:2048 -nodes -config "$work/$1.cnf" -keyout "$work/$1.key" -out "$work/$1.csr" 2> "$work/log" ||
    { cat "$work/log" >&2; exit 1; }
  openssl x509 -req -in "$work/$1.csr" -sha256 -days 365 -CA "$work/ca.crt" -CAkey "$work/ca.key" \
    -CAserial "$work/serial" -CAcreateserial -extfile "$work/$1.cnf" -extensions extensions -out "$work/$1.crt" 2> "$work/log" ||
    { cat "$work/log" >&2; exit 1; }
}

describe ca "beacon-redis test authority" "basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash"
openssl req -x509 -sha256 -days 365 -newkey rsa:2048 -nodes -config "$work/ca.cnf" \
  -keyout "$work/ca.key" -out "$work/ca.crt" 2> "$work/log" || { cat "$work/log" >&2; exit 1; }

describe server localhost "subjectAltName = DNS:localhost, IP:127.0.0.1
extendedKeyUsage = serverAuth"
issue server

describe client client "extendedKeyUsage = clientAuth"
issue client
openssl pkcs12 -export -name client -inkey "$work/client.key" -in "$work/client.crt" -certfile "$work/ca.crt" \
  -passout pass:changeit -out "$work/client.p12"

cp "$work/ca.crt" "$work/server.crt" "$work/server.key" "$work/client.p12" "$folder/"
# the container's user, who is nobody on this machine, reads all but the client's
chmod 644 "$folder/ca.crt" "$folder/server.crt" "$folder/server.key"
chmod 600 "$folder/client.p12"
echo "$folder: ca.crt server.crt server.key client.p12"
