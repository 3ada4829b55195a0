import type { Labels } from '../../api';

/** What tables read of a Pod template. */
export interface TemplateView {
  readonly metadata?: { readonly labels?: Labels };
  readonly spec?: {
    readonly containers?: readonly { readonly name: string; readonly image?: string }[];
    readonly nodeSelector?: Labels;
  };
}

/** Names and images of the containers. */
export function containerCells(template: TemplateView | undefined): [names: string, images: string] {
  const containers = template?.spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')];
}
