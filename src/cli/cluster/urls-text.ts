import type { ReachableAddress } from '../../simulator/edge';
import { columns } from '../columns';

const KINDS: Readonly<Record<ReachableAddress['kind'], string>> = {
  nodePort: 'node port',
  loadBalancer: 'load balancer',
  ingress: 'ingress',
};

/** Where things are reached, in columns, one a line, without an end of line behind the last. */
export const urlsText = (urls: readonly ReachableAddress[]): string =>
  columns(
    urls.map(({ kind, name, address, url = address, target, problem, waitsFor }) => [
      KINDS[kind],
      name,
      url,
      [
        `for ${target}`,
        ...(problem === undefined ? [] : [problem]),
        ...(waitsFor === undefined ? [] : [`waits for ${waitsFor}`]),
      ].join(': '),
    ]),
  );
