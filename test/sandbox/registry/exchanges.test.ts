import { join } from 'node:path';
import { replayRecordings } from '../exchanges/replay.ts';

// What a real kube-apiserver answered: ../exchanges/record-exchanges.ts takes it down.
replayRecordings(join(import.meta.dirname, 'exchanges'));
