// The simulator's core gets time, chance and order from its engine: the same seed gives the same history.

const GLOBALS = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'Promise',
  'process',
  'performance',
  'crypto',
  'fetch',
];

const SYNTAX = {
  "CallExpression[callee.object.name='Date'][callee.property.name='now']": 'Date.now() reads the clock',
  "NewExpression[callee.name='Date'][arguments.length=0]": 'new Date() without argument reads the clock',
  "CallExpression[callee.name='Date']": 'Date() reads the clock',
  "MemberExpression[object.name='Math'][property.name='random']": 'Math.random is not reproducible',
  ':function[async=true]': 'async functions wait',
  AwaitExpression: 'await waits',
  'ForOfStatement[await=true]': 'for await waits',
  "MemberExpression[object.name='globalThis']": 'globalThis hides what is used of it',
};

const WAY_OUT = "take it from simulator/engine, or move it to simulator/edge (docs/ARCHITECTURE.md, 'The core')";

/** Globals that only the edge may use, for `no-restricted-globals`. */
export const realWorldGlobals = GLOBALS.map((name) => ({ name, message: `it belongs to the real world: ${WAY_OUT}.` }));

/** Syntax that only the edge may use, for `no-restricted-syntax`. */
export const realWorldSyntax = Object.entries(SYNTAX).map(([selector, reason]) => ({
  selector,
  message: `${reason}: ${WAY_OUT}.`,
}));
