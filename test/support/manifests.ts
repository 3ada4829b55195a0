import { App, Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { setContext, type SynthesisContext } from '../../src/workshop/constructs';
import { type Manifest, type SynthesizedChart, walk } from '../../src/workshop/synthesis';

/** Walks a chart called `chart` that `build` fills. */
export function synthesizeChart(
  build: (scope: Construct) => void,
  options: { readonly context?: SynthesisContext; readonly chart?: ChartProps } = {},
): SynthesizedChart {
  const chart = new Chart(new App(), 'chart', options.chart);
  if (options.context !== undefined) setContext(chart, options.context);
  build(chart);
  return walk(chart);
}

/** The manifests of what `build` makes, by kind and name (`Deployment/web`). */
export function manifestsOf(
  build: (scope: Construct) => void,
  options: Parameters<typeof synthesizeChart>[1] = {},
): Record<string, Manifest & { spec: never }> {
  const { objects } = synthesizeChart(build, options);
  return Object.fromEntries(
    objects.map(({ manifest }) => [`${manifest.kind}/${manifest.metadata.name}`, manifest as never]),
  );
}
