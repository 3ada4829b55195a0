import type { SeededRandom } from '../../../engine';
import type { FileDefinition, FileLayer } from '../../file-layer';

const device = (name: string, read?: (maxBytes: number) => Uint8Array): FileDefinition => ({
  type: 'device',
  device: name,
  ...(read === undefined ? {} : { read }),
});

function drawn(random: SeededRandom, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.below(256));
}

/** Files of `/dev`, by their paths below it. Source: OCI runtime specification, config-linux.md, default devices. */
export function deviceFiles(random: () => SeededRandom): FileLayer {
  let chance: SeededRandom | undefined;
  const draw = (count: number): Uint8Array => {
    chance ??= random();
    return drawn(chance, count);
  };
  const zeros = (count: number): Uint8Array => new Uint8Array(count);
  return {
    '/full': { type: 'device', device: 'full', read: zeros, isFull: true },
    '/mqueue': { type: 'directory', mode: 0o1777 },
    '/null': device('null', () => zeros(0)),
    '/pts': { type: 'directory' },
    '/random': device('random', draw),
    '/shm': { type: 'directory', mode: 0o1777 },
    '/stderr': device('fd/2'),
    '/stdin': device('fd/0'),
    '/stdout': device('fd/1'),
    '/tty': device('tty'),
    '/urandom': device('urandom', draw),
    '/zero': device('zero', zeros),
  };
}
