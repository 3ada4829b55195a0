/** Value of a flag, given as `--name=value` or `--name value`; undefined when it is not given. */
export function flagValue(argv: readonly string[], name: string): string | undefined {
  for (const [index, argument] of argv.entries()) {
    if (argument === name) return argv[index + 1] ?? '';
    if (argument.startsWith(`${name}=`)) return argument.slice(name.length + 1);
  }
  return undefined;
}
