// Who may import what. `npm run lint` enforces it; docs/ARCHITECTURE.md shows it.

/** Stands for every row, every package or every built-in module. */
export const ALL = 'all';

const WORKSHOP = ['workshop/constructs', 'workshop/environments', 'workshop/stacks', 'workshop/synthesis'];

const SIMULATOR_PARTS = [
  'simulator/engine',
  'simulator/api',
  'simulator/schema',
  'simulator/store',
  'simulator/client',
  'simulator/process',
  'simulator/images',
  'simulator/network',
  'simulator/kubelet',
  'simulator/resources',
  'simulator/apiserver',
  'simulator/controllers',
  'simulator/scheduler',
  'simulator/bootstrap',
  'simulator/manifests',
];

/**
 * A row is a folder of src with everything below it, or one file without its extension. What a row does not list is
 * refused, types included; a row may always import from itself, and a file of src without a row is refused.
 *
 * @type {Record<string, {
 *   rows: readonly string[] | typeof ALL;
 *   packages: readonly string[] | typeof ALL;
 *   builtins: readonly string[] | typeof ALL;
 * }>}
 */
export const dependencyTable = {
  index: { rows: WORKSHOP, packages: [], builtins: [] },
  workshops: { rows: [...WORKSHOP, 'workshop/program'], packages: [], builtins: [] },

  'workshop/constructs': {
    rows: [],
    packages: ['cdk8s', 'cdk8s-plus-28', 'constructs', 'fast-json-patch'],
    builtins: ['node:crypto', 'node:fs', 'node:path'],
  },
  'workshop/environments': { rows: [], packages: [], builtins: [] },
  'workshop/stacks': {
    rows: ['workshop/constructs', 'workshop/environments'],
    packages: ['constructs'],
    builtins: ['node:path'],
  },
  'workshop/synthesis': {
    rows: WORKSHOP,
    packages: ['cdk8s', 'cdk8s-plus-28', 'constructs', 'fastest-levenshtein', 'yaml'],
    builtins: ALL,
  },
  'workshop/program': { rows: WORKSHOP, packages: [], builtins: ['node:path'] },
  'workshop/main': { rows: [...WORKSHOP, 'workshop/program'], packages: [], builtins: ALL },

  'simulator/engine': { rows: [], packages: [], builtins: [] },
  'simulator/api': { rows: [], packages: [], builtins: [] },
  'simulator/schema': { rows: ['simulator/engine', 'simulator/api'], packages: ['yaml'], builtins: [] },
  'simulator/store': { rows: ['simulator/engine', 'simulator/api'], packages: [], builtins: [] },
  'simulator/process': { rows: ['simulator/engine'], packages: [], builtins: [] },
  'simulator/images': { rows: ['simulator/engine', 'simulator/process'], packages: ['pako'], builtins: [] },
  'simulator/network': {
    rows: ['simulator/engine', 'simulator/api', 'simulator/process'],
    packages: [],
    builtins: [],
  },
  'simulator/kubelet': {
    rows: [
      'simulator/engine',
      'simulator/api',
      'simulator/client',
      'simulator/process',
      'simulator/network',
      'simulator/images',
    ],
    packages: [],
    builtins: [],
  },
  'simulator/resources': { rows: ['simulator/api', 'simulator/schema'], packages: [], builtins: [] },
  'simulator/apiserver': {
    rows: ['simulator/engine', 'simulator/api', 'simulator/store', 'simulator/resources', 'simulator/schema'],
    packages: [],
    builtins: [],
  },
  'simulator/client': { rows: ['simulator/engine', 'simulator/api'], packages: [], builtins: [] },
  'simulator/controllers': {
    rows: ['simulator/engine', 'simulator/api', 'simulator/client', 'simulator/schema'],
    packages: [],
    builtins: [],
  },
  'simulator/scheduler': {
    rows: ['simulator/engine', 'simulator/api', 'simulator/client'],
    packages: [],
    builtins: [],
  },
  'simulator/bootstrap': { rows: ['simulator/engine', 'simulator/api', 'simulator/store'], packages: [], builtins: [] },
  'simulator/manifests': {
    rows: ['simulator/api', 'simulator/schema', 'simulator/client'],
    packages: [],
    builtins: [],
  },
  'simulator/control-plane': { rows: SIMULATOR_PARTS, packages: [], builtins: [] },
  'simulator/machines': { rows: SIMULATOR_PARTS, packages: [], builtins: [] },
  'simulator/cluster': { rows: [...SIMULATOR_PARTS, 'simulator/machines'], packages: [], builtins: [] },
  'simulator/create-cluster': {
    rows: [...SIMULATOR_PARTS, 'simulator/control-plane', 'simulator/machines', 'simulator/cluster'],
    packages: [],
    builtins: [],
  },
  'simulator/index': {
    rows: [
      'simulator/cluster',
      'simulator/create-cluster',
      'simulator/engine',
      'simulator/api',
      'simulator/bootstrap',
      'simulator/manifests',
      'simulator/programs',
    ],
    packages: [],
    builtins: [],
  },
  'simulator/programs': { rows: ['simulator/images', 'simulator/process'], packages: [], builtins: [] },
  'simulator/edge': { rows: ['simulator/index'], packages: ['classic-level'], builtins: ALL },

  deploy: { rows: [], packages: ['@kubernetes/client-node'], builtins: ALL },
  lessons: { rows: ['simulator/index', 'simulator/edge'], packages: [], builtins: ALL },
  testing: { rows: ['simulator/index'], packages: [], builtins: [] },
  check: { rows: ['simulator/index', 'deploy'], packages: [], builtins: [] },
  cli: { rows: ALL, packages: ALL, builtins: ALL },
};
