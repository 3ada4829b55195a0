import fc from 'fast-check';
import { Construct, RootConstruct } from 'constructs';
import { inOrder } from '../../../src/workshop/synthesis/construct-order';

const idsOf = (root: Construct): string[] => inOrder(root).map(({ node }) => node.id);

test('without dependencies the order is that of the program', () => {
  const root = new RootConstruct('root');
  const a = new Construct(root, 'a');
  new Construct(a, 'a1');
  new Construct(root, 'b');
  expect(idsOf(root)).toEqual(['root', 'a', 'a1', 'b']);
});

test('whatever a construct depends on comes before it, with everything in it', () => {
  const root = new RootConstruct('root');
  const backend = new Construct(root, 'backend');
  const pod = new Construct(backend, 'pod');
  const db = new Construct(root, 'db');
  new Construct(db, 'claim');
  pod.node.addDependency(db);
  expect(idsOf(root)).toEqual(['root', 'backend', 'db', 'claim', 'pod']);
});

test.each([
  { name: 'each other', link: (a: Construct, b: Construct) => [a.node.addDependency(b), b.node.addDependency(a)] },
  { name: 'their own scope', link: (a: Construct) => [a.node.addDependency(a.node.scope as Construct)] },
  { name: 'themselves', link: (a: Construct) => [a.node.addDependency(a)] },
])('constructs that depend on $name are an error that names them', ({ link }) => {
  const root = new RootConstruct('root');
  const around = new Construct(root, 'around');
  const a = new Construct(around, 'a');
  link(a, new Construct(around, 'b'));
  expect(() => inOrder(root)).toThrow(/constructs depend on each other in a circle: .*around\/a/);
});

test('any set of dependencies on earlier constructs is honoured, and nothing is lost or doubled', () => {
  const edges = fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { maxLength: 60 });
  fc.assert(
    fc.property(edges, (pairs) => {
      const root = new RootConstruct('root');
      const all = Array.from({ length: 30 }, (_, index) => new Construct(root, String(index)));
      const used = pairs.map(([x, y]) => [Math.max(x, y), Math.min(x, y)] as const).filter(([x, y]) => x !== y);
      for (const [source, target] of used) all[source]?.node.addDependency(all[target] as Construct);
      const order = inOrder(root);
      expect(new Set(order).size).toBe(31);
      for (const [source, target] of used) {
        expect(order.indexOf(all[target] as Construct)).toBeLessThan(order.indexOf(all[source] as Construct));
      }
    }),
  );
});

test('a chain of ten thousand constructs is no deeper than the stack', () => {
  const root = new RootConstruct('root');
  const chain = Array.from({ length: 10_000 }, (_, index) => new Construct(root, `c${index}`));
  chain.forEach((construct, index) => {
    const next = chain[index + 1];
    if (next !== undefined) construct.node.addDependency(next);
  });
  expect(idsOf(root).slice(0, 3)).toEqual(['root', 'c9999', 'c9998']);
});
