import type { Pod, Volume } from '../api';

const NONE: readonly string[] = [];

/** `namespace/name` of the claims that a Pod uses, those of its ephemeral volumes included. */
export function claimsOfPod({ metadata, spec: { volumes } }: Pod): readonly string[] {
  if (volumes === undefined) return NONE;
  let claims: string[] | undefined;
  for (let index = 0; index < volumes.length; index += 1) {
    const { name, persistentVolumeClaim, ephemeral } = volumes[index] as Volume;
    const claim =
      persistentVolumeClaim?.claimName ?? (ephemeral === undefined ? undefined : `${metadata.name}-${name}`);
    if (claim !== undefined) (claims ??= []).push(`${metadata.namespace}/${claim}`);
  }
  return claims ?? NONE;
}
