/** One request of an `.http` file, variables put in. */
export interface HttpFileRequest {
  title: string;
  method: string;
  url: string;
  headers: [name: string, value: string][];
  body: string;
}

/**
 * Reads an `.http` file by the grammar that VS Code's REST Client and JetBrains' HTTP Client share
 * (https://github.com/JetBrains/http-request-in-editor-spec). Strict: throws on a line that has no place in it.
 */
export function parseHttpFile(text: string): HttpFileRequest[] {
  const [top = '', ...blocks] = text.split(/^###[ \t]*/m);
  const variables = new Map<string, string>();
  for (const line of top.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = /^@([A-Za-z_]\w*) = (\S.*)$/.exec(line) ?? fail(`no variable: ${line}`);
    variables.set(name ?? '', value ?? '');
  }
  const resolve = (from: string): string =>
    from.replaceAll(
      /\{\{(.*?)\}\}/g,
      (_, name: string) => variables.get(name) ?? fail(`no variable ${name}`),
    );
  return blocks.flatMap((block) => parseBlock(block, resolve));
}

function parseBlock(block: string, resolve: (from: string) => string): HttpFileRequest[] {
  const [title = '', ...rest] = block.split('\n');
  const lines = rest.slice(rest.findIndex((line) => line !== '' && !line.startsWith('#')));
  if (rest.every((line) => line === '' || line.startsWith('#'))) return [];
  const [, method = '', url = ''] =
    /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(lines[0] ?? '') ?? fail(`no request line: ${lines[0]}`);
  const blank = lines.indexOf('');
  const headers = lines.slice(1, blank).map((line): [string, string] => {
    const [, name = '', value = ''] = /^([\w%.-]+): (.*)$/.exec(line) ?? fail(`no header: ${line}`);
    return [name, resolve(value)];
  });
  const body = lines.slice(blank + 1).filter((line) => !/^\s*(?:#|\/\/)/.test(line));
  for (const line of body) if (/^\s*[<>@]/.test(line)) fail(`an instruction in a body: ${line}`);
  return [{ title, method, url: resolve(url), headers, body: resolve(body.join('\n').trim()) }];
}

function fail(why: string): never {
  throw new Error(why);
}
