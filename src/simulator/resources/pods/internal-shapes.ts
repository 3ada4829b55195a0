import { type Fields, fieldsAt, sortedMap, mapAt, flagAt } from '../fields';
import { internalForm, internalShape, type InternalShape } from './internal-form';

/**
 * The structs of a Pod's spec in the order of their Go fields, as text of `internalShape`. Volume sources that are rare
 * keep the form of their JSON.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/types.go.
 */
const STRUCTS: Readonly<Record<string, string>> = {
  PodSpec: `Volumes:[Volume] InitContainers:[Container] Containers:[Container]
    EphemeralContainers:[EphemeralContainer] RestartPolicy:text TerminationGracePeriodSeconds:pointer
    ActiveDeadlineSeconds:pointer DNSPolicy:text NodeSelector:pointer ServiceAccountName:text
    AutomountServiceAccountToken:pointer NodeName:text SecurityContext:*PodSecurityContext
    ImagePullSecrets:[Reference] Hostname:text Subdomain:text SetHostnameAsFQDN:pointer Affinity:*Affinity
    SchedulerName:text Tolerations:[Toleration] HostAliases:[HostAlias] PriorityClassName:text Priority:pointer
    PreemptionPolicy:pointer DNSConfig:*PodDNSConfig ReadinessGates:[PodReadinessGate] RuntimeClassName:pointer
    Overhead:pointer EnableServiceLinks:pointer TopologySpreadConstraints:[TopologySpreadConstraint] OS:*Reference
    SchedulingGates:[Reference] ResourceClaims:[PodResourceClaim] Resources:*ResourceRequirements
    HostnameOverride:pointer SchedulingGroup:*PodSchedulingGroup`,
  Container: `Name:text Image:text Command:pointer Args:pointer WorkingDir:text Ports:[ContainerPort]
    EnvFrom:[EnvFromSource] Env:[EnvVar] Resources:ResourceRequirements ResizePolicy:[ContainerResizePolicy]
    RestartPolicy:pointer RestartPolicyRules:[ContainerRestartRule] VolumeMounts:[VolumeMount]
    VolumeDevices:[VolumeDevice] LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle
    TerminationMessagePath:text TerminationMessagePolicy:text ImagePullPolicy:text SecurityContext:*SecurityContext
    Stdin:flag StdinOnce:flag TTY:flag`,
  ContainerPort: 'Name:text HostPort:number ContainerPort:number Protocol:text HostIP:text',
  EnvFromSource: 'Prefix:text ConfigMapRef:*OptionalReference SecretRef:*OptionalReference',
  OptionalReference: 'Name:text Optional:pointer',
  Reference: 'Name:text',
  EnvVar: 'Name:text Value:text ValueFrom:*EnvVarSource',
  EnvVarSource: `FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector ConfigMapKeyRef:*KeySelector
    SecretKeyRef:*KeySelector FileKeyRef:*FileKeySelector`,
  ObjectFieldSelector: 'APIVersion:text FieldPath:text',
  ResourceFieldSelector: 'ContainerName:text Resource:text Divisor:text',
  KeySelector: 'Name:text Key:text Optional:pointer',
  FileKeySelector: 'VolumeName:text Path:text Key:text Optional:pointer',
  ResourceRequirements: 'Limits:pointer Requests:pointer Claims:[ResourceClaim]',
  ResourceClaim: 'Name:text Request:text',
  ContainerResizePolicy: 'ResourceName:text RestartPolicy:text',
  ContainerRestartRule: 'Action:text ExitCodes:*ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: 'Operator:text Values:pointer',
  VolumeMount: `Name:text ReadOnly:flag RecursiveReadOnly:pointer MountPath:text SubPath:text
    MountPropagation:pointer SubPathExpr:text`,
  VolumeDevice: 'Name:text DevicePath:text',
  Probe: `Exec:*ExecAction HTTPGet:*HTTPGetAction TCPSocket:*TCPSocketAction GRPC:*GRPCAction
    InitialDelaySeconds:number TimeoutSeconds:number PeriodSeconds:number SuccessThreshold:number
    FailureThreshold:number TerminationGracePeriodSeconds:pointer`,
  ExecAction: 'Command:pointer',
  HTTPGetAction: 'Path:text Port:number Host:text Scheme:text HTTPHeaders:[HTTPHeader]',
  HTTPHeader: 'Name:text Value:text',
  TCPSocketAction: 'Port:number Host:text',
  GRPCAction: 'Port:number Service:pointer',
  SleepAction: 'Seconds:number',
  Lifecycle: 'PostStart:*LifecycleHandler PreStop:*LifecycleHandler StopSignal:pointer',
  LifecycleHandler: 'Exec:*ExecAction HTTPGet:*HTTPGetAction TCPSocket:*TCPSocketAction Sleep:*SleepAction',
  SecurityContext: `Capabilities:*Capabilities Privileged:pointer SELinuxOptions:*SELinuxOptions
    WindowsOptions:*WindowsSecurityContextOptions RunAsUser:pointer RunAsGroup:pointer RunAsNonRoot:pointer
    ReadOnlyRootFilesystem:pointer AllowPrivilegeEscalation:pointer ProcMount:pointer SeccompProfile:*Profile
    AppArmorProfile:*Profile`,
  Capabilities: 'Add:pointer Drop:pointer',
  SELinuxOptions: 'User:text Role:text Type:text Level:text',
  WindowsSecurityContextOptions: `GMSACredentialSpecName:pointer GMSACredentialSpec:pointer RunAsUserName:pointer
    HostProcess:pointer`,
  Profile: 'Type:text LocalhostProfile:pointer',
  PodSecurityContext: `HostNetwork:flag HostPID:flag HostIPC:flag ShareProcessNamespace:pointer HostUsers:pointer
    SELinuxOptions:*SELinuxOptions WindowsOptions:*WindowsSecurityContextOptions RunAsUser:pointer RunAsGroup:pointer
    RunAsNonRoot:pointer SupplementalGroups:pointer SupplementalGroupsPolicy:pointer FSGroup:pointer
    FSGroupChangePolicy:pointer Sysctls:[HTTPHeader] SeccompProfile:*Profile AppArmorProfile:*Profile
    SELinuxChangePolicy:pointer`,
  EphemeralContainer: `Name:text Image:text Command:pointer Args:pointer WorkingDir:text Ports:[ContainerPort]
    EnvFrom:[EnvFromSource] Env:[EnvVar] Resources:ResourceRequirements ResizePolicy:[ContainerResizePolicy]
    RestartPolicy:pointer RestartPolicyRules:[ContainerRestartRule] VolumeMounts:[VolumeMount]
    VolumeDevices:[VolumeDevice] LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle
    TerminationMessagePath:text TerminationMessagePolicy:text ImagePullPolicy:text SecurityContext:*SecurityContext
    Stdin:flag StdinOnce:flag TTY:flag TargetContainerName:text`,
  Volume: `Name:text HostPath:*HostPathVolumeSource EmptyDir:*EmptyDirVolumeSource GCEPersistentDisk:pointer
    AWSElasticBlockStore:pointer GitRepo:*GitRepoVolumeSource Secret:*SecretVolumeSource NFS:*NFSVolumeSource
    ISCSI:pointer Glusterfs:pointer PersistentVolumeClaim:*PersistentVolumeClaimVolumeSource RBD:pointer
    Quobyte:pointer FlexVolume:pointer Cinder:pointer CephFS=cephfs:pointer Flocker:pointer
    DownwardAPI:*DownwardAPIVolumeSource FC:pointer AzureFile:pointer ConfigMap:*ConfigMapVolumeSource
    VsphereVolume:pointer AzureDisk:pointer PhotonPersistentDisk:pointer Projected:*ProjectedVolumeSource
    PortworxVolume:pointer ScaleIO:pointer StorageOS=storageos:pointer CSI:*CSIVolumeSource
    Ephemeral:*EphemeralVolumeSource Image:*ImageVolumeSource`,
  HostPathVolumeSource: 'Path:text Type:pointer',
  EmptyDirVolumeSource: 'Medium:text SizeLimit:pointer',
  GitRepoVolumeSource: 'Repository:text Revision:text Directory:text',
  SecretVolumeSource: 'SecretName:text Items:[KeyToPath] DefaultMode:pointer Optional:pointer',
  ConfigMapVolumeSource: 'Name:text Items:[KeyToPath] DefaultMode:pointer Optional:pointer',
  KeyToPath: 'Key:text Path:text Mode:pointer',
  NFSVolumeSource: 'Server:text Path:text ReadOnly:flag',
  PersistentVolumeClaimVolumeSource: 'ClaimName:text ReadOnly:flag',
  DownwardAPIVolumeSource: 'Items:[DownwardAPIVolumeFile] DefaultMode:pointer',
  DownwardAPIVolumeFile: `Path:text FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector
    Mode:pointer`,
  ProjectedVolumeSource: 'Sources:[VolumeProjection] DefaultMode:pointer',
  VolumeProjection: `Secret:*KeyProjection DownwardAPI:*DownwardAPIProjection ConfigMap:*KeyProjection
    ServiceAccountToken:*ServiceAccountTokenProjection ClusterTrustBundle:*ClusterTrustBundleProjection
    PodCertificate:pointer`,
  KeyProjection: 'Name:text Items:[KeyToPath] Optional:pointer',
  DownwardAPIProjection: 'Items:[DownwardAPIVolumeFile]',
  ServiceAccountTokenProjection: 'Audience:text ExpirationSeconds:number Path:text',
  ClusterTrustBundleProjection: 'Name:pointer SignerName:pointer LabelSelector:pointer Optional:pointer Path:text',
  CSIVolumeSource:
    'Driver:text ReadOnly:pointer FSType:pointer VolumeAttributes:pointer NodePublishSecretRef:*Reference',
  EphemeralVolumeSource: 'VolumeClaimTemplate:pointer',
  ImageVolumeSource: 'Reference:text PullPolicy:text',
  Affinity: 'NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAffinity',
  NodeAffinity: `RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector
    PreferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]`,
  NodeSelector: 'NodeSelectorTerms:[NodeSelectorTerm]',
  NodeSelectorTerm: 'MatchExpressions:[NodeSelectorRequirement] MatchFields:[NodeSelectorRequirement]',
  NodeSelectorRequirement: 'Key:text Operator:text Values:pointer',
  PreferredSchedulingTerm: 'Weight:number Preference:NodeSelectorTerm',
  PodAffinity: `RequiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
    PreferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]`,
  WeightedPodAffinityTerm: 'Weight:number PodAffinityTerm:PodAffinityTerm',
  PodAffinityTerm: `LabelSelector:pointer Namespaces:pointer TopologyKey:text NamespaceSelector:pointer
    MatchLabelKeys:pointer MismatchLabelKeys:pointer`,
  Toleration: 'Key:text Operator:text Value:text Effect:text TolerationSeconds:pointer',
  HostAlias: 'IP:text Hostnames:pointer',
  PodDNSConfig: 'Nameservers:pointer Searches:pointer Options:[PodDNSConfigOption]',
  PodDNSConfigOption: 'Name:text Value:pointer',
  PodReadinessGate: 'ConditionType:text',
  TopologySpreadConstraint: `MaxSkew:number TopologyKey:text WhenUnsatisfiable:text LabelSelector:pointer
    MinDomains:pointer NodeAffinityPolicy:pointer NodeTaintsPolicy:pointer MatchLabelKeys:pointer`,
  PodResourceClaim: 'Name:text ResourceClaimName:pointer ResourceClaimTemplateName:pointer',
  PodSchedulingGroup: 'PodGroupName:pointer',
};

