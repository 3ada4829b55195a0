// Writes the field tables that the schema check of synthesis reads: every type of Kubernetes 1.28 and 1.36 with its
// fields. Run by hand when one of the two packages changes: `node scripts/generate-field-tables.mjs`. It fetches the
// client's tarball with `npm pack` and reads it as text; nothing of it is installed or run.
//
// A field is written as `<type><shape>[!]`: shape '[]' is a list, '{}' a map with string keys, '!' means required.
// Types are other types of the table or string, base64, date, int, number, boolean, any, quantity, intOrString.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const checks = join(root, 'src', 'workshop', 'synthesis', 'checks');
const CLIENT = '@kubernetes/client-node';
const CLIENT_VERSION = '2.0.1';

/** Sorted by key, so that a new version of a package gives a small difference. */
const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Writes one line for each kind and each type. */
function write(file, kubernetes, origin, kinds, types) {
  const lines = (record) =>
    Object.entries(sorted(record))
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const text = [
    '{',
    `  "origin": ${JSON.stringify(origin)},`,
    `  "kubernetes": ${JSON.stringify(kubernetes)},`,
    `  "kinds": {\n${lines(kinds)}\n  },`,
    `  "types": {\n${lines(types)}\n  }`,
    '}\n',
  ].join('\n');
  JSON.parse(text);
  writeFileSync(join(checks, file), text);
  const counts = `${Object.keys(kinds).length} kinds, ${Object.keys(types).length} types`;
  process.stdout.write(`${file}: ${counts}, ${text.length} bytes\n`);
}

/** Only the types that some kind leads to. */
function reachable(kinds, types) {
  const found = {};
  const visit = (name) => {
    if (found[name] !== undefined || /^[a-z]/.test(name)) return;
    if (types[name] === undefined) throw new Error(`no type ${name}`);
    found[name] = types[name];
    for (const field of Object.values(types[name])) visit(field.replace(/[^A-Za-z0-9].*$/, ''));
  };
  for (const name of Object.values(kinds)) visit(name);
  return found;
}

/** Type of a jsii property in the notation of the tables. */
function fromJsii(type) {
  if (type.union !== undefined) return 'intOrString';
  if (type.collection !== undefined) {
    return `${fromJsii(type.collection.elementtype)}${type.collection.kind === 'array' ? '[]' : '{}'}`;
  }
  if (type.primitive !== undefined) return type.primitive;
  const name = type.fqn.replace(/^.*\./, '');
  // The kind of DeleteOptions is an enumeration of one value.
  const simple = { IntOrString: 'intOrString', Quantity: 'quantity' };
  return simple[name] ?? (name.endsWith('DeleteOptionsKind') ? 'string' : name);
}

/**
 * Kubernetes 1.28 from cdk8s-plus-28: types and required fields from its jsii assembly, the names that Kubernetes
 * uses from the text of its toJson functions, because jsii writes `hostIp` for `hostIP`.
 */
function tableOf128() {
  const folder = join(root, 'node_modules', 'cdk8s-plus-28');
  const assembly = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8'));
  const code = readFileSync(join(folder, 'lib', 'imports', 'k8s.js'), 'utf8');
  const types = {};
  for (const [, name, body] of code.matchAll(/^function toJson_(\w+)\(obj\) \{([\s\S]*?)^\}/gm)) {
    const properties = new Map(
      (assembly.types[`cdk8s-plus-28.k8s.${name}`].properties ?? []).map((property) => [property.name, property]),
    );
    const fields = {};
    for (const [, field, own] of body.matchAll(/^ +'([^']+)': .*?obj\.(\w+)/gm)) {
      const property = properties.get(own);
      if (property === undefined) throw new Error(`cdk8s-plus-28: toJson_${name} reads '${own}', which jsii lacks`);
      fields[field] = `${fromJsii(property.type)}${property.optional === true ? '' : '!'}`;
      properties.delete(own);
    }
    if (properties.size > 0) throw new Error(`cdk8s-plus-28: toJson_${name} does not write ${[...properties.keys()]}`);
    types[name] = fields;
  }
  const kinds = {};
  for (const [, name, apiVersion, kind] of code.matchAll(
    /^(\w+)\.GVK = \{\s+apiVersion: '([^']+)',\s+kind: '([^']+)',/gm,
  )) {
    kinds[`${apiVersion}/${kind}`] = `${name}Props`;
    types[`${name}Props`] = { apiVersion: 'string', kind: 'string', ...types[`${name}Props`] };
  }
  const origin = `npm cdk8s-plus-28 ${assembly.version}: .jsii and lib/imports/k8s.js`;
  return { origin, kinds, types: reachable(kinds, types) };
}

/** Quantities that Kubernetes 1.28 did not have; the client calls every quantity a string. Source: the API's Go types. */
const LATER_QUANTITIES = [
  'CapacityRequestPolicy.default',
  'CapacityRequestPolicy.validValues',
  'CapacityRequestPolicyRange.max',
  'CapacityRequestPolicyRange.min',
  'CapacityRequestPolicyRange.step',
  'CapacityRequirements.requests',
  'Counter.value',
  'DeviceCapacity.value',
  'HPAScalingRules.tolerance',
  'NodeAllocatableResourceMapping.allocationMultiplier',
  'VolumeResourceRequirements.limits',
  'VolumeResourceRequirements.requests',
];

