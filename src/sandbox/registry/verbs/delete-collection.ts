import { StatusError } from '../../model/status.ts';
import { readListOptions } from '../options/list-options.ts';
import { type ApiRequest, nowText, type Result, writeContext } from '../request.ts';
import { deleteWithRules } from '../store/delete-rules.ts';
import { transact } from '../store/transact.ts';
import { listObjects } from './list.ts';
import { requestDeleteOptions } from './request-delete-options.ts';

/** apiserver pkg/endpoints/handlers/delete.go, DeleteCollection: answers the list of what it found. */
export async function deleteCollection(request: ApiRequest): Promise<Result> {
  const { rules, state, resource } = request;
  const listOptions = readListOptions(request.parameters);
  const options = await requestDeleteOptions(request);
  const list = listObjects(request, listOptions);
  const now = nowText();
  await transact(state, options.dryRun, (transaction) => {
    for (const { metadata } of list.objects) {
      const namespace = resource.namespaced ? (metadata.namespace ?? '') : '';
      const context = {
        ...writeContext(request, 'delete', { view: transaction, dryRun: options.dryRun, now }),
        namespace,
      };
      try {
        deleteWithRules({ rules, context, transaction, name: metadata.name ?? '', options: { ...options } });
      } catch (error) {
        if (!(error instanceof StatusError) || error.status.code !== 404) throw error;
      }
    }
  });
  return { code: 200, list };
}
