import { shellWord } from './shell-words.ts';

/**
 * The beginning of a curl script: takes server and credentials out of the kubeconfig, or a Pod's service account, and
 * leaves `$server` and curl's own configuration in `$access`, a private file: what stands in arguments, all may read.
 */
export function createPreamble(contextFlags: readonly string[]): string {
  const flags = contextFlags.map((flag) => ` ${shellWord(flag)}`).join('');
  return PREAMBLE.replace('config view', () => `config view${flags}`);
}

// [*] and not [0]: what is missing is then an empty line and not an error. --flatten reads the files of certificates.
const PREAMBLE = String.raw`set -eu
umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' HUP INT TERM
access=$folder/curl.conf
pod=/var/run/secrets/kubernetes.io/serviceaccount

fail() { echo "$1" >&2; exit 1; }
set_option() { printf '%s = "%s"\n' "$1" "$(printf '%s' "$2" | sed 's/[\\"]/\\&/g')" >>"$access"; }
set_file() { { printf '%s' "$2" | base64 -d 2>/dev/null || printf '%s' "$2" | base64 -D; } >"$folder/$1"; set_option "$1" "$folder/$1"; }

cat >"$access" <<'EOF'
silent
show-error
globoff
path-as-is
write-out = "%{stderr}%{http_code} %{url_effective}\n"
EOF
if "${'$'}{KUBECTL:-kubectl}" config view --minify --raw --flatten -o 'jsonpath={.clusters[*].cluster.server}{"\n"}{.clusters[*].cluster.certificate-authority-data}{"\n"}{.clusters[*].cluster.insecure-skip-tls-verify}{"\n"}{.clusters[*].cluster.tls-server-name}{"\n"}{.clusters[*].cluster.proxy-url}{"\n"}{.users[*].user.client-certificate-data}{"\n"}{.users[*].user.client-key-data}{"\n"}{.users[*].user.token}{"\n"}{.users[*].user.tokenFile}{"\n"}{.users[*].user.username}{"\n"}{.users[*].user.password}{"\n"}{.users[*].user.exec.command}{.users[*].user.auth-provider.name}{"\n"}' >"$folder/kubeconfig" 2>"$folder/why"; then
  { read -r server; read -r authority; read -r insecure; read -r name; read -r proxy; read -r certificate; read -r key
    read -r token; read -r token_file; IFS= read -r user; IFS= read -r password; read -r program; } <"$folder/kubeconfig"
  server=${'$'}{server%/}
  if [ -n "$name" ]; then fail 'this script cannot do what tls-server-name in your kubeconfig says'; fi
  if [ -n "$authority" ]; then set_file cacert "$authority"; fi
  if [ "$insecure" = true ]; then echo insecure >>"$access"; fi
  if [ -n "$proxy" ]; then set_option proxy "$proxy"; fi
  if [ -n "$certificate" ]; then set_file cert "$certificate"; set_file key "$key"; fi
  if [ -n "$token_file" ]; then token=$(cat "$token_file"); fi
  if [ -z "$token$certificate$user" ] && [ -n "$program" ]; then
    token=${'$'}{TOKEN:-}
    if [ -z "$token" ]; then fail "your kubeconfig asks $program for a token: ask it too, and set TOKEN"; fi
  fi
  if [ -n "$user" ]; then set_option user "$user:$password"; fi
elif [ -n "${'$'}{KUBERNETES_SERVICE_HOST:-}" ] && [ -r "$pod/token" ]; then
  case $KUBERNETES_SERVICE_HOST in *:*) host=[$KUBERNETES_SERVICE_HOST] ;; *) host=$KUBERNETES_SERVICE_HOST ;; esac
  server=https://$host:$KUBERNETES_SERVICE_PORT
  set_option cacert "$pod/ca.crt"
  token=$(cat "$pod/token")
else
  fail "$(cat "$folder/why")"
fi
if [ -n "$token" ]; then set_option header "Authorization: Bearer $token"; fi
`;