const read = new Map<string, InternalShape>();

/** The shape of a struct by its Go name; it is read from its text when first needed. */
function shapeOf(name: string): InternalShape {
  const found = read.get(name);
  if (found !== undefined) return found;
  const shape = internalShape(STRUCTS[name] ?? '', shapeOf);
  read.set(name, shape);
  return shape;
}

/** The Go struct of a container's security context. */
export const SECURITY_CONTEXT: InternalShape = shapeOf('SecurityContext');

/** Fields that JSON has on the spec and Go on its security context. */
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];

/** The spec of a Pod as Go writes it. */
export function internalPodSpec(spec: Fields | undefined): Record<string, unknown> {
  const host = Object.fromEntries(
    HOST_FIELDS.map((field) => [field, flagAt(spec, field)]).filter(([, value]) => value !== undefined),
  );
  const securityContext = { ...host, ...fieldsAt(spec, 'securityContext') };
  return internalForm({ ...spec, securityContext }, shapeOf('PodSpec'));
}

/** The template of a workload as Go writes it: the metadata lies flat before the spec. */
export function internalPodTemplate(template: Fields | undefined): Record<string, unknown> {
  const metadata = fieldsAt(template, 'metadata');
  const flat: Record<string, unknown> = {};
  for (const field of ['name', 'generateName', 'namespace', 'labels', 'annotations', 'finalizers']) {
    const value = metadata?.[field];
    if (value === undefined || Object.keys(Object(value) as object).length === 0) continue;
    flat[field] = typeof value === 'object' && !Array.isArray(value) ? sortedMap(mapAt(metadata, field)) : value;
  }
  return { ...flat, Spec: internalPodSpec(fieldsAt(template, 'spec')) };
}
