import { binariesOf } from '../support/real-kubectl';
import { newCertificateRequest } from '../support/certificate-request';
import { type Said, ServedCluster } from '../support/simulated-cluster';

const VERSIONS = ['1.28', '1.36'] as const;

jest.setTimeout(120_000);

const binaries = binariesOf(VERSIONS);
if (typeof binaries === 'string') {
  test('nothing is called: no kubectl can be had on this machine', () => {
    expect(binaries).toMatch(/^Error: /m);
  });
} else {
  describe.each(VERSIONS)('kubectl %s', (version) => {
    const path = binaries[version]?.kubectl ?? '';
    let served: ServedCluster;
    const kubectl = async (...words: readonly string[]): Promise<string> => {
      const { code, out, err }: Said = await served.run(path, words);
      expect({ words, code, err }).toEqual({ words, code: 0, err: '' });
      return out;
    };

    beforeAll(async () => {
      served = await ServedCluster.start();
    });

    afterAll(async () => served.stop());

    test('whose request is approved logs in with the certificate', async () => {
      const { request, key } = newCertificateRequest({ commonName: 'anna', organizations: ['builders'] });
      const manifest = {
        apiVersion: 'certificates.k8s.io/v1',
        kind: 'CertificateSigningRequest',
        metadata: { name: 'anna' },
        spec: { request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
      };
      await kubectl('apply', '-f', served.file('request.json', JSON.stringify(manifest)));
      await kubectl('certificate', 'approve', 'anna');
      served.cluster.settle();
      expect(await kubectl('get', 'csr')).toMatch(/anna .*kubernetes-admin +<none> +Approved,Issued/);
      const certificate = await kubectl('get', 'csr', 'anna', '-o', 'jsonpath={.status.certificate}');
      const files = [
        `--client-key=${served.file('anna.key', key)}`,
        `--client-certificate=${served.file('anna.crt', atob(certificate))}`,
      ];
      await kubectl('config', 'set-credentials', 'anna', ...files);
      const who = JSON.parse(await kubectl('--user=anna', 'auth', 'whoami', '-o', 'json')) as {
        readonly status: { readonly userInfo: object };
      };
      expect(who.status.userInfo).toMatchObject({
        username: 'anna',
        groups: ['builders', 'system:authenticated'],
      });
    });
  });
}
