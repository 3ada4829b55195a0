import { SampleServer, type Json } from './sample-server';

const get = (server: SampleServer, path: string, accept = 'application/json'): ReturnType<SampleServer['send']> =>
  server.send('GET', path, undefined, { headers: { accept } });

const AGGREGATED = (version: string): string =>
  `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json`;

/** Resources and subresources of every version, from either form of discovery. */
function plainLines(server: SampleServer): string[] {
  const groups = get(server, '/apis').body.groups.flatMap((group) =>
    group.versions.map((version) => `/apis/${String(version.groupVersion)}`),
  );
  return ['/api/v1', ...groups].flatMap((path) =>
    get(server, path).body.resources.map(
      (each) => `${path} ${String(each.name)} ${String(each.kind)} ${(each.verbs as unknown as string[]).join()}`,
    ),
  );
}

function aggregatedLines(server: SampleServer, root: string): string[] {
  return get(server, root, AGGREGATED('v2')).body.items.flatMap((group) =>
    group.versions.flatMap((version) => {
      const name = group.metadata.name as string | undefined;
      const path = name === undefined ? `/api/${version.version}` : `/apis/${name}/${version.version}`;
      const line = (resource: string, each: Json): string =>
        `${path} ${resource} ${String(each.responseKind.kind)} ${(each.verbs as unknown as string[]).join()}`;
      return version.resources.flatMap((each) => [
        line(each.resource, each),
        ...((each.subresources as readonly Json[] | undefined) ?? []).map((sub) =>
          line(`${each.resource}/${sub.subresource}`, sub),
        ),
      ]);
    }),
  );
}

test('both forms of discovery tell the same', () => {
  const server = new SampleServer();
  const aggregated = [...aggregatedLines(server, '/api'), ...aggregatedLines(server, '/apis')];
  expect(aggregated).toEqual(plainLines(server));
  expect(aggregated.length).toBeGreaterThan(100);
});

test('the aggregated form is given in the version that is asked for first', () => {
  const server = new SampleServer();
  const { headers, body } = get(server, '/apis', `${AGGREGATED('v2beta1')},${AGGREGATED('v2')}`);
  expect(headers['content-type']).toBe('application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList');
  expect(body.apiVersion).toBe('apidiscovery.k8s.io/v2beta1');
});

test('a client that knows the document already is told so', () => {
  const server = new SampleServer();
  const first = get(server, '/apis', AGGREGATED('v2'));
  const again = server.send('GET', '/apis', undefined, {
    headers: { accept: AGGREGATED('v2'), 'if-none-match': String(first.headers['etag']) },
  });
  expect([again.status, again.text]).toEqual([304, '']);
});

test('versions come in the order of Kubernetes: the newest stable one first', () => {
  const groups = get(new SampleServer(), '/apis').body.groups;
  const autoscaling = groups.find((group) => group.name === ('autoscaling' as unknown));
  expect(autoscaling?.versions.map((each) => each.version)).toEqual(['v2', 'v1']);
  expect(autoscaling?.preferredVersion).toEqual({ groupVersion: 'autoscaling/v2', version: 'v2' });
  expect(groups[0]?.name).toBe('apiregistration.k8s.io');
});

test.each([
  ['GET', '/nope', 404, undefined],
  ['GET', '/apis/nope/v1/things', 404, undefined],
  ['GET', '/apis/apps/v9', 404, 'the server could not find the requested resource'],
  ['GET', '/api/v1/things', 404, 'the server could not find the requested resource'],
  ['GET', '/api/v1/namespaces/demo/pods/p/things', 404, 'the server could not find the requested resource'],
  ['POST', '/version', 405, 'the server does not allow this method on the requested resource'],
  ['PUT', '/api/v1/namespaces', 405, 'the server does not allow this method on the requested resource'],
  ['DELETE', '/api/v1/namespaces', 405, 'the server does not allow this method on the requested resource'],
])('%s %s is answered with %i', (method, path, status, message) => {
  const answer = new SampleServer().send(method, path);
  expect([answer.status, answer.body?.message]).toEqual([status, message]);
});

test('an answer that nobody can read is not given', () => {
  const { status, body } = get(new SampleServer(), '/api/v1/pods', 'application/xml');
  expect([status, body.message]).toEqual([
    406,
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  ]);
});

test('every path of /openapi/v3 has its document, and documents refer to nothing outside of them', () => {
  const server = new SampleServer();
  const paths = get(server, '/openapi/v3').body.paths as unknown as Record<string, { serverRelativeURL: string }>;
  for (const { serverRelativeURL } of Object.values(paths).slice(0, 5)) {
    const { status, text, body } = get(server, serverRelativeURL);
    expect(status).toBe(200);
    const names = new Set(Object.keys(body.components.schemas));
    const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] as string);
    expect(references.filter((name) => !names.has(name))).toEqual([]);
  }
});
