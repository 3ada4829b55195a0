import type { FileDefinition, FileLayer, Program } from '../../process';
import { defineImage, type ImageDefinition } from '../image';
import { alpineBaseLayer, curlLayer, debianBaseLayer } from '../tools';
import { hasher } from './hasher';
import { node, python, ruby } from './interpreter';
import { rng } from './rng';
import { webui } from './webui';
import { worker } from './worker';

/** Whose images they are: those of the workshop, and those of the production form. */
const ACCOUNTS = ['docker.io/dockercoins', 'registry.example.com/workshop'];

const program = (run: Program): FileDefinition => ({ type: 'program', program: run });

interface Part {
  readonly name: string;
  /** Interpreter and script. */
  readonly command: readonly [string, string];
  readonly interpreter: Program;
  /** What the image is based on. */
  readonly base: readonly FileLayer[];
  readonly tags: readonly string[];
  /** Port that it listens on. @default - nobody connects to it */
  readonly port?: number;
  /** What a tag runs. */
  readonly run: (tag: string) => Program;
}

function partImage({ name, command, interpreter, base, tags, port, run }: Part): ImageDefinition {
  const [called, script] = command;
  return defineImage({
    repositories: ACCOUNTS.map((account) => `${account}/${name}`),
    tags,
    image: ({ tag = 'latest' }) => ({
      command,
      exposedPorts: port === undefined ? [] : [port],
      layers: [...base, { [`/usr/local/bin/${called}`]: program(interpreter), [`/${script}`]: program(run(tag)) }],
    }),
  });
}

const TAGS = ['latest', 'v0.1'];

/** Pause of a worker before each unit of work: what the workshop changes for its second version. */
const PAUSES: Readonly<Record<string, number>> = { 'v0.2': 1000 };
const PAUSE_MS = 100;

/** Answers with the SHA-256 of what it is sent. */
export const hasherImage = partImage({
  name: 'hasher',
  command: ['ruby', 'hasher.rb'],
  interpreter: ruby,
  base: [alpineBaseLayer, curlLayer],
  tags: TAGS,
  port: 80,
  run: () => hasher,
});

/** Gives random bytes, to one after the other. */
export const rngImage = partImage({
  name: 'rng',
  command: ['python', 'rng.py'],
  interpreter: python,
  base: [alpineBaseLayer],
  tags: TAGS,
  port: 80,
  run: () => rng,
});

/** Shows how fast the workers are. */
export const webuiImage = partImage({
  name: 'webui',
  command: ['node', 'webui.js'],
  interpreter: node,
  base: [debianBaseLayer],
  tags: TAGS,
  port: 80,
  run: () => webui,
});

/** Digs for coins. */
export const workerImage = partImage({
  name: 'worker',
  command: ['python', 'worker.py'],
  interpreter: python,
  base: [alpineBaseLayer],
  tags: [...TAGS, 'v0.2'],
  run: (tag) => worker(PAUSES[tag] ?? PAUSE_MS),
});
