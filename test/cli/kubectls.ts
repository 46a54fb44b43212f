import type { Workspace } from './program.ts';

export { kubectlVersions, needsKubectl, newestKubectl, outerKubectls } from '../kubeconfig/kubectls.ts';

/**
 * A kubectl that leaves its pid and the overlay that it was given in the workspace (`kubectl.pid`,
 * `overlay.json`), and then is the real one: same process.
 */
export function createWitness(workspace: Workspace, kubectl: string): string {
  return createFakeKubectl(workspace, `exec '${kubectl}' "$@"`);
}

/** A kubectl made of shell commands, for what has to happen at a certain moment. */
export function createFakeKubectl(workspace: Workspace, commands: string): string {
  const script = `#!/bin/sh
cat "\${KUBECONFIG%%:*}" > '${workspace.folder}/overlay.json.new'
mv '${workspace.folder}/overlay.json.new' '${workspace.folder}/overlay.json'
echo $$ > '${workspace.folder}/kubectl.pid.new'
mv '${workspace.folder}/kubectl.pid.new' '${workspace.folder}/kubectl.pid'
${commands}
`;
  return workspace.write('kubectl', script, 0o755);
}
