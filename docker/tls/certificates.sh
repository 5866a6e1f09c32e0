#!/bin/sh
# Creates an authority, and certificates for a server and a client, to try TLS on one machine. Needs only openssl.
#
#   docker/tls/certificates.sh [folder]
#
# ca.crt       the authority, for the application (redis.tls.trust-store) and for the server
# server.crt   for localhost and 127.0.0.1
# server.key
# client.p12   the client's key and certificates, password "changeit"
set -eu
folder=${1:-$(dirname "$0")/certificates}
umask 022
mkdir -p "$folder"
# for files that are secret and not needed afterwards, above all the key of the authority
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Writes a configuration file for each certificate, because the defaults of openssl differ between systems.
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
# the user of the container must be able to read all files but those of the client
chmod 644 "$folder/ca.crt" "$folder/server.crt" "$folder/server.key"
chmod 600 "$folder/client.p12"
echo "$folder: ca.crt server.crt server.key client.p12"
