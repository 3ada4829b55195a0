import { durationMs } from '../../simulator/engine/duration';
import { UsageError } from '../failure';
import type { Given, OptionTable } from '../options';

const DEFAULTS = { soak: '10m', grace: '30s' } as const;

/** Options that say when a region has proven a version. */
export const GATE_OPTIONS: OptionTable = {
  soak: {
    kind: 'text',
    value: 'DURATION',
    description: `how long a region has to be well before the next one follows; ${DEFAULTS.soak} if not given`,
  },
  grace: {
    kind: 'text',
    value: 'DURATION',
    description: `for how long something may be wrong meanwhile; ${DEFAULTS.grace} if not given`,
  },
  'check-url': {
    kind: 'text',
    value: 'URL',
    description: 'page that must answer all the time; {region}, {environment}, {version} and {stack} are filled in',
  },
  check: {
    kind: 'text',
    value: 'COMMAND',
    description: 'command of the shell that must end with 0 all the time; WORKSHOP_REGION and the like tell it where',
  },
};

/** When a region has proven a version. */
export interface Gate {
  /** The soak time as it was given. */
  readonly soak: string;
  readonly soakMs: number;
  readonly graceMs: number;
  /** @default - that of the region, if it has one */
  readonly url: string | undefined;
  readonly command: string | undefined;
}

function durationOf(given: Given, name: keyof typeof DEFAULTS): number {
  const text = given.text(name) ?? DEFAULTS[name];
  try {
    return durationMs(text);
  } catch {
    throw new UsageError(`'--${name}' must be a duration such as 90s, 10m or 24h, got '${text}'`);
  }
}

/** Reads the options. Throws UsageError for what is no duration, and no URL. */
export function gateOf(given: Given): Gate {
  const url = given.text('check-url');
  if (url !== undefined && !/^https?:\/\/./.test(url)) {
    throw new UsageError(`'--check-url' must be an address with http:// or https://, got '${url}'`);
  }
  return {
    soak: given.text('soak') ?? DEFAULTS.soak,
    soakMs: durationOf(given, 'soak'),
    graceMs: durationOf(given, 'grace'),
    url,
    command: given.text('check'),
  };
}
