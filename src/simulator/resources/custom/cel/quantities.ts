import { parseQuantity, Quantity } from '../../../api';
import { CelError, CelObject, type CelFunction, type CelLibrary } from './value';

/** An amount as Kubernetes writes it. */
class CelQuantity extends CelObject {
  readonly type = 'kubernetes.Quantity';
  readonly order = undefined;

  constructor(readonly quantity: Quantity) {
    super();
  }

  override toString(): string {
    return this.quantity.toString();
  }
}

function read(text: string): Quantity | undefined {
  try {
    return parseQuantity(text);
  } catch {
    return undefined;
  }
}

const isWhole = (quantity: Quantity): boolean =>
  new Quantity(BigInt(quantity.value()) * 1_000_000_000n, 'DecimalSI').compare(quantity) === 0;

const approximate = (quantity: Quantity): number => quantity.milliValue() / 1000;

const compared =
  (isSo: (order: number) => boolean): CelFunction =>
  (a, b) =>
    a instanceof CelQuantity && b instanceof CelQuantity ? isSo(a.quantity.compare(b.quantity)) : undefined;

const summed =
  (run: (a: Quantity, b: Quantity) => Quantity): CelFunction =>
  (a, b) => {
    if (!(a instanceof CelQuantity)) return undefined;
    if (b instanceof CelQuantity) return new CelQuantity(run(a.quantity, b.quantity));
    return typeof b === 'number' ? new CelQuantity(run(a.quantity, parseQuantity(String(b)))) : undefined;
  };

/** Quantities. Source: Kubernetes 1.36, apiserver/pkg/cel/library/quantity.go. */
export const QUANTITIES: CelLibrary = {
  isQuantity: (text) => (typeof text === 'string' ? read(text) !== undefined : undefined),
  quantity: (text) => {
    if (typeof text !== 'string') return undefined;
    const quantity = read(text);
    if (quantity === undefined) {
      throw new CelError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    return new CelQuantity(quantity);
  },
  isInteger: (value) => (value instanceof CelQuantity ? isWhole(value.quantity) : undefined),
  asInteger: (value) => {
    if (!(value instanceof CelQuantity)) return undefined;
    if (!isWhole(value.quantity)) throw new CelError('cannot convert value to integer');
    return value.quantity.value();
  },
  asApproximateFloat: (value) => (value instanceof CelQuantity ? approximate(value.quantity) : undefined),
  sign: (value) => (value instanceof CelQuantity ? Math.sign(value.quantity.compare(parseQuantity('0'))) : undefined),
  add: summed((a, b) => a.add(b)),
  sub: summed((a, b) => a.subtract(b)),
  isGreaterThan: compared((order) => order > 0),
  isLessThan: compared((order) => order < 0),
  compareTo: (a, b) =>
    a instanceof CelQuantity && b instanceof CelQuantity ? Math.sign(a.quantity.compare(b.quantity)) : undefined,
};
