import { processTerminal } from '../../src/cli/terminal';

/** The terminal of a process with these variables whose streams are what `isTTY` says. */
function terminalOf(isTTY: boolean, variables: Record<string, string>): ReturnType<typeof processTerminal> {
  const { NO_COLOR: _noColor, TERM: _term, WORKSHOP_DEBUG: _debug, ...rest } = process.env;
  const streams = [process.stdout, process.stderr];
  const before = { env: process.env, ttys: streams.map((stream) => stream.isTTY) };
  try {
    process.env = { ...rest, ...variables };
    for (const stream of streams) stream.isTTY = isTTY;
    return processTerminal();
  } finally {
    process.env = before.env;
    for (const [index, stream] of streams.entries()) stream.isTTY = before.ttys[index] as boolean;
  }
}

test.each([
  { isTTY: true, variables: {}, hasColors: true },
  { isTTY: true, variables: { NO_COLOR: '' }, hasColors: true },
  { isTTY: true, variables: { NO_COLOR: '1' }, hasColors: false },
  { isTTY: true, variables: { TERM: 'dumb' }, hasColors: false },
  { isTTY: false, variables: {}, hasColors: false },
])('on a terminal: $isTTY, with $variables, there are colours: $hasColors', ({ isTTY, variables, hasColors }) => {
  const terminal = terminalOf(isTTY, variables as Record<string, string>);
  expect({ out: terminal.hasColorsOut, err: terminal.hasColorsErr }).toEqual({ out: hasColors, err: hasColors });
  expect(terminal.isInteractive).toBe(isTTY);
});

test.each([
  { variables: {}, isDebugging: false },
  { variables: { WORKSHOP_DEBUG: '' }, isDebugging: false },
  { variables: { WORKSHOP_DEBUG: '1' }, isDebugging: true },
])('with $variables a failure shows its stack: $isDebugging', ({ variables, isDebugging }) => {
  expect(terminalOf(false, variables as Record<string, string>).isDebugging).toBe(isDebugging);
});
