// Writes src/simulator/schema/generated: what every type of the Kubernetes 1.36 API looks like. Run by hand when the
// version changes: `node scripts/generate-simulator-schema.mjs`. The Go sources come from Debian's packages, through an
// apt list of its own that leaves the machine's alone; nothing of them is installed or run.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchDebianSources } from './simulator-schema/debian-sources.mjs';
import { readPackage } from './simulator-schema/go-source.mjs';
import { GoUniverse, SPECIAL, definitionPrefix, description, structType } from './simulator-schema/type-table.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'src', 'simulator', 'schema', 'generated');
const facts = join(root, '..', 'shared', 'facts');
const own = join(root, 'scripts', 'simulator-schema', 'sources');
const PACKAGES = ['golang-k8s-api-dev', 'golang-k8s-apimachinery-dev', 'golang-k8s-apiextensions-apiserver-dev'];

/** Packages whose structs are definitions, and packages that only lend names. */
const PUBLISHED = ['k8s.io/apimachinery/pkg/apis/meta/v1', 'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1'];
const LENDING = [
  'k8s.io/apimachinery/pkg/api/resource',
  'k8s.io/apimachinery/pkg/runtime',
  'k8s.io/apimachinery/pkg/types',
  'k8s.io/apimachinery/pkg/util/intstr',
];

/** Types with TypeMeta that no API shows. */
const UNSERVED = new Set(
  ['InternalEvent', 'PartialObjectMetadata', 'PartialObjectMetadataList', 'Table', 'TableOptions'].map(
    (name) => `k8s.io/apimachinery/pkg/apis/meta/v1.${name}`,
  ),
);

/** What a watch sends; a definition, though no kind. */
const WATCH_EVENT = 'k8s.io/apimachinery/pkg/apis/meta/v1.WatchEvent';

const CLIENT = '@kubernetes/client-node@2.0.1';

