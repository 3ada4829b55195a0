/** Building blocks of workshop-stacks: typed constructs over the Kubernetes 1.28 classes of cdk8s-plus-28. */
export { AccessBinding, AccessRole, ServiceAccount } from './access';
export type { AccessBindingProps, AccessRoleProps, AccessRule, ServiceAccountProps, Subject } from './access';
export { ArgumentError, isToken } from './argument';
export { Autoscaler } from './autoscaler';
export type { Autoscaling, AutoscalerProps } from './autoscaler';
export { Block, prefixed } from './block';
export type { ObjectProps } from './block';
export { ClusterScope } from './cluster-scope';
export { Component } from './component';
export { ConfigFiles } from './config-files';
export type { ConfigFilesProps } from './config-files';
export type { ContainerPort, ContainerProps } from './container';
export { contextOf, setContext } from './context';
export type { SynthesisContext } from './context';
export { CustomResourceDefinition } from './custom-resource-definition';
export type { CustomResourceDefinitionProps, CustomResourceNames } from './custom-resource-definition';
export { ValueSource } from './environment-variable';
export type { EnvironmentFrom, EnvironmentValue } from './environment-variable';
export { IngressRoutes } from './exposure';
export type { Exposure, IngressExposure, IngressRoute, IngressRoutesProps, IngressTarget } from './exposure';
export { ExternalAddress, ExternalName } from './external-service';
export type { ExternalAddressProps, ExternalNameProps } from './external-service';
export { Namespace } from './namespace';
export type { NamespaceProps } from './namespace';
export { NodeAgent } from './node-agent';
export type { NodeAgentProps } from './node-agent';
export {
  choice,
  conditionOf,
  conditionsOf,
  flag,
  image,
  integer,
  isPinnedImage,
  resources,
  text,
  when,
} from './parameters';
export type { Parameter, ParameterTable, ParameterValue, ValuesOf } from './parameters';
export { missedPatches } from './patch';
export { placeholder, placeholdersFor } from './placeholder';
export { BY_NODE, BY_ZONE } from './placement';
export type { Attraction, Placement, Spread } from './placement';
export { SinglePod } from './pod';
export type { PodProps, SinglePodProps } from './pod';
export { Probe } from './probe';
export type { HealthChecks, ProbeTiming } from './probe';
export { programFactsOf } from './program-facts';
export type { ProgramFacts } from './program-facts';
export type { Quantity, Resources } from './quantity';
export { rawManifest } from './raw-manifest';
export type { RawObject } from './raw-manifest';
export { ReplicatedPods } from './replicated-pods';
export type { ReplicatedPodsProps } from './replicated-pods';
export { CHANGE_CAUSE } from './rollout';
export type { RolloutPolicy } from './rollout';
export { ScheduledTask } from './scheduled-task';
export type { ScheduledTaskProps } from './scheduled-task';
export { RequiredSecret, SAMPLE_SECRET } from './secret';
export type { DerivedValue, RequiredSecretProps, SecretKey } from './secret';
export { Service } from './service';
export type { ServiceAccess, ServicePort, ServiceProps } from './service';
export { SingletonDatabase } from './singleton-database';
export type { SingletonDatabaseProps } from './singleton-database';
export { SourceLocation } from './source-location';
export { StatefulService } from './stateful-service';
export type { StatefulServiceProps } from './stateful-service';
export { Claim, StaticVolume, StorageClass } from './storage';
export type { AccessMode, ClaimProps, StaticVolumeProps, StorageClassProps } from './storage';
export { Task } from './task';
export type { CompletionProps, TaskProps } from './task';
export { Volume } from './volume';
export type { KeyFiles, MountOptions } from './volume';
export { WebService } from './web-service';
export type { WebServiceProps } from './web-service';
export { Worker } from './worker';
export type { ReplicaProps, WorkerProps } from './worker';
export { Workload } from './workload';
export type { WorkloadProps } from './workload';
