import { listObjects, readObject } from '../api/objects';
import type { Session } from '../connection/session';
import { fieldOf, keyOf } from '../objects/object';
import type { Member } from '../set/members';
import type { Obstacle } from './obstacles';

/** Whether a member is a claim on storage: what was written there would be lost with it. */
export const isClaim = ({ key }: Member): boolean => key.kind === 'PersistentVolumeClaim' && key.group === '';

/** Why a claim stays when nobody asked for it. */
export const CLAIM_OBSTACLE: Obstacle = { message: 'claims keep what is stored in them', isCertain: true };

/** The claims that a StatefulSet made for its Pods, as members: `<template>-<set>-<number>`. */
export async function claimsOf(session: Session, set: Member): Promise<Member[]> {
  const claims = session.discovery.find('v1', 'PersistentVolumeClaim');
  const object = await readObject(session.api, { kind: set.kind, namespace: set.key.namespace, name: set.key.name });
  const templates = fieldOf(object, 'spec', 'volumeClaimTemplates');
  if (claims === undefined || !Array.isArray(templates) || templates.length === 0) return [];
  const prefixes = templates.map((each) => `${String(fieldOf(each, 'metadata', 'name'))}-${set.key.name}-`);
  const found = await listObjects(session.api, claims, { namespace: set.key.namespace, isMetadataOnly: true });
  return found.flatMap((claim): Member[] => {
    const { name, uid = '' } = claim.metadata;
    const isOfSet = prefixes.some((prefix) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)));
    if (!isOfSet) return [];
    return [{ key: keyOf(claim), kind: claims, uid, setId: set.setId, stack: set.stack, metadata: claim.metadata }];
  });
}
