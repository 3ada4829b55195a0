import type { CheckedSet, CheckResult } from '../../check';
import { chosenImages } from '../chosen-images';
import { loadCheck } from '../load';
import { type CheckedCluster, optionsOf } from './checked-cluster';

/** Where sets are checked, in words that a thread can be told. */
export interface CheckPlace {
  readonly cluster: CheckedCluster;
  /** Module with images of a team. */
  readonly imagesFile: string | undefined;
}

/** What checks sets, one after the other. */
export async function checkAt({ cluster, imagesFile }: CheckPlace): Promise<(set: CheckedSet) => CheckResult> {
  const images = await chosenImages(imagesFile);
  const options = { ...optionsOf(cluster), images };
  const { checkSet } = loadCheck();
  return (set) => checkSet(set, options);
}
