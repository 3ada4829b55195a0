import { LabelSelector, labelSelectorOf, type LabelSelectorObject, type Labels } from '../../api';

/** A selector object as text, sorted by key; the empty text for one that says nothing. */
export function selectorText(selector: LabelSelectorObject | undefined): string {
  if (selector === undefined) return '';
  const requirements = [...labelSelectorOf(selector).requirements];
  return new LabelSelector(requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))).toString();
}

/** A selector object as a cell. Source: Kubernetes 1.36, meta/v1/helpers.go `FormatLabelSelector`. */
export function selectorCell(selector: LabelSelectorObject | undefined): string {
  try {
    return selectorText(selector) || '<none>';
  } catch {
    return '<error>';
  }
}

/** Labels as a cell. Source: Kubernetes 1.36, apimachinery/pkg/labels/labels.go `FormatLabels`. */
export function labelsCell(labels: Labels | undefined): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(',');
}
