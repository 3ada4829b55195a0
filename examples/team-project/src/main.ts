import { synthesize } from 'workshop-stacks';
import { live } from './environment';
import { shop } from './stack';

const { objects, files } = synthesize({ stacks: [shop], environments: [live] }, { out: 'dist/manifests' });
console.log(`${objects} objects in ${files} files`);
