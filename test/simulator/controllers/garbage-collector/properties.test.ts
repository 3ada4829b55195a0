import fc from 'fast-check';
import { type OwnerReference } from '../../../../src/simulator/api';
import { garbageCollectorController } from '../../../../src/simulator/controllers/garbage-collector/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

interface SampleObject {
  /** Indexes of owners, all of them made before. */
  readonly owners: readonly number[];
  readonly blocks: boolean;
}

/** Objects that own each other without circles. */
const graphs = fc
  .array(fc.record({ owners: fc.array(fc.nat(), { maxLength: 3 }), blocks: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((objects): SampleObject[] =>
    objects.map(({ owners, blocks }, index) => ({
      owners: index === 0 ? [] : [...new Set(owners.map((owner) => owner % index))],
      blocks,
    })),
  );

function make(graph: readonly SampleObject[]): SmallControlPlane {
  const plane = new SmallControlPlane(garbageCollectorController);
  const references: OwnerReference[] = [];
  graph.forEach(({ owners, blocks }, index) => {
    const ownerReferences = owners.map((owner) => ({
      ...(references[owner] as OwnerReference),
      blockOwnerDeletion: blocks,
    }));
    const { metadata } = plane.client.create('configmaps', {
      metadata: { name: `c-${index}`, namespace: 'demo', ownerReferences },
    });
    references.push({ apiVersion: 'v1', kind: 'ConfigMap', name: metadata.name, uid: metadata.uid });
  });
  plane.advance();
  return plane;
}

/** Who is left: who was not deleted, and has no owner or one that is left. */
function survivors(graph: readonly SampleObject[], deleted: ReadonlySet<number>): string[] {
  const alive: boolean[] = [];
  graph.forEach(({ owners }, index) => {
    alive[index] = !deleted.has(index) && (owners.length === 0 || owners.some((owner) => alive[owner] === true));
  });
  return graph
    .map((_, index) => `c-${index}`)
    .filter((_, index) => alive[index])
    .sort();
}

test.each(['Background', 'Foreground'] as const)(
  'after deletions (%s) exactly those are left that have an owner left or never had one',
  (propagationPolicy) => {
    fc.assert(
      fc.property(graphs, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (graph, chosen) => {
        const plane = make(graph);
        const deleted = new Set(chosen.map((index) => index % graph.length));
        for (const index of deleted) plane.client.delete('configmaps', 'demo', `c-${index}`, { propagationPolicy });
        plane.advance(5000);
        expect(plane.names('configmaps')).toEqual(survivors(graph, deleted));
        const before = plane.writes;
        plane.advance(60_000);
        expect(plane.writes).toBe(before);
      }),
      { numRuns: 60 },
    );
  },
);

test('orphaning deletes nothing but what is deleted', () => {
  fc.assert(
    fc.property(graphs, fc.nat(), (graph, chosen) => {
      const plane = make(graph);
      const name = `c-${chosen % graph.length}`;
      plane.client.delete('configmaps', 'demo', name, { propagationPolicy: 'Orphan' });
      plane.advance(5000);
      const others = graph.map((_, index) => `c-${index}`).filter((each) => each !== name);
      expect(plane.names('configmaps')).toEqual(others.sort());
    }),
    { numRuns: 60 },
  );
});
