/** A word for a POSIX shell, quoted where it has to be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** `$server` and a path as one word. */
export function serverWord(path: string): string {
  // Within double quotes none of these means anything to a shell; `!` does only where somebody types.
  return /^[\w@%+=:,./?&;*()~-]*$/.test(path) ? `"$server${path}"` : `"$server"${shellWord(path)}`;
}

/** A command's last words and lines: its input as a here-document that the shell does not expand. */
export function hereDocument(text: string): string {
  const lines = new Set(text.split('\n'));
  let delimiter = 'EOF';
  for (let number = 2; lines.has(delimiter); number++) delimiter = `EOF${number}`;
  return `<<'${delimiter}'\n${text.endsWith('\n') ? text : `${text}\n`}${delimiter}\n`;
}

/** Every line as a comment. */
export function commented(text: string): string {
  return text.replace(/^(?=.|\n)/gm, '# ').replaceAll(/^# $/gm, '#');
}
