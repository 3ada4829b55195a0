import * as fc from 'fast-check';
import { podStrategy } from '../../../src/simulator/resources/pod';
import { internalPodTemplate } from '../../../src/simulator/resources/pods/internal-shapes';
import { unifiedDiff } from '../../../src/simulator/resources/pods/unified-diff';
import { created, type Json, podOf, refusalsOfUpdate } from './written';

const CHANGEABLE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

const change = (before: Json, after: Json): string[] =>
  refusalsOfUpdate(podStrategy, created(podStrategy, before), after);

test.each<[string, Json, Json]>([
  ['nothing', podOf(), podOf()],
  ['the image', podOf(), podOf({}, { image: 'web:2' })],
  ['a deadline that is set', podOf(), podOf({ activeDeadlineSeconds: 60 })],
  ['a deadline that comes nearer', podOf({ activeDeadlineSeconds: 60 }), podOf({ activeDeadlineSeconds: 6 })],
  ['one more toleration', podOf(), podOf({ tolerations: [{ key: 'a', operator: 'Exists' }] })],
  ['a gate that is gone', podOf({ schedulingGates: [{ name: 'a' }] }), podOf()],
  ['the place of a gated Pod', podOf({ schedulingGates: [{ name: 'a' }] }), podOf({ nodeSelector: { zone: 'b' } })],
])('%s may change', (_case, before, after) => {
  expect(change(before, after)).toEqual([]);
});

test.each<[string, Json, Json, string]>([
  [
    'a container more',
    podOf(),
    podOf({
      containers: [
        { name: 'a', image: 'x' },
        { name: 'b', image: 'x' },
      ],
    }),
    'spec.containers: Forbidden: pod updates may not add or remove containers',
  ],
  [
    'a later deadline',
    podOf({ activeDeadlineSeconds: 6 }),
    podOf({ activeDeadlineSeconds: 60 }),
    'spec.activeDeadlineSeconds: Invalid value: 60: must be less than or equal to previous value',
  ],
  [
    'a toleration less',
    podOf({ tolerations: [{ key: 'a', operator: 'Exists' }] }),
    podOf(),
    'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
  ],
  [
    'a new gate',
    podOf(),
    podOf({ schedulingGates: [{ name: 'a' }] }),
    "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a'",
  ],
])('%s is refused', (_case, before, after, message) => {
  expect(change(before, after)).toContain(message);
});

test('any other change is shown as the difference of what Go holds', () => {
  expect(change(podOf(), podOf({ hostname: 'x' }))).toEqual([
    `spec: Forbidden: ${CHANGEABLE}\n@@ -64,7 +64,7 @@\n   "SELinuxChangePolicy": null\n  },\n  "ImagePullSecrets": null,\n- "Hostname": "",\n+ "Hostname": "x",\n  "Subdomain": "",\n  "SetHostnameAsFQDN": null,\n  "Affinity": null,\n`,
  ]);
});

test('the template of a Job is printed as a recorded server printed it', () => {
  const template = created(podStrategy, podOf({ restartPolicy: 'OnFailure' }, { image: 'x', name: 'oneshot' }));
  const { enableServiceLinks: _links, ...spec } = template['spec'] as Json;
  expect(JSON.stringify(internalPodTemplate({ metadata: { labels: { b: '2', a: '1' } }, spec }))).toBe(
    '{"labels":{"a":"1","b":"2"},"Spec":{"Volumes":null,"InitContainers":null,"Containers":[{"Name":"oneshot","Image":"x","Command":null,"Args":null,"WorkingDir":"","Ports":null,"EnvFrom":null,"Env":null,"Resources":{"Limits":null,"Requests":null,"Claims":null},"ResizePolicy":null,"RestartPolicy":null,"RestartPolicyRules":null,"VolumeMounts":null,"VolumeDevices":null,"LivenessProbe":null,"ReadinessProbe":null,"StartupProbe":null,"Lifecycle":null,"TerminationMessagePath":"/dev/termination-log","TerminationMessagePolicy":"File","ImagePullPolicy":"Always","SecurityContext":null,"Stdin":false,"StdinOnce":false,"TTY":false}],"EphemeralContainers":null,"RestartPolicy":"OnFailure","TerminationGracePeriodSeconds":30,"ActiveDeadlineSeconds":null,"DNSPolicy":"ClusterFirst","NodeSelector":null,"ServiceAccountName":"","AutomountServiceAccountToken":null,"NodeName":"","SecurityContext":{"HostNetwork":false,"HostPID":false,"HostIPC":false,"ShareProcessNamespace":null,"HostUsers":null,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"SupplementalGroups":null,"SupplementalGroupsPolicy":null,"FSGroup":null,"FSGroupChangePolicy":null,"Sysctls":null,"SeccompProfile":null,"AppArmorProfile":null,"SELinuxChangePolicy":null},"ImagePullSecrets":null,"Hostname":"","Subdomain":"","SetHostnameAsFQDN":null,"Affinity":null,"SchedulerName":"default-scheduler","Tolerations":null,"HostAliases":null,"PriorityClassName":"","Priority":null,"PreemptionPolicy":null,"DNSConfig":null,"ReadinessGates":null,"RuntimeClassName":null,"Overhead":null,"EnableServiceLinks":null,"TopologySpreadConstraints":null,"OS":null,"SchedulingGates":null,"ResourceClaims":null,"Resources":null,"HostnameOverride":null,"SchedulingGroup":null}}',
  );
});

describe('a unified difference', () => {
  test('keeps three lines around a change and joins changes that are close', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
    const changed = lines.map((line, index) => ([4, 9, 25].includes(index) ? `${line}!` : line));
    expect(unifiedDiff(lines.join('\n'), changed.join('\n')).match(/^@@.*@@$/gm)).toEqual([
      '@@ -2,12 +2,12 @@',
      '@@ -23,7 +23,7 @@',
    ]);
  });

  /** Builds the second text from the first and the difference. */
  function patched(text: string, difference: string): string {
    const before = text.split('\n');
    const after: string[] = [];
    let at = 0;
    for (const line of difference.split('\n').slice(0, -1)) {
      const [, start, length] = /^@@ -(\d+)(?:,(\d+))? /.exec(line) ?? [];
      if (start !== undefined) {
        const first = length === '0' ? Number(start) : Number(start) - 1;
        after.push(...before.slice(at, first));
        at = first;
      } else if (line.startsWith('+')) after.push(line.slice(1));
      else {
        if (line.startsWith(' ')) after.push(line.slice(1));
        at++;
      }
    }
    return [...after, ...before.slice(at)].join('\n');
  }

  const textArb = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 25 }).map((lines) => lines.join('\n'));

  test('turns the one text into the other', () => {
    fc.assert(
      fc.property(textArb, textArb, (a, b) => patched(a, unifiedDiff(a, b)) === b),
      { numRuns: 300 },
    );
  });

  test('is empty for equal texts', () => {
    fc.assert(fc.property(textArb, (text) => unifiedDiff(text, text) === ''));
  });
});
