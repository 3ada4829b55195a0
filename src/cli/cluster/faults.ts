import type { Fault, FaultRule, FaultSide } from '../../simulator';
import { columns } from '../columns';
import { UsageError } from '../failure';
import { loadSimulator } from '../load';
import { numberOption } from '../number-option';
import type { Given } from '../options';

/** How one side of a fault is written. */
export const PLACES = [
  'pod/[NAMESPACE/]NAME',
  'service/[NAMESPACE/]NAME',
  'namespace/NAME',
  'node/NAME',
  'label/KEY=VALUE',
  'outside',
];

/** A name in a namespace, which is `default` where none is given. */
const inNamespace = (name: string): string => (name.includes('/') ? name : `default/${name}`);

function conditionOf(text: string, option: string): FaultSide {
  const [kind, ...rest] = text.split('/');
  const name = rest.join('/');
  if (text === 'outside') return { isOutside: true };
  if (name !== '') {
    if (kind === 'pod' || kind === 'service') return { [kind]: inNamespace(name) };
    if (kind === 'namespace' || kind === 'node') return { [kind]: name };
    const [key = '', value] = name.split('=');
    if (kind === 'label' && value !== undefined) return { selector: { matchLabels: { [key]: value } } };
  }
  throw new UsageError(`'--${option}' must be one of ${PLACES.join(', ')}, got '${text}'`);
}

/** The side that an option describes; all that it lists must hold. */
function sideOf(given: Given, option: 'from' | 'to'): Pick<FaultRule, 'from' | 'to'> {
  const text = given.text(option);
  if (text === undefined) return {};
  const conditions = text.split(',').map((each) => conditionOf(each.trim(), option));
  const labels = Object.assign({}, ...conditions.map(({ selector }) => selector?.matchLabels)) as Record<
    string,
    string
  >;
  const selector = Object.keys(labels).length === 0 ? {} : { selector: { matchLabels: labels } };
  return { [option]: { ...(Object.assign({}, ...conditions) as FaultSide), ...selector } };
}

function effectOf(given: Given): FaultRule['effect'] {
  const delay = given.text('delay');
  if (given.flag('drop') === (delay !== undefined)) {
    throw new UsageError("'fault add' needs either '--drop' or '--delay DURATION'");
  }
  if (delay === undefined) return 'drop';
  try {
    return { delayMs: loadSimulator().durationMs(/^\d+ms$/.test(delay) ? Number(delay.slice(0, -2)) : delay) };
  } catch {
    throw new UsageError(`'--delay' must be a duration such as 200ms or 3s, got '${delay}'`);
  }
}

/**
 * The fault that options describe.
 *
 * @throws UsageError for what is none.
 */
export const faultOf = (given: Given): FaultRule => ({
  ...sideOf(given, 'from'),
  ...sideOf(given, 'to'),
  effect: effectOf(given),
  ...(given.flag('probability')
    ? { probability: numberOption(given, 'probability', { min: 0, max: 1, otherwise: 1, isFraction: true }) }
    : {}),
});

function sideText({ isOutside, selector, ...names }: FaultSide = {}): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `label/${key}=${value}`);
  const parts = [
    ...Object.entries(names).map(([kind, name]) => `${kind}/${name}`),
    ...labels,
    ...(isOutside === true ? ['outside'] : []),
  ];
  return parts.length === 0 ? 'everybody' : parts.join(',');
}

/** Faults in columns, one a line, without an end of line behind the last. */
export function faultsText(faults: readonly Fault[]): string {
  if (faults.length === 0) return 'nothing is wrong with the network';
  return columns(
    faults.map(({ id, from, to, effect, probability = 1 }) => {
      const what = effect === 'drop' ? 'is lost' : `takes ${effect.delayMs} ms more`;
      const chance = probability === 1 ? '' : `, with a probability of ${probability}`;
      return [id, `from ${sideText(from)}`, `to ${sideText(to)}`, `${what}${chance}`];
    }),
  );
}
