import { describeStall } from './describe-stall.ts';

describeStall(3_000);
