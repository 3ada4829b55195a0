import type { NetworkStack } from '../../../src/simulator/process';
import { isSystemError } from '../../../src/simulator/process';
import { SmallNetwork } from './small-network';

function signs() {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b', { node: 'n2' })];
  const ip = small.service('web');
  const ping = (from: NetworkStack, address: string): string => {
    try {
      return `${small.run(from.ping(address, 5000)).value} ms`;
    } catch (error) {
      if (isSystemError(error)) return error.code;
      throw error;
    }
  };
  return { small, a, b, ip, ping };
}

test('Pods and nodes give signs of life, Services do not', () => {
  const { small, a, b, ip, ping } = signs();
  expect(ping(a, b.address)).toBe('1 ms');
  expect(ping(a, '127.0.0.1')).toBe('0 ms');
  expect(ping(a, '172.18.0.12')).toBe('1 ms');
  expect(ping(a, ip)).toBe('ETIMEDOUT');
  expect(ping(a, '10.0.0.10')).toBe('ETIMEDOUT');
  expect(ping(a, '10.244.1.99')).toBe('EHOSTUNREACH');
  expect(ping(small.network.outside, b.address)).toBe('ETIMEDOUT');
  expect(ping(small.network.outside, '172.18.0.11')).toBe('1 ms');
});

test('a removed Pod and a node without power give none', () => {
  const { small, a, b, ping } = signs();
  small.network.setPower('n2', false);
  expect(ping(a, b.address)).toBe('ETIMEDOUT');
  small.network.setPower('n2', true);
  expect(ping(a, b.address)).toBe('1 ms');
  b.close();
  expect(ping(a, b.address)).toBe('EHOSTUNREACH');
});
