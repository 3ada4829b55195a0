import type { Pod } from '../../api';

const NONE: readonly string[] = [];

/** `namespace/name` of the claims that a Pod uses, those of its ephemeral volumes included. */
export function claimsOfPod({ metadata, spec }: Pod): readonly string[] {
  let claims: string[] | undefined;
  spec.volumes?.forEach((volume) => {
    const name =
      volume.persistentVolumeClaim?.claimName ??
      (volume.ephemeral === undefined ? undefined : `${metadata.name}-${volume.name}`);
    if (name === undefined) return;
    claims ??= [];
    claims.push(`${metadata.namespace}/${name}`);
  });
  return claims ?? NONE;
}
