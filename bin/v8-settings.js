'use strict';
// A run of synthesis ends within a second or two. V8 of Node.js 20 begins to optimize functions after some hundred calls,
// and spends more on that than such a run gets back; this makes it wait for about fifteen times as much work. Later
// versions have a quicker compiler in between and need no setting. See docs/decisions/v8-settings.md.
if (process.versions.node.startsWith('20.')) {
  require('node:v8').setFlagsFromString('--interrupt-budget=1000000');
}
