import { binariesOf } from '../support/real-kubectl';
import { ServedCluster } from '../support/simulated-cluster';

const VERSIONS = ['1.28', '1.36'] as const;

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                description: 'What is wanted.',
                properties: {
                  size: { type: 'integer', description: 'How large it is.' },
                  port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
                  note: { type: 'string', nullable: true },
                },
              },
            },
          },
        },
      },
    ],
  },
};

jest.setTimeout(120_000);

const binaries = binariesOf(VERSIONS);
if (typeof binaries === 'string') {
  test('nothing is called: no kubectl can be had on this machine', () => {
    expect(binaries).toMatch(/^Error: /m);
  });
} else {
  test.each(VERSIONS)('kubectl %s explains a custom resource from either version of OpenAPI', async (version) => {
    const served = await ServedCluster.start();
    const path = binaries[version]?.kubectl ?? '';
    try {
      await served.run(path, ['apply', '-f', served.file('definition.json', JSON.stringify(DEFINITION))]);
      for (const format of ['plaintext', 'plaintext-openapiv2']) {
        const { out, err } = await served.run(path, ['explain', 'widget.spec', `--output=${format}`]);
        expect({ format, err, out }).toMatchObject({
          format,
          err: '',
          out: expect.stringContaining('What is wanted.'),
        });
        expect(out).toMatch(/size\s+<integer>\n\s+How large it is\./);
      }
    } finally {
      await served.stop();
    }
  });
}
