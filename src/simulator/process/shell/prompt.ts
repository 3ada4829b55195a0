import type { Coroutine } from '../coroutine';
import { Parser } from './parser';
import type { Shell } from './shell';
import { SourceText } from './source-text';

/** Prompts where nobody has set any. Source: /etc/bash.bashrc of Debian, and the shells themselves for the others. */
export function defaultPrompt(shell: Shell): string {
  if (shell.dialect === 'bash') return '\\u@\\h:\\w\\$ ';
  if (shell.dialect === 'busybox') return '\\w \\$ ';
  return shell.process.uid === 0 ? '# ' : '$ ';
}

function shortDirectory(shell: Shell): string {
  const directory = shell.variables.text('PWD') ?? shell.process.files.directory;
  const home = shell.variables.text('HOME') ?? '';
  if (home === '' || home === '/') return directory;
  return directory === home || directory.startsWith(`${home}/`) ? `~${directory.slice(home.length)}` : directory;
}

/** What a letter behind a backslash stands for in a prompt; undefined for an unknown one. */
function escapeText(shell: Shell, letter: string): string | undefined {
  const { process } = shell;
  const directory = shortDirectory(shell);
  switch (letter) {
    case 'u':
      return shell.fieldOfUser('', 0) ?? (shell.dialect === 'bash' ? 'I have no name!' : '?');
    case 'h':
      return process.machine.hostname.split('.')[0] ?? '';
    case 'H':
      return process.machine.hostname;
    case 'w':
      return directory;
    case 'W':
      return directory === '/' ? '/' : directory.slice(directory.lastIndexOf('/') + 1);
    case '$':
      return process.uid === 0 ? '#' : '$';
    case 's':
      return shell.name;
    case 'v':
      return '5.2';
    case 't':
      return shell.formatTime('%H:%M:%S', process.nowMs);
    case 'A':
      return shell.formatTime('%H:%M', process.nowMs);
    case 'd':
      return shell.formatTime('%a %b %d', process.nowMs);
    case 'n':
      return '\n';
    case 'e':
      return '\x1b';
    case '[':
    case ']':
      return '';
    case '\\':
      return '\\';
    default:
      return undefined;
  }
}

/** The prompt `name` (PS1, PS2) as it is shown: escapes first, then parameters and command substitutions. */
export function* promptText(shell: Shell, name: 'PS1' | 'PS2'): Coroutine<string> {
  const prompt = shell.variables.text(name) ?? '> ';
  const knowsEscapes = shell.dialect !== 'dash';
  const text = knowsEscapes
    ? prompt.replace(/\\([^0-9]|[0-7]{3})/g, (whole: string, letter: string) =>
        /\d/.test(letter) ? String.fromCharCode(parseInt(letter, 8)) : (escapeText(shell, letter) ?? whole),
      )
    : prompt;
  if (!/[$`]/.test(text)) return text;
  // A dollar sign alone, as prompts end with, is itself.
  const { parts } = new Parser(new SourceText(text), shell.dialect).words.document();
  const { status } = shell;
  const expanded = yield* shell.expansion.document({ parts });
  shell.status = status;
  return expanded;
}