/** `CoreV1Event` and `KubeEventProps` are both Event: the name without version and case. */
const plainName = (type) =>
  type
    .replace(/^(?:[A-Z][a-z]+)?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/, '')
    .replace(/V\d+(?:(?:Alpha|Beta)\d+)?(?=$|Props$)/, '')
    .replace(/^Kube(.*)Props$/, '$1')
    .toLowerCase();

/** Whether a field of 1.36 is a quantity: 1.28 says so of the field of that name, or it came later. */
function quantitiesOf(types) {
  const keyOf = (type, field) => `${plainName(type)}.${field}`;
  const known = new Set(LATER_QUANTITIES.map((place) => keyOf(...place.split('.'))));
  for (const [name, fields] of Object.entries(types)) {
    for (const [field, type] of Object.entries(fields)) {
      if (type.startsWith('quantity')) known.add(keyOf(name, field));
    }
  }
  return (name, field) => known.has(keyOf(name, field));
}

/** Type of a client attribute in the notation of the tables. */
function fromClient(type, format) {
  const list = /^Array<(.*)>$/.exec(type);
  if (list !== null) return `${fromClient(list[1], format)}[]`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map !== null) return `${fromClient(map[1], format)}{}`;
  if (type === 'number') return format.startsWith('int') ? 'int' : 'number';
  if (type === 'string' && format === 'byte') return 'base64';
  return { Date: 'date', V1MicroTime: 'date', IntOrString: 'intOrString' }[type] ?? type;
}

/**
 * Kubernetes 1.36 from the JavaScript client: fields from the attribute maps of its models, required ones from their
 * typings, kinds from the paths that its methods create objects at.
 */
function tableOf136(folder, isQuantity) {
  const read = (...path) => readFileSync(join(folder, 'dist', 'gen', ...path), 'utf8');
  const types = {};
  // Files that no index names are left over from earlier versions of Kubernetes.
  for (const [, name] of read('models', 'ObjectSerializer.js').matchAll(
    /^export \* from '\.\.\/models\/(\w+)\.js'/gm,
  )) {
    const map = /attributeTypeMap = (\[[\s\S]*?\n?\]);/.exec(read('models', `${name}.js`));
    if (map === null) continue;
    const typings = read('models', `${name}.d.ts`);
    types[name] = Object.fromEntries(
      JSON.parse(map[1]).map((attribute) => {
        const isRequired = typings.includes(`\n    '${attribute.name}': `);
        if (!isRequired && !typings.includes(`\n    '${attribute.name}'?: `)) {
          throw new Error(`${CLIENT}: ${name}.d.ts lacks '${attribute.name}'`);
        }
        const type = fromClient(attribute.type, attribute.format);
        const field = attribute.baseName;
        return [
          field,
          `${isQuantity(name, field) ? type.replace('string', 'quantity') : type}${isRequired ? '!' : ''}`,
        ];
      }),
    );
  }
  const kinds = {};
  const creation =
    /async create\w+\([^)]*\) \{[\s\S]*?localVarPath = '\/(?:api|apis)\/([^']+)'[\s\S]*?serialize\(body, "(\w+)"/g;
  for (const [, api] of read('index.js').matchAll(/ as (\w+Api)\b/g)) {
    for (const [, path, type] of read('apis', `${api}.js`).matchAll(creation)) {
      // Behind an object's name stand its parts, such as a Pod's binding, whose kinds belong elsewhere.
      if (path.includes('{name}') || types[type] === undefined) continue;
      const [, apiVersion] = /^((?:[a-z0-9.-]+\/)?v\d[a-z0-9]*)\//.exec(path) ?? [];
      kinds[`${apiVersion}/${type.replace(/^(?:[A-Z][a-z]+)?V\d+((alpha|beta)\d+)?/, '')}`] = type;
    }
  }
  for (const [list, fields] of Object.entries(types)) {
    const kind = Object.keys(kinds).find((name) => fields.items === `${kinds[name]}[]!` && list.endsWith('List'));
    if (kind !== undefined) kinds[`${kind}List`] = list;
  }
  for (const type of Object.values(kinds)) {
    types[type] = { ...types[type], apiVersion: 'string', kind: 'string' };
  }
  const origin = `npm ${CLIENT} ${CLIENT_VERSION}: dist/gen/models and dist/gen/apis`;
  return { origin, kinds, types: reachable(kinds, types) };
}

const older = tableOf128();
write('fields-1.28.generated.json', '1.28', older.origin, older.kinds, older.types);

const folder = mkdtempSync(join(tmpdir(), 'field-tables-'));
try {
  const tarball = execFileSync('npm', ['pack', '--silent', `${CLIENT}@${CLIENT_VERSION}`], { cwd: folder }).toString();
  execFileSync('tar', ['-xzf', tarball.trim()], { cwd: folder });
  const newer = tableOf136(join(folder, 'package'), quantitiesOf(older.types));
  write('fields-1.36.generated.json', '1.36', newer.origin, newer.kinds, newer.types);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
