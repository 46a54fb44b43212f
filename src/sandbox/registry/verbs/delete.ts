import { type ApiRequest, nowText, type Result, successStatus, writeContext } from '../request.ts';
import { deleteWithRules } from '../store/delete-rules.ts';
import { transact } from '../store/transact.ts';
import { requestDeleteOptions } from './request-delete-options.ts';

/** apiserver pkg/endpoints/handlers/delete.go, DeleteResource. */
export async function deleteResource(request: ApiRequest): Promise<Result> {
  const { rules, state, name } = request;
  const options = await requestDeleteOptions(request);
  const now = nowText();
  const result = await transact(state, options.dryRun, (transaction) => {
    const context = writeContext(request, 'delete', { view: transaction, dryRun: options.dryRun, now });
    return deleteWithRules({ rules, context, transaction, name, options: { ...options } });
  });
  const code = !result.deleted && options.orphanDependents === false ? 202 : 200;
  if ('object' in result) return { code, object: result.object };
  if ('status' in result) return { code, status: result.status };
  return { code, status: successStatus({ name, kind: rules.kind.kind }, code) };
}
