// Reads [{ path, text }] from standard input and writes what lint says of each: [[{ rule, message }]].
// A process of its own, because jest cannot load ESLint's configuration, which is an ES module.
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';

const eslint = new ESLint();
const cases = JSON.parse(readFileSync(0, 'utf8'));
const results = [];
for (const { path, text } of cases) {
  const [result] = await eslint.lintText(text, { filePath: path });
  results.push(result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message })));
}
process.stdout.write(JSON.stringify(results));
