import { main } from './cli.ts';

// A rejection here is a bug: Node prints its stack and ends with 1.
void main(process.argv.slice(2), process.env);
