import { describeStall } from '../e2e/streams/describe-stall.ts';

describeStall(30_000);
