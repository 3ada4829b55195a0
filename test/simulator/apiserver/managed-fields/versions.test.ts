import { SampleServer, type Json, type Said } from '../sample-server';

const TARGET = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

/** A server that autoscalers are applied to, in either version. */
class Autoscalers {
  private readonly server = new SampleServer();

  apply(version: 'v1' | 'v2', spec: object, manager = 'me', more = ''): Said {
    const path = `/apis/autoscaling/${version}/namespaces/demo/horizontalpodautoscalers/web`;
    const body = {
      apiVersion: `autoscaling/${version}`,
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: { scaleTargetRef: TARGET, maxReplicas: 3, ...spec },
    };
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    return this.server.send('PATCH', `${path}?fieldManager=${manager}${more}`, JSON.stringify(body), { headers });
  }

  patch(version: 'v1' | 'v2', spec: object): Json {
    const path = `/apis/autoscaling/${version}/namespaces/demo/horizontalpodautoscalers/web`;
    return this.server.send('PATCH', `${path}?fieldManager=other`, { spec }).body;
  }
}

const cpu = (averageUtilization: number): object => ({
  metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
});

const percent = (targetCPUUtilizationPercentage: number): object => ({ targetCPUUtilizationPercentage });

const ownedBy = (object: Json, manager: string): unknown =>
  object.metadata.managedFields.find((each) => each['manager'] === manager);

test('an autoscaler of the old version is applied, and owned in its own words', () => {
  const { status, body } = new Autoscalers().apply('v1', percent(50));
  expect(status).toBe(201);
  expect(body.spec).toMatchObject(percent(50));
  expect(ownedBy(body, 'me')).toMatchObject({
    apiVersion: 'autoscaling/v1',
    fieldsV1: { 'f:spec': { 'f:targetCPUUtilizationPercentage': {}, 'f:maxReplicas': {} } },
  });
});

test('who applies the new version after the old one has no conflict with themselves', () => {
  const autoscalers = new Autoscalers();
  autoscalers.apply('v1', percent(50));
  const { status, body } = autoscalers.apply('v2', cpu(60));
  expect(status).toBe(200);
  expect(body.spec).toMatchObject(cpu(60));
  expect(body.metadata.managedFields).toHaveLength(1);
  expect(ownedBy(body, 'me')).toMatchObject({
    apiVersion: 'autoscaling/v2',
    fieldsV1: { 'f:spec': { 'f:metrics': {} } },
  });
});

test('what somebody owns in one version is in conflict with another version', () => {
  const autoscalers = new Autoscalers();
  autoscalers.apply('v1', percent(50));
  const refused = autoscalers.apply('v2', cpu(60), 'you');
  expect(refused.status).toBe(409);
  expect(refused.body.message).toContain('conflict with "me": .spec.metrics');
  const { body } = autoscalers.apply('v2', cpu(60), 'you', '&force=true');
  const entry = JSON.stringify(ownedBy(body, 'me'));
  expect(entry).toContain('f:maxReplicas');
  expect(entry).not.toContain('f:targetCPUUtilizationPercentage');
});

test('a patch of one version takes what it changes from those who own it in another', () => {
  const autoscalers = new Autoscalers();
  autoscalers.apply('v2', cpu(50));
  const object = autoscalers.patch('v1', percent(70));
  expect(ownedBy(object, 'other')).toMatchObject({
    apiVersion: 'autoscaling/v1',
    fieldsV1: { 'f:spec': { 'f:targetCPUUtilizationPercentage': {} } },
  });
  expect(JSON.stringify(ownedBy(object, 'me'))).not.toContain('f:metrics');
});
