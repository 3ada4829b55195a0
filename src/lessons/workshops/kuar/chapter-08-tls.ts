import { asks, type Chapter, fails, has, lines, prints, table, unchanged } from '../../model';
import { ADDRESS, ALPACA, CONTOUR, GREEN, ingress, removedApi, WHY_REMOVED } from './ingress-parts';

const HOST = 'alpaca.example.com';

/** A certificate for the host that is its own authority, and its key. */
const CERTIFICATE =
  'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 ' +
  `-subj /CN=${HOST} -addext subjectAltName=DNS:${HOST} -keyout tls.key -out tls.crt`;

const PLACEHOLDERS = `apiVersion: v1
kind: Secret
metadata:
  creationTimestamp: null
  name: tls-secret-name
type: kubernetes.io/tls
data:
  tls.crt: <base64 encoded certificate>
  tls.key: <base64 encoded private key>
`;

const OLD_TLS = `apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: tls-ingress
spec:
  tls:
  - hosts:
    - alpaca.example.com
    secretName: tls-secret-name
  rules:
  - host: alpaca.example.com
    http:
      paths:
      - backend:
          serviceName: alpaca
          servicePort: 8080
`;

const NOT_APPLIED_BEFORE =
  'Warning: resource secrets/tls-secret-name is missing the kubectl.kubernetes.io/last-applied-configuration annotation ' +
  'which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either ' +
  'kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.';

/** What is sent for the manifest with placeholders, as the server quotes it. */
const QUOTED =
  'map[data:map[tls.crt:<base64 encoded certificate> tls.key:<base64 encoded private key>] ' +
  'metadata:map[annotations:map[kubectl.kubernetes.io/last-applied-configuration:' +
  '{\\"apiVersion\\":\\"v1\\",\\"data\\":{\\"tls.crt\\":\\"\\\\u003cbase64 encoded certificate\\\\u003e\\",' +
  '\\"tls.key\\":\\"\\\\u003cbase64 encoded private key\\\\u003e\\"},\\"kind\\":\\"Secret\\",' +
  '\\"metadata\\":{\\"annotations\\":{},\\"creationTimestamp\\":null,\\"name\\":\\"tls-secret-name\\",' +
  '\\"namespace\\":\\"default\\"},\\"type\\":\\"kubernetes.io/tls\\"}\\n] creationTimestamp:<nil>]]';

const served = { status: { loadBalancer: { ingress: [{ ip: ADDRESS }] } } };

/** HTTPS, with a certificate from a Secret. */
export const ingressTls: Chapter = {
  workshop: 'KUAR',
  title: '8. HTTP Load Balancing with Ingress: TLS',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR08-11',
      title: 'TLS',
      goal: 'alpaca.example.com speaks HTTPS, with a certificate of your own.',
      nature: 'normal',
      stack: 'kuar-ingress',
      begin: { running: [CONTOUR, ALPACA] },
      steps: [
        {
          task: 'Make a certificate for alpaca.example.com, signed by nobody but itself, and a Secret of it and its key.',
          hand: CERTIFICATE,
          run: 'kubectl create secret tls tls-secret-name --cert tls.crt --key tls.key',
          original: {
            run: 'kubectl create secret tls <secret-name> --cert <certificate-pem-file> --key <private-key-pem-file>',
            why: 'The names are left to you.',
          },
          see: [
            prints('secret/tls-secret-name created'),
            has('secrets/tls-secret-name', { type: 'kubernetes.io/tls' }),
            asks(
              `kubectl get secret tls-secret-name -o jsonpath='{.data.tls\\.crt}' | base64 -d | diff - tls.crt`,
              prints(''),
            ),
          ],
        },
        {
          task:
            'A manifest would do as well: tls-secret.yml. With the placeholders of the text it is refused, so fill in both ' +
            'files in base64, and apply it.',
          writes: { 'tls-secret.yml': PLACEHOLDERS, 'placeholders/tls-secret.yml': PLACEHOLDERS },
          hand: `sed -i -e "s/<.*certificate>/$(base64 -w0 tls.crt)/" -e "s/<.*key>/$(base64 -w0 tls.key)/" tls-secret.yml`,
          run: 'kubectl apply -f tls-secret.yml',
          original: {
            run: 'kubectl apply -f tls-secret.yml',
            why: 'What stands in angle brackets is no base64.',
            fails:
              `${NOT_APPLIED_BEFORE}\nThe request is invalid: patch: Invalid value: "${QUOTED}": ` +
              'error decoding from json: illegal base64 data at input byte 0',
          },
          see: [
            prints(`${NOT_APPLIED_BEFORE}\nsecret/tls-secret-name configured`),
            asks('kubectl apply view-last-applied secret tls-secret-name', lines('type: kubernetes.io/tls')),
            asks(
              '(cd placeholders && kubectl apply -n kube-public -f tls-secret.yml)',
              fails(1),
              prints(
                'Error from server (BadRequest): error when creating "tls-secret.yml": Secret in version "v1" cannot be ' +
                  'handled as a Secret: illegal base64 data at input byte 0',
              ),
            ),
            unchanged(
              asks(
                `kubectl get secret tls-secret-name -o jsonpath='{.data.tls\\.crt}' | base64 -d | diff - tls.crt`,
                prints(''),
              ),
            ),
          ],
          moral: 'Such a file holds a key that must not go anywhere else: base64 is no encryption.',
        },
        {
          task: 'Create an Ingress that names the host and the Secret under tls.',
          writes: { 'tls-ingress.yml': OLD_TLS, 'modern/tls-ingress.yaml': ingress('tls') },
          run: 'kubectl apply -f modern/tls-ingress.yaml',
          original: {
            run: 'kubectl apply -f tls-ingress.yml',
            why: WHY_REMOVED,
            fails: removedApi('tls-ingress', 'tls-ingress.yml'),
          },
          see: [
            prints('ingress.networking.k8s.io/tls-ingress created'),
            has('ingresses/tls-ingress', served),
            asks(
              'kubectl get ingress',
              table({
                NAME: 'tls-ingress',
                CLASS: '<none>',
                HOSTS: HOST,
                ADDRESS,
                PORTS: '80, 443',
                AGE: '{{age}}',
              }),
            ),
            asks('kubectl describe ingress tls-ingress', lines('TLS:', `tls-secret-name terminates ${HOST}`)),
          ],
        },
        {
          task: 'Open https://alpaca.example.com, and trust nothing but your own certificate.',
          run: `curl -s --cacert tls.crt --connect-to ${HOST}:443:{{address svc/projectcontour/envoy:443}} https://${HOST}/ | grep -o 'v0[^<]*'`,
          original: {
            run: '# in a browser\nhttps://alpaca.example.com',
            why: 'A browser of yours knows neither the host nor the certificate.',
          },
          see: [prints(GREEN)],
          moral:
            'The proxy takes the encryption off; kuard hears plain HTTP. Certificates run out: cert-manager renews them by ' +
            'itself, which is better than doing it by hand.',
        },
      ],
    },
  ],
};
