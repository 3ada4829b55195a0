import { asks, type Chapter, fails, has, prints, unchanged } from '../../model';

/** The rule for keys, as kubectl tells it. */
const KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or " +
  "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/** What kubectl says to a key, without making anything. */
const tried = (key: string, ...see: Parameters<typeof asks>[1][]) =>
  unchanged(asks(`kubectl create secret generic s --from-literal='${key}=x' --dry-run=client`, ...see));

const allowed = prints('secret/s created (dry run)');

/** What may be in a ConfigMap or Secret. */
export const configLimits: Chapter = {
  workshop: 'KUAR',
  title: '13. ConfigMaps and Secrets: naming constraints',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR13-07',
      title: 'Valid and invalid key names',
      goal: 'You know what a key may be called.',
      nature: 'negative',
      stack: 'kuar-config/02-fixed',
      continues: true,
      steps: [
        {
          task: 'Make a Secret with the keys .auth_token, Key.pem and config_file: keys may become files, and these are good names.',
          run: 'kubectl create secret generic s --from-literal=.auth_token=x --from-literal=Key.pem=x --from-literal=config_file=x',
          see: [
            prints('secret/s created'),
            has('secrets/s', { data: { '.auth_token': 'eA==', 'Key.pem': 'eA==', config_file: 'eA==' } }),
          ],
        },
        {
          task: 'Try a key with a blank in it.',
          run: "kubectl create secret generic s --from-literal='auth file.json=x' --dry-run=client",
          see: [
            fails(1),
            prints(`error: "auth file.json" is not valid key name for a Secret ${KEY_RULE}`),
            tried('Token..properties', allowed),
            tried('_password.txt', allowed),
            tried('..', fails(1), prints(`error: ".." is not valid key name for a Secret must not be '..'`)),
            tried('..x', fails(1), prints(`error: "..x" is not valid key name for a Secret must not start with '..'`)),
          ],
          moral:
            'The book also forbids two dots in the middle and an underscore in front. That is no longer so: only two dots at ' +
            'the beginning are refused, because the kubelet needs such names itself.',
        },
      ],
    },
    {
      id: 'KUAR13-08',
      title: 'Size and encoding limits',
      goal: 'You have met the limits: a mebibyte for an object, three for a request.',
      nature: 'claim',
      stack: 'kuar-config/02-fixed',
      continues: true,
      steps: [
        {
          task:
            'Try to make a ConfigMap and a Secret of a file with 1.1 million bytes, and a ConfigMap of one with 3.5 million. ' +
            'Then make one of sixteen bytes by chance, which are no text.',
          run: [
            "head -c 1100000 /dev/zero | tr '\\0' a >big.txt",
            "head -c 3500000 /dev/zero | tr '\\0' a >bigger.txt",
            'head -c 16 /dev/urandom >bytes.bin',
            'kubectl create configmap big --from-file=big.txt',
            'kubectl create secret generic big --from-file=big.txt',
            'kubectl create configmap bigger --from-file=bigger.txt',
            'kubectl create configmap bytes --from-file=bytes.bin',
          ].join('\n'),
          see: [
            prints(
              [
                'error: failed to create configmap: ConfigMap "big" is invalid: []: Too long: may not be more than 1048576 bytes',
                'error: failed to create secret Secret "big" is invalid: data: Too long: may not be more than 1048576 bytes',
                'error: failed to create configmap: Request entity too large: limit is 3145728',
                'configmap/bytes created',
              ].join('\n'),
            ),
            has('configmaps/bytes', { data: undefined }),
            asks(
              "kubectl get configmap bytes -o jsonpath='{.binaryData.bytes\\.bin}' | base64 -d | cmp - bytes.bin",
              prints(''),
            ),
          ],
          moral:
            'They are for settings, not for data. Bytes that are no text go to binaryData, which did not exist yet when the book ' +
            'was written.',
        },
      ],
    },
  ],
};
