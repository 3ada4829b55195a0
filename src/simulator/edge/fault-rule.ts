import { type FaultRule, type FaultSide, statusErrors } from '..';

type Body = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

const NAMES = ['pod', 'namespace', 'node', 'service'] as const;
const FIELDS: readonly string[] = [...NAMES, 'isOutside', 'selector'];

function isSelector(value: unknown): value is { readonly matchLabels: Readonly<Record<string, string>> } {
  const labels = isMap(value) ? value['matchLabels'] : undefined;
  return isMap(labels) && Object.values(labels).every((each) => typeof each === 'string');
}

function sideIn(value: unknown, name: string): FaultSide {
  if (!isMap(value)) throw statusErrors.badRequest(`'${name}' must be a map`);
  const { isOutside, selector } = value;
  const unknown = Object.keys(value).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw statusErrors.badRequest(`'${name}.${unknown}' is no field of a fault`);
  const wrong = NAMES.find((field) => field in value && typeof value[field] !== 'string');
  if (wrong !== undefined) throw statusErrors.badRequest(`'${name}.${wrong}' must be a text`);
  if (isOutside !== undefined && typeof isOutside !== 'boolean') {
    throw statusErrors.badRequest(`'${name}.isOutside' must be true or false`);
  }
  if (selector !== undefined && !isSelector(selector)) {
    throw statusErrors.badRequest(`'${name}.selector.matchLabels' must be a map of texts`);
  }
  return value as FaultSide;
}

function effectIn(value: unknown): FaultRule['effect'] {
  if (value === 'drop') return value;
  const delayMs = isMap(value) ? value['delayMs'] : undefined;
  if (typeof delayMs === 'number') return { delayMs };
  throw statusErrors.badRequest("'effect' must be 'drop' or have a number 'delayMs'");
}

/** The fault that a request describes; whether it can be is for the network to say. Throws StatusError. */
export function faultRuleIn({ from, to, effect, probability }: Body): FaultRule {
  if (probability !== undefined && typeof probability !== 'number') {
    throw statusErrors.badRequest("'probability' must be a number from 0 to 1");
  }
  return {
    ...(from === undefined ? {} : { from: sideIn(from, 'from') }),
    ...(to === undefined ? {} : { to: sideIn(to, 'to') }),
    effect: effectIn(effect),
    ...(probability === undefined ? {} : { probability }),
  };
}
