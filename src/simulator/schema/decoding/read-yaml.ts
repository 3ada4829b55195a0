import type * as YamlModule from 'yaml';
import type { Document, LineCounter, Pair, Tags, YAMLError, YAMLMap } from 'yaml';
import { NO_DUPLICATES, type RawBody } from './raw-body';

/** The part of the YAML library that is used; it is loaded when the first YAML body arrives. */
type Yaml = typeof YamlModule;
// eslint-disable-next-line @typescript-eslint/no-require-imports
const loadYaml = (): Yaml => require('yaml') as Yaml;

/** Tags of YAML 1.1 that Go's library reads as text. */
const READ_AS_TEXT = /timestamp|binary|set|omap|pairs/;

const withoutTextTags = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || (!READ_AS_TEXT.test(tag.tag) && tag.format !== 'TIME'));

/**
 * Reads the first document of a YAML text as the server does: YAML 1.1, in which `y` is true. Errors are Go's for the
 * usual mistakes, and Go's most general one for the others.
 *
 * Source: sigs.k8s.io/yaml `YAMLToJSON`, `YAMLToJSONStrict`. Keys come in the order of their names, as Go writes maps.
 */
export function readYaml(text: string): RawBody {
  const yaml = loadYaml();
  const lines = new yaml.LineCounter();
  const documents = yaml.parseAllDocuments(text, {
    version: '1.1',
    customTags: withoutTextTags,
    merge: true,
    uniqueKeys: false,
    lineCounter: lines,
  });
  const failed = (syntaxError: string): RawBody => ({
    format: 'yaml',
    value: undefined,
    syntaxError,
    duplicates: NO_DUPLICATES,
  });
  const [document] = documents as readonly (Document.Parsed | undefined)[];
  if (document === undefined) return { format: 'yaml', value: null, duplicates: NO_DUPLICATES };
  const [error] = document.errors;
  if (error !== undefined) return failed(messageOf(error));
  try {
    const strictError = duplicateKeys(yaml, document, lines);
    return {
      format: 'yaml',
      value: sortedKeys(document.toJS()),
      duplicates: NO_DUPLICATES,
      ...(strictError === undefined ? {} : { strictError }),
    };
  } catch (thrown) {
    // An alias without anchor shows only when the value is built.
    const [, anchor] = /anchor[^:]*: (\S+)/.exec(thrown instanceof Error ? thrown.message : '') ?? [];
    if (anchor === undefined) throw thrown;
    return failed(`yaml: unknown anchor '${anchor}' referenced`);
  }
}

/** Go's words for a mistake, and whether its line is counted from one (mistakes of words) or from zero (of structure). */
const MESSAGES: Readonly<Record<string, readonly [message: string, isScanner: boolean]>> = {
  BLOCK_AS_IMPLICIT_KEY: ['mapping values are not allowed in this context', true],
  TAB_AS_INDENT: ['found character that cannot start any token', true],
  MISSING_CHAR: ['found unexpected end of stream', true],
  MULTILINE_IMPLICIT_KEY: ["could not find expected ':'", true],
  BAD_DQ_ESCAPE: ['found unknown escape character', true],
  BAD_INDENT: ["did not find expected ',' or ']'", false],
};

function messageOf({ code, linePos }: YAMLError): string {
  const [message, isScanner] = MESSAGES[code] ?? ['did not find expected key', false];
  const line = (linePos?.[0].line ?? 1) - 1;
  // The library leaves out the line when it is the first.
  return line === 0 ? `yaml: ${message}` : `yaml: line ${isScanner ? line + 1 : line}: ${message}`;
}

/** What the strict reader says about keys given twice. */
function duplicateKeys(yaml: Yaml, document: Document.Parsed, lines: LineCounter): string | undefined {
  const found: string[] = [];
  yaml.visit(document, {
    Map(_key, map: YAMLMap) {
      const keys = new Set<string>();
      for (const pair of map.items as readonly Pair[]) {
        if (!yaml.isScalar(pair.key)) continue;
        const key = String(pair.key.value);
        const line = lines.linePos(pair.key.range?.[0] ?? 0).line;
        if (keys.has(key)) found.push(`  line ${line}: key ${JSON.stringify(key)} already set in map`);
        keys.add(key);
      }
    },
  });
  return found.length === 0 ? undefined : `yaml: unmarshal errors:\n${found.join('\n')}`;
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner)]));
}
