import { defineFidelity } from './fidelity.ts';

defineFidelity('v1.35');
