import { labelSelectorOf, type LabelSelectorObject } from '../api';
import type { SeededRandom } from '../engine';
import type { Place } from './place';

/** One side of a fault: all that is given must hold; without anything it is everybody. */
export interface FaultSide {
  /** `namespace/name`. */
  readonly pod?: string;
  /** Pods of a namespace. */
  readonly namespace?: string;
  /** Pods, or nodes, by their labels. */
  readonly selector?: LabelSelectorObject;
  /** A node with all that runs on it. */
  readonly node?: string;
  /** `namespace/name` of a Service: what goes to its endpoints by its address, and what they answer. */
  readonly service?: string;
  /** Whether it is a machine outside of the cluster. */
  readonly isOutside?: boolean;
}

/** Something wrong with the network, in one direction. */
export interface FaultRule {
  /** @default - everybody */
  readonly from?: FaultSide;
  /** @default - everybody */
  readonly to?: FaultSide;
  /** What happens: what is sent is lost, or takes so many milliseconds more. */
  readonly effect: 'drop' | { readonly delayMs: number };
  /** Chance, 0 to 1, that it happens to one thing that is sent. @default 1 */
  readonly probability?: number;
}

/** A rule that is in force. */
export interface Fault extends FaultRule {
  /** `fault-1`, `fault-2` and so on. */
  readonly id: string;
}

/** Who sends something to whom. */
export interface Passage {
  readonly from: Place;
  readonly to: Place;
  /** Service that the sender, or else the receiver, is reached by. @default - none */
  readonly fromService: string | undefined;
  readonly toService: string | undefined;
}

type Side = (place: Place, service: string | undefined) => boolean;

/** A condition on one side, as a function. Throws SelectorSyntaxError. */
function compileSide({ pod, namespace, selector, node, service, isOutside }: FaultSide): Side {
  const labels = selector === undefined ? undefined : labelSelectorOf(selector);
  return (place, reachedBy) =>
    (pod === undefined || (place.kind === 'pod' && `${place.namespace}/${place.name}` === pod)) &&
    (namespace === undefined || (place.kind === 'pod' && place.namespace === namespace)) &&
    (labels === undefined || labels.matches(place.labels())) &&
    (node === undefined || place.node === node) &&
    (service === undefined || reachedBy === service) &&
    (isOutside === undefined || isOutside === (place.kind === 'outside' || place.kind === 'host'));
}

interface CompiledFault {
  readonly fault: Fault;
  readonly from: Side;
  readonly to: Side;
}

/** What is wrong with the network now. Of several rules that fit, the oldest decides. */
export class Faults {
  private readonly compiled: CompiledFault[] = [];
  private added = 0;

  constructor(private readonly random: SeededRandom) {}

  /**
   * Adds a rule and returns it with its name.
   *
   * @throws RangeError for a delay or a probability that cannot be, SelectorSyntaxError for a wrong selector.
   */
  add(rule: FaultRule): Fault {
    const { from = {}, to = {}, effect, probability = 1 } = rule;
    if (effect !== 'drop' && !(effect.delayMs >= 0)) {
      throw new RangeError(`effect.delayMs must be 0 or more, got ${effect.delayMs}`);
    }
    if (!(probability >= 0 && probability <= 1)) {
      throw new RangeError(`probability must be from 0 to 1, got ${probability}`);
    }
    const sides = { from: compileSide(from), to: compileSide(to) };
    this.added += 1;
    const fault = { ...rule, id: `fault-${this.added}` };
    this.compiled.push({ fault, ...sides });
    return fault;
  }

  /** Takes a rule back; false when there is none of this name. */
  remove(id: string): boolean {
    const index = this.compiled.findIndex(({ fault }) => fault.id === id);
    if (index >= 0) this.compiled.splice(index, 1);
    return index >= 0;
  }

  /** Rules in force, oldest first. */
  list(): readonly Fault[] {
    return this.compiled.map(({ fault }) => fault);
  }

  /** What happens to something that is sent now: additional milliseconds, or undefined when it is lost. */
  verdict({ from, to, fromService, toService }: Passage): number | undefined {
    for (const { fault, ...sides } of this.compiled) {
      if (!sides.from(from, fromService) || !sides.to(to, toService)) continue;
      const { effect, probability = 1 } = fault;
      if (probability < 1 && this.random.next() >= probability * 2 ** 32) continue;
      return effect === 'drop' ? undefined : effect.delayMs;
    }
    return 0;
  }
}
