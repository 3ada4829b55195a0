/**
 * The cdk8s app: `npx cdk8s synth` runs it, with the output folder in CDK8S_OUTDIR. Its own synthesis takes the place
 * of `App.synth`, so that the bytes are those of `workshop synth`.
 */
import { workshopProgram } from './program';
import { synthesize } from './synthesis';

try {
  synthesize(workshopProgram, { out: process.env['CDK8S_OUTDIR'] ?? 'dist' });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
