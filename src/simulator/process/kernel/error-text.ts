/** What a program that throws leaves on stderr: `cat: notes.txt: No such file or directory`. */
export function describeError(argv: readonly string[], error: unknown): string {
  const name = (argv[0] ?? '').replace(/^.*\//, '');
  const message = error instanceof Error ? error.message : String(error);
  const subject = error instanceof Error && 'subject' in error ? error.subject : undefined;
  return typeof subject === 'string' && subject !== '' ? `${name}: ${subject}: ${message}\n` : `${name}: ${message}\n`;
}
