/**
 * Checks manifests against the types that Kubernetes' own API description gives: names of fields, and values.
 */
import ts from 'typescript';

/** A manifest, and the type that it has to have: `Job` of `batch/v1`. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/**
 * What is wrong with each of them: nothing for one that is right. They are compiled together, each as a
 * literal on a line of its own: in a literal a field that its type does not have is an error, however deep it
 * stands.
 */
export function mistakesIn(manifests: readonly Manifest[]): readonly (readonly string[])[] {
  const kinds = [...new Set(manifests.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))];
  const lines = [
    ...kinds.map((one) => {
      const [apiVersion = '', kind = ''] = one.split(' ');
      return `import type { ${kind} } from 'kubernetes-types/${apiVersion === 'v1' ? 'core/v1' : apiVersion}';`;
    }),
    ...manifests.map((one, place) => `export const m${place}: ${one.kind} = ${JSON.stringify(one)};`),
  ];
  const file = 'scripts/deploy/manifests.virtual.ts';
  const host = ts.createCompilerHost(OPTIONS);
  const plain = ts.createCompilerHost(OPTIONS);
  host.getSourceFile = (name, target, ...rest) =>
    name.endsWith(file)
      ? ts.createSourceFile(name, lines.join('\n'), target)
      : plain.getSourceFile(name, target, ...rest);
  const program = ts.createProgram([file], OPTIONS, host);
  const found = manifests.map((): string[] => []);
  for (const { file: source, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    const text = ts.flattenDiagnosticMessageText(messageText, ' ');
    const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
    const mistakes = found[line - kinds.length];
    if (mistakes === undefined) throw new Error(text);
    mistakes.push(text);
  }
  return found;
}
