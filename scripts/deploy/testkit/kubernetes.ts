/** The manifests, as the types of Kubernetes have them. `mistakesIn` says whether they are. */
import type { Job, JobSpec } from 'kubernetes-types/batch/v1.js';
import type { Container, PersistentVolumeClaim } from 'kubernetes-types/core/v1.js';
import { documentsOf } from './files.js';

type Some = Job | PersistentVolumeClaim;
type Known = Some & { readonly apiVersion: string; readonly kind: string };

export function manifestsIn(file: string): readonly Known[] {
  return documentsOf(file) as readonly Known[];
}

interface SomeJob {
  readonly spec: JobSpec;
  readonly container: Container & { readonly args: readonly string[] };
}

/** Each has one container. */
export function jobsIn(file: string): readonly SomeJob[] {
  return manifestsIn(file).flatMap((one): readonly SomeJob[] => {
    if (one.kind !== 'Job') return [];
    const { spec } = one as Job;
    const [container, ...others] = spec?.template.spec?.containers ?? [];
    if (spec === undefined || container === undefined || others.length > 0)
      throw new Error(`${file}: a Job without its container`);
    return [{ spec, container: { ...container, args: container.args ?? [] } }];
  });
}
