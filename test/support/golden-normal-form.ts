/**
 * What differs from run to run (UIDs, times, addresses, drawn letters) becomes a token before answers are compared.
 * The rules are those of the replay script in the shared folder; test/simulator/goldens.test.ts holds them together.
 */
const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const ADDRESS = /\b(10|172|192|127|100)\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g;
const HASH_THEN_SUFFIX = /-[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g;
const HASH = /-[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g;
const SUFFIX = /-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g;
const AGE = /^(\d+d)?(\d+h)?(\d+m)?\d+s$|^<unknown>$/;
const DROPPED = new Set([
  'managedFields',
  'uid',
  'resourceVersion',
  'selfLink',
  'containerID',
  'imageID',
  'endpoints.kubernetes.io/last-change-trigger-time',
  'storageVersionHash',
  'remainingItemCount',
  'terminatingReplicas',
]);
const HASH_LABELS = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
]);
const UNORDERED = new Set(['addresses', 'notReadyAddresses', 'endpoints']);
/** The reference build adds a few objects of its own. */
const FOREIGN = /openshift|service-ca\.crt/;
/** More differences in one answer than anyone reads. */
const DIFFERENCES_MAX = 40;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null ? (value as Fields) : undefined;

function nameOf(value: unknown): string {
  const fields = fieldsOf(value);
  const metadata = fieldsOf(fields?.['metadata']) ?? fieldsOf(fieldsOf(fields?.['object'])?.['metadata']);
  const name = metadata?.['name'];
  return typeof name === 'string' ? name : '';
}

/** Finds the names of nodes in texts; those of the recording always. */
export function nodePattern(names: readonly string[]): RegExp {
  if (names.length === 0) return /\bhollow-\d+\b/g;
  const alternatives = names.map((name) => name.replace(/[.]/g, '\\.')).join('|');
  return new RegExp(`(?<![\\w.-])(${alternatives})(?![\\w-])`, 'g');
}

/** A text with tokens in place of what differs from run to run. */
export function normalizedText(text: string, node: RegExp): string {
  return text
    .replace(UID, '<uid>')
    .replace(TIME, '<time>')
    .replace(ADDRESS, '<ip>')
    .replace(node, '<node>')
    .replace(HASH_THEN_SUFFIX, '-<hash>-<rand>')
    .replace(HASH, '-<hash>')
    .replace(SUFFIX, '-<rand>');
}

function normalizeList(list: readonly unknown[], node: RegExp, key: string): unknown[] {
  const items = list.filter((item) => !FOREIGN.test(nameOf(item))).map((item) => normalize(item, node, key));
  if (key === 'cells') return items.map((item) => (typeof item === 'string' && AGE.test(item) ? '<age>' : item));
  if (UNORDERED.has(key)) return items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return items;
}

/** A value with tokens in place of what differs from run to run; `key` is the field it stands in. */
export function normalize(value: unknown, node: RegExp, key = ''): unknown {
  if (Array.isArray(value)) return normalizeList(value, node, key);
  if (typeof value === 'string') return normalizedText(value, node);
  const fields = fieldsOf(value);
  if (fields === undefined) return value;
  const normal: Record<string, unknown> = {};
  for (const name of Object.keys(fields).sort()) {
    if (DROPPED.has(name)) continue;
    if (name === 'nodePort' && typeof fields[name] === 'number') normal[name] = '<nodePort>';
    else if (HASH_LABELS.has(name)) normal[name] = '<hash>';
    else if (name === 'hostIP' || name === 'nodeName') normal[name] = '<node>';
    else normal[normalizedText(name, node)] = normalize(fields[name], node, name);
  }
  return normal;
}

/** Whether everything in `want` is in `have`; lists must be equally long. */
export function isSubset(want: unknown, have: unknown): boolean {
  if (Array.isArray(want)) {
    return Array.isArray(have) && want.length === have.length && want.every((item, i) => isSubset(item, have[i]));
  }
  const wanted = fieldsOf(want);
  if (wanted === undefined) return want === have;
  const had = fieldsOf(have);
  return had !== undefined && Object.keys(wanted).every((key) => isSubset(wanted[key], had[key]));
}

/** Where two normalized answers differ, one line a place. */
export function differences(want: unknown, have: unknown, at = '', found: string[] = []): string[] {
  if (found.length > DIFFERENCES_MAX) return found;
  const [wanted, had] = [fieldsOf(want), fieldsOf(have)];
  if (wanted !== undefined && had !== undefined && Array.isArray(want) === Array.isArray(have)) {
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(had)])) {
      differences(wanted[key], had[key], `${at}/${key}`, found);
    }
  } else if (want !== have) {
    found.push(`${at}: real ${JSON.stringify(want)} | here ${JSON.stringify(have)}`);
  }
  return found;
}