/** One entry a line, sorted, so that a new version gives a small difference. */
function write(file, origin, sections) {
  const lines = (record) =>
    Object.keys(record)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${JSON.stringify(record[key])}`)
      .join(',\n');
  const body = Object.entries(sections)
    .map(
      ([name, record]) =>
        `"${name}":${Array.isArray(record) ? `[\n${record.map((row) => JSON.stringify(row)).join(',\n')}\n]` : `{\n${lines(record)}\n}`}`,
    )
    .join(',\n');
  const text = `{\n"origin":${JSON.stringify(origin)},\n${body}\n}\n`;
  JSON.parse(text);
  writeFileSync(join(target, file), text);
  process.stdout.write(`${file}: ${text.length} bytes\n`);
}

function apiPackages(sources) {
  const base = join(sources, 'k8s.io', 'api');
  const foldersOf = (folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  return foldersOf(base).flatMap((group) =>
    foldersOf(join(base, group))
      .filter((version) => existsSync(join(base, group, version, 'types.go')))
      .map((version) => `k8s.io/api/${group}/${version}`),
  );
}

/** The group of a package's kinds. */
function groupOf(sources, path) {
  const text = readFileSync(join(sources, path, 'register.go'), 'utf8');
  return /^const GroupName = "(.*)"$/m.exec(text)[1];
}

/** Groups and versions that the API server serves, as in `apps/v1`. */
const servedVersions = () =>
  new Set(JSON.parse(readFileSync(join(target, 'discovery.generated.json'), 'utf8')).rows.map(([name]) => name));

/** Gives the declarations of `home` the descriptions that the JavaScript client has for them. */
function describeByClient(home, client) {
  for (const declared of home.types.values()) {
    const file = [`V1${declared.name}`, `ApiregistrationV1${declared.name}`]
      .map((name) => join(client, 'dist', 'gen', 'models', `${name}.d.ts`))
      .find(existsSync);
    if (declared.fields === undefined || file === undefined) continue;
    const typings = readFileSync(file, 'utf8');
    const textBefore = (pattern) => {
      const [, text] = new RegExp(`/\\*\\*\\n *\\* ([^\\n]*)\\n *\\*/\\n *${pattern}`).exec(typings) ?? [];
      return text === undefined ? [] : [text.replace(/\\(['"])/g, '$1')];
    };
    declared.comments.push(...textBefore('export declare class'));
    for (const field of declared.fields) field.comments.unshift(...textBefore(`'${field.jsonName}'`));
  }
}

/** Description of a type and of its fields; a field of few values has them behind its text. */
function docsOf(universe, declared, home) {
  const entry = { '': description(declared.comments) };
  for (const field of declared.fields) {
    if (field.isInline || field.jsonName === '-' || field.jsonName === '') continue;
    const found = universe.enumOf(field.type, declared, home);
    // Only a field of the enumerated type itself names the values in its description.
    const isPlain = !/^\*?(\[\]|map)/.test(field.type);
    const text = description([...field.comments, ...(isPlain ? (found?.lines ?? []) : [])]);
    entry[field.jsonName] = found === undefined || found.values.length === 0 ? text : [text, ...found.values];
  }
  return entry;
}

function writeTypes(sources, versions, client) {
  const served = servedVersions();
  const published = [
    ...apiPackages(sources).filter((path) => {
      const group = groupOf(sources, path);
      return served.has(`${group}${group === '' ? '' : '/'}${path.replace(/^.*\//, '')}`);
    }),
    ...PUBLISHED,
  ].map((path) => readPackage(sources, path));
  const lending = LENDING.map((path) => readPackage(sources, path));
  const aggregator = readPackage(own, 'k8s.io/kube-aggregator/pkg/apis/apiregistration/v1');
  describeByClient(aggregator, client);
  const universe = new GoUniverse([...published, ...lending, aggregator]);
  const [kinds, types, docs] = [{}, {}, {}];
  const add = (declared, home) => {
    const definition = `${definitionPrefix(home.path)}.${declared.name}`;
    if (docs[definition] !== undefined) return;
    if (SPECIAL[`${home.path}.${declared.name}`] !== undefined) {
      docs[definition] = { '': description(declared.comments) };
      return;
    }
    const mapType = structType(declared);
    docs[definition] = docsOf(universe, declared, home);
    types[definition] = [...universe.linesOf(declared, home), ...(mapType === undefined ? [] : [`! mt=${mapType}`])];
  };
  for (const home of [...published, aggregator]) {
    // The types of requests belong to every group; they are listed under the core group.
    const isMeta = home.path.includes('apimachinery');
    const group = isMeta ? '' : groupOf(home === aggregator ? own : sources, home.path);

    for (const declared of home.types.values()) {
      const isKind = declared.fields?.some((field) => field.isInline && /TypeMeta$/.test(field.type)) ?? false;
      if (!isKind || UNSERVED.has(`${home.path}.${declared.name}`)) continue;
      kinds[`${group}/${home.name}/${declared.name}`] = `${definitionPrefix(home.path)}.${declared.name}`;
      add(declared, home);
    }
  }
  // The set grows while it is walked.
  for (const full of [...Object.keys(SPECIAL), WATCH_EVENT]) universe.needed.add(full);
  for (const full of universe.needed) {
    const home = universe.packages.get(full.replace(/\.[^.]*$/, ''));
    add(home.types.get(full.replace(/^.*\./, '')), home);
  }
  const origin = `Debian ${versions.join(', ')}: Go sources of Kubernetes 1.36; apiregistration: npm ${CLIENT}`;
  write('types.generated.json', origin, { kinds, types });
  write('docs.generated.json', origin, { docs });
}

/** Copies tables of the shared facts, which a running API server gave. */
function writeTables() {
  const rows = (file) =>
    readFileSync(join(facts, file), 'utf8')
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.split('\t'));
  const list = (text) => (text === '' || text === undefined ? [] : text.split(','));
  const discovery = rows('discovery.tsv').map(
    ([groupVersion, resource, kind, gvOverride, singular, namespaced, shortNames, categories, verbs]) => [
      groupVersion,
      resource,
      kind,
      gvOverride,
      singular,
      namespaced === '1',
      list(shortNames),
      list(categories),
      list(verbs),
    ],
  );
  write('discovery.generated.json', 'discovery documents of a Kubernetes 1.36 API server', { rows: discovery });
  const columns = {};
  for (const [table, name, type, format, priority] of rows('printer-columns.tsv')) {
    (columns[table] ??= []).push([name, type, format, Number(priority)]);
  }
  write('columns.generated.json', 'Kubernetes 1.36, pkg/printers/internalversion/printers.go', { columns });
}

const folder = mkdtempSync(join(tmpdir(), 'simulator-schema-'));
try {
  mkdirSync(target, { recursive: true });
  const { sources, versions } = fetchDebianSources(folder, PACKAGES);
  const tarball = execFileSync('npm', ['pack', '--silent', CLIENT], { cwd: folder }).toString();
  execFileSync('tar', ['-xzf', tarball.trim()], { cwd: folder });
  if (existsSync(facts)) writeTables();
  writeTypes(sources, versions, join(folder, 'package'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
