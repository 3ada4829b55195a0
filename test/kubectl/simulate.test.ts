import { describeWithKubectl } from '../support/real-kubectl';
import { type Said, ServedCluster } from '../support/simulated-cluster';

const POD = `
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: main, image: "nginx:1.27"}]}
`;

const DEPLOYMENT = (replicas: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "nginx:1.27"}]}
`;

jest.setTimeout(60_000);

describeWithKubectl('kubectl on a simulated cluster', ({ path }) => {
  let served: ServedCluster;
  const kubectl = (line: string, stdin?: string): Promise<Said> => served.run(path, line.split(' '), stdin);
  const said = async (line: string, stdin?: string): Promise<string> => {
    const { code, out, err } = await kubectl(line, stdin);
    expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
    return out;
  };

  beforeAll(async () => {
    served = await ServedCluster.start();
  });
  afterAll(() => served.stop());

  test('the nodes are ready', async () => {
    const rows = (await said('get nodes --no-headers')).trim().split('\n');
    expect(rows.map((row) => row.split(/ +/).slice(0, 3))).toEqual([
      ['node-1', 'Ready', '<none>'],
      ['node-2', 'Ready', '<none>'],
      ['node-3', 'Ready', '<none>'],
    ]);
  });

  test('the server says which version it is', async () => {
    // kubectl also warns when it is much older than the server.
    expect((await kubectl('version -o yaml')).out).toMatch(/serverVersion:[^]*gitVersion: v1\.36\./);
  });

  test('resources are discovered, with their short names', async () => {
    const resources = await said('api-resources');
    expect(resources).toMatch(/^deployments +deploy +apps\/v1 +true +Deployment$/m);
    expect(resources).toMatch(/^nodes +no +v1 +false +Node$/m);
  });

  test('a file is applied, changed and left alone', async () => {
    await said('create namespace applied');
    const file = served.file('web.yaml', DEPLOYMENT(1));
    expect(await said(`apply -n applied -f ${file}`)).toBe('deployment.apps/web created\n');
    expect(await said(`apply -n applied -f ${file}`)).toBe('deployment.apps/web unchanged\n');
    expect(await said('apply -n applied -f -', DEPLOYMENT(4))).toBe('deployment.apps/web configured\n');
    expect(await said('get deploy web -n applied -o jsonpath={.spec.replicas}')).toBe('4');
  });

  test('server-side apply tells of conflicts', async () => {
    await said('create namespace sides');
    await said('apply -n sides --server-side --field-manager=one -f -', DEPLOYMENT(1));
    const { code, err } = await kubectl('apply -n sides --server-side --field-manager=two -f -', DEPLOYMENT(2));
    expect(code).toBe(1);
    expect(err).toContain('Apply failed with 1 conflict: conflict with "one": .spec.replicas');
  });

  test('an object is labelled, annotated, patched, scaled and deleted', async () => {
    await said('create namespace changes');
    await said('create deployment web --image=nginx:1.27 -n changes');
    expect(await said('label deploy/web -n changes tier=front')).toBe('deployment.apps/web labeled\n');
    expect(await said('annotate deploy/web -n changes note=x')).toBe('deployment.apps/web annotated\n');
    expect(await said('scale deploy/web -n changes --replicas=5')).toBe('deployment.apps/web scaled\n');
    expect(await said('patch deploy/web -n changes -p {"spec":{"paused":true}}')).toBe('deployment.apps/web patched\n');
    expect(await said('set image deploy/web -n changes nginx=nginx:1.28')).toBe('deployment.apps/web image updated\n');
    const shown = 'jsonpath={.metadata.labels.tier},{.metadata.annotations.note},{.spec.replicas},{.spec.paused}';
    expect(await said(`get deploy web -n changes -o ${shown}`)).toBe('front,x,5,true');
    expect(await said('delete deploy/web -n changes')).toMatch(/^deployment.apps "web" deleted/);
    expect((await kubectl('get deploy web -n changes')).err).toBe(
      'Error from server (NotFound): deployments.apps "web" not found\n',
    );
  });

  test('what kubectl makes itself arrives, in its binary form too', async () => {
    await said('create namespace made');
    expect(await said('create configmap settings -n made --from-literal=a=b')).toBe('configmap/settings created\n');
    expect(await said('create secret generic token -n made --from-literal=a=b')).toBe('secret/token created\n');
    expect(await said('create role reader -n made --verb=get --resource=pods')).toBe(
      'role.rbac.authorization.k8s.io/reader created\n',
    );
    expect(await said('get secret token -n made -o jsonpath={.data.a}')).toBe('Yg==');
  });

  test('an unknown field and a wrong value are refused in the words of a real server', async () => {
    const unknown = await kubectl('create -f -', POD.replace('image:', 'imagge:'));
    expect(unknown.err).toContain('strict decoding error: unknown field "spec.containers[0].imagge"');
    const wrong = await kubectl('create -f -', POD.replace('name: web', 'name: Web'));
    expect(wrong.err).toContain('a lowercase RFC 1123 subdomain must consist of');
    expect([unknown.code, wrong.code]).toEqual([1, 1]);
  });

  test('fields are explained', async () => {
    const text = await said('explain pod.spec.containers.image');
    expect(text).toMatch(/FIELD: image <string>/);
    expect(text).toMatch(/Container image name/);
  });

  test('an object is described', async () => {
    await said('create namespace described');
    await said('create -n described -f -', POD);
    expect(await said('describe pod web -n described')).toMatch(/^Name: +web\nNamespace: +described\n/);
    expect(await said('describe node node-1')).toMatch(/^Roles: +<none>$/m);
  });

  test('a watch hears of what happens', async () => {
    await said('create namespace watched');
    const waiting = kubectl('wait -n watched --for=jsonpath={.data.a}=c configmap/settings --timeout=20s');
    await said('create configmap settings -n watched --from-literal=a=b');
    const patched = said('patch configmap settings -n watched -p {"data":{"a":"c"}}');
    // kubectl gives up at once when there is nothing to wait for yet; then it is asked again.
    const first = await waiting;
    await patched;
    const last =
      first.code === 0 ? first : await kubectl('wait -n watched --for=jsonpath={.data.a}=c configmap/settings');
    expect(last.out).toBe('configmap/settings condition met\n');
  });

  test('people may do what their roles allow', async () => {
    await said('create namespace team');
    await said('create rolebinding views -n team --clusterrole=view --user=alice');
    expect(await said('auth can-i list pods -n team --as alice')).toBe('yes\n');
    expect((await kubectl('auth can-i create pods -n team --as alice')).out).toBe('no\n');
    expect((await kubectl('get secrets -n team --as alice')).err).toBe(
      'Error from server (Forbidden): secrets is forbidden: User "alice" cannot list resource "secrets" in API group "" in the namespace "team"\n',
    );
    expect(await said('auth whoami -o jsonpath={.status.userInfo.username}')).toBe('kubernetes-admin');
  });

  test('the token of a service account is who it says', async () => {
    await said('create namespace robots');
    await said('create serviceaccount robot -n robots');
    const token = (await said('create token robot -n robots')).trim();
    const server = await said('config view -o jsonpath={.clusters[0].cluster.server}');
    // The client certificate of the kubeconfig would win over the token.
    const empty = served.file('empty-kubeconfig', '');
    const asRobot = `--kubeconfig ${empty} --server ${server} --insecure-skip-tls-verify --token ${token}`;
    const text = await said(`${asRobot} auth whoami -o jsonpath={.status.userInfo.username}`);
    expect(text).toBe('system:serviceaccount:robots:robot');
  });
});
