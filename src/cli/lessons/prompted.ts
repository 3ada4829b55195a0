/** A line in the middle of a command: indented, or with a word that ends or divides one. */
const CONTINUES = /^(?:\s|(?:do|done|then|else|fi|esac)\b|\})/;

/** The quote that is still open at the end of `line`, when `open` was at its begin. */
function quoteBehind(line: string, open: string | undefined): string | undefined {
  let quote = open;
  for (let place = 0; place < line.length; place += 1) {
    const character = line[place];
    if (character === '\\' && quote !== "'") place += 1;
    else if (quote !== undefined) quote = character === quote ? undefined : quote;
    else if (character === '"' || character === "'") quote = character;
  }
  return quote;
}

/** Lines as they are typed, each behind the prompt that a shell shows there. */
export function prompted(lines: string): string {
  let quote: string | undefined;
  let isGoingOn = false;
  return lines
    .trim()
    .split('\n')
    .map((line, index) => {
      const continues = index > 0 && (quote !== undefined || isGoingOn || CONTINUES.test(line));
      quote = quoteBehind(line, quote);
      isGoingOn = /(?:\\|\||&&)$/.test(line);
      return `    ${continues ? '>' : '$'} ${line}`;
    })
    .join('\n');
}
