import { shellWord } from './shell-words.ts';

/**
 * The beginning of a script that sends requests: takes server and credentials out of the kubeconfig, from the exec plugin
 * that it names, or from a Pod's service account, and leaves them in `$server` and `$folder`, a private folder, where
 * the program that the script runs is told of them: what stands in arguments, all may read.
 *
 * @param program the shell functions that tell it: `set_option NAME VALUE` for cacert, cert, key, proxy, user and header,
 *   and `set_insecure`.
 */
export function createPreamble(program: string, contextFlags: readonly string[]): string {
  const flags = contextFlags.map((flag) => ` ${shellWord(flag)}`).join('');
  return BEGINNING.replace('config view', () => `config view${flags}`) + program + ACCESS;
}

const BEGINNING = `set -eu
umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' HUP INT TERM
pod=/var/run/secrets/kubernetes.io/serviceaccount

fail() { echo "$1" >&2; exit 1; }
set_file() { { printf '%s' "$2" | base64 -d 2>/dev/null || printf '%s' "$2" | base64 -D; } >"$folder/$1"; set_option "$1" "$folder/$1"; }
kubeconfig() { "\${KUBECTL:-kubectl}" config view --minify --raw --flatten -o "jsonpath=$1"; }
`;

/** The first lines that a kubeconfig is asked for, in the order in which the script reads them. */
const FIELDS = [
  '.clusters[*].cluster.server',
  '.clusters[*].cluster.certificate-authority-data',
  '.clusters[*].cluster.insecure-skip-tls-verify',
  '.clusters[*].cluster.tls-server-name',
  '.clusters[*].cluster.proxy-url',
  '.users[*].user.client-certificate-data',
  '.users[*].user.client-key-data',
  '.users[*].user.token',
  '.users[*].user.tokenFile',
  '.users[*].user.username',
  '.users[*].user.password',
  '.users[*].user.auth-provider.name',
  '.users[*].user.exec.command',
  '.users[*].user.exec.apiVersion',
  '.users[*].user.exec.provideClusterInfo',
];

// [*] and not [0]: what is missing is then an empty line and not an error. --flatten reads the files of certificates.
const ACCESS = String.raw`
# Asks the exec plugin as kubectl does, with the input closed.
ask_plugin() {
  cluster=
  if [ "$informed" = true ]; then cluster=",\"cluster\":{\"server\":\"$server\",\"certificate-authority-data\":\"$authority\"}"; fi
  kubeconfig '{range .users[*].user.exec.env[*]}{.name}={.value}{"\n"}{end}' >"$folder/environment"
  kubeconfig '{range .users[*].user.exec.args[*]}{@}{"\n"}{end}' >"$folder/arguments"
  set -- "KUBERNETES_EXEC_INFO={\"apiVersion\":\"$version\",\"kind\":\"ExecCredential\",\"spec\":{\"interactive\":false$cluster}}"
  while IFS= read -r line; do set -- "$@" "$line"; done <"$folder/environment"
  set -- "$@" "$plugin"
  while IFS= read -r line; do set -- "$@" "$line"; done <"$folder/arguments"
  env "$@" </dev/null >"$folder/credential" || fail "$plugin, which your kubeconfig asks for credentials, failed"
  tr -d '\n' <"$folder/credential" >"$folder/line"
  echo >>"$folder/line"
  token=$(credential token)
  credential clientCertificateData >"$folder/cert"
  credential clientKeyData >"$folder/key"
  if [ -s "$folder/cert" ]; then set_option cert "$folder/cert"; set_option key "$folder/key"; fi
  if [ -z "$token" ] && [ ! -s "$folder/cert" ]; then fail "$plugin, which your kubeconfig asks for credentials, gave none"; fi
}
credential() { printf '%b' "$(sed -n 's/.*"'"$1"'" *: *"\([^"]*\)".*/\1/p' "$folder/line")"; }

if kubeconfig '${FIELDS.map((field) => `{${field}}{"\\n"}`).join('')}' >"$folder/kubeconfig" 2>"$folder/why"; then
  { read -r server; read -r authority; read -r insecure; read -r name; read -r proxy; read -r certificate; read -r key
    read -r token; read -r token_file; IFS= read -r user; IFS= read -r password; read -r provider
    IFS= read -r plugin; read -r version; read -r informed; } <"$folder/kubeconfig"
  server=${'$'}{server%/}
  if [ -n "$name" ]; then fail 'this script cannot do what tls-server-name in your kubeconfig says'; fi
  if [ -n "$authority" ]; then set_file cacert "$authority"; fi
  if [ "$insecure" = true ]; then set_insecure; fi
  if [ -n "$proxy" ]; then set_option proxy "$proxy"; fi
  if [ -n "$certificate" ]; then set_file cert "$certificate"; set_file key "$key"; fi
  if [ -n "$token_file" ]; then token=$(cat "$token_file"); fi
  if [ -z "$token$certificate$user" ]; then
    token=${'$'}{TOKEN:-}
    if [ -z "$token" ] && [ -n "$provider" ]; then fail "your kubeconfig asks $provider for a token: ask it too, and set TOKEN"; fi
    if [ -z "$token" ] && [ -n "$plugin" ]; then ask_plugin; fi
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
