import type { RawHeader } from '../exchange/exchange.ts';
import type { Replay } from './replay.ts';
import { createScriptRenderer } from './script.ts';
import { hereDocument, serverWord, shellWord } from './shell-words.ts';

/** `httpie`: the script of `curl`, for HTTPie 3 (the environment variable HTTP names its `http`). */
export const createRenderer = createScriptRenderer({
  name: 'HTTPie',
  functions: String.raw`verify=yes
set_option() {
  case $1 in
    cacert) verify=$2 ;;
    cert) cert=$2 ;;
    key) key_file=$2 ;;
    proxy) HTTPS_PROXY=$2 HTTP_PROXY=$2 NO_PROXY=; export HTTPS_PROXY HTTP_PROXY NO_PROXY ;;
    user) printf 'Basic %s' "$(printf '%s' "$2" | base64 | tr -d '\n')" >"$folder/authorization" ;;
    header) printf '%s' "${'$'}{2#*: }" >"$folder/authorization" ;;
  esac
}
set_insecure() { verify=no; }
cert=
send() {
  if [ -n "$cert" ]; then set -- --cert="$cert" --cert-key="$key_file" "$@"; fi
  if [ -s "$folder/authorization" ]; then set -- "$@" "Authorization:@$folder/authorization"; fi
  "${'$'}{HTTP:-http}" --pretty=none --print=hb --path-as-is --verify="$verify" "$@" >"$folder/answer"
  sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$folder/answer" >&2
  sed '1,/^.\{0,1\}$/d' "$folder/answer"
}
`,
  formatCommand,
  obstaclesOf: ({ headers }) =>
    headers.filter(isMisread).map(([name]) => `HTTPie would read the value of ${name} as something else`),
});

function formatCommand({ method, path, headers, body }: Replay): string {
  const words = [
    `send${body === undefined ? ' --ignore-stdin' : ''} ${shellWord(method)} ${serverWord(path)}`,
    ...headers.map(([name, value]) => shellWord(`${name}:${value}`)),
  ];
  // Else HTTPie says that the body is JSON.
  if (body !== undefined && !headers.some(([name]) => /^content-type$/i.test(name)))
    words.push("'Content-Type:'");
  const command = words.join(' \\\n  ');
  return body === undefined ? `${command}\n` : `${command} ${hereDocument(body)}`;
}

/** `NAME:@FILE` and `NAME:=JSON` mean something else, no value takes the header off, and backslashes escape. */
function isMisread([name, value]: RawHeader): boolean {
  return value === '' || /^[@=]|\\/.test(value) || /[=@;\\]/.test(name);
}
