import type { Replay } from './replay.ts';
import { createScriptRenderer } from './script.ts';
import { hereDocument, serverWord, shellWord } from './shell-words.ts';

/** `curl`: a shell script that sends the same requests with curl, which reads server and credentials from `$access`. */
export const createRenderer = createScriptRenderer({
  name: 'curl',
  functions: String.raw`access=$folder/curl.conf
cat >"$access" <<'EOF'
silent
show-error
globoff
path-as-is
write-out = "%{stderr}%{http_code} %{url_effective}\n"
EOF
set_option() { printf '%s = "%s"\n' "$1" "$(printf '%s' "$2" | sed 's/[\\"]/\\&/g')" >>"$access"; }
set_insecure() { echo insecure >>"$access"; }
`,
  formatCommand,
});

function formatCommand({ method, path, headers, body }: Replay): string {
  const words = [
    `curl -K "$access"${METHODS[method] ?? ` -X ${shellWord(method)}`} ${serverWord(path)}`,
    ...headers.map((header) => `-H ${shellWord(header.join(': '))}`),
  ];
  // Else curl says that the body is a form.
  if (body !== undefined && !headers.some(([name]) => /^content-type$/i.test(name)))
    words.push("-H 'Content-Type:'");
  if (body === undefined) return `${words.join(' \\\n  ')}\n`;
  return `${[...words, `--data-binary @- ${hereDocument(body)}`].join(' \\\n  ')}`;
}

const METHODS: Readonly<Record<string, string>> = { GET: '', HEAD: ' --head' };
