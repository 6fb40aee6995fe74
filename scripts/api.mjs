/* `npm run api`: writes etc/<entry>.api.md, the whole public surface of each entry of the package, so that a review shows
   each change of it. `--check` writes nothing, and fails where the file is not what the package has now. A warning of a
   forgotten export in such a file is a type that the surface needs and that nobody can import. docs/api/ has the same
   entries with their docstrings, as pages to read. */
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isCheck = process.argv.includes('--check');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const options = { target: 'ES2023', lib: ['ES2023'], module: 'nodenext', types: ['node'], strict: true };
const off = { logLevel: 'none' };
const inReport = { logLevel: 'none', addToApiReportFile: true };

mkdirSync(join(root, 'etc'), { recursive: true });
const entries = Object.values(manifest.exports).filter((entry) => typeof entry === 'object');
for (const { types } of entries) report(join(root, types));
await document(entries.map(({ source }) => join(root, source)));

/** @param {string} types the rolled up declarations of an entry */
function report(types) {
  const name = types.replace(/^.*[\\/](.*)\.d\.ts$/, '$1');
  const extractorConfig = ExtractorConfig.prepare({
    configObject: {
      mainEntryPointFilePath: types,
      projectFolder: root,
      compiler: { overrideTsconfig: { compilerOptions: options, files: [types] } },
      apiReport: {
        enabled: true,
        reportFolder: join(root, 'etc'),
        reportTempFolder: join(root, 'dist', 'api'),
        reportFileName: `${name}.api.md`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: {
          default: { logLevel: 'error' },
          'ae-missing-release-tag': off,
          'ae-undocumented': off,
          'ae-forgotten-export': inReport,
          'ae-unresolved-link': off,
        },
        tsdocMessageReporting: { default: off },
        compilerMessageReporting: { default: { logLevel: 'error' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
  const { succeeded } = Extractor.invoke(extractorConfig, {
    localBuild: !isCheck,
    messageCallback: (message) => {
      message.handled = true;
      if (message.logLevel === 'error') console.error(message.text);
    },
  });
  if (succeeded) return;
  process.exitCode = 1;
  console.error(
    `etc/${name}.api.md is not the public surface of today: npm run api writes it; review what changed`,
  );
}

/** @param {string[]} entryPoints */
async function document(entryPoints) {
  const committed = join(root, 'docs', 'api');
  const out = isCheck ? join(root, 'dist', 'api', 'docs') : committed;
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints,
    tsconfig: join(root, 'tsconfig.json'),
    skipErrorChecking: true,
    readme: 'none',
    disableSources: true,
    validation: { notExported: false },
    logLevel: 'Error',
    outputFileStrategy: 'modules',
    hideBreadcrumbs: true,
    hidePageHeader: true,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc found nothing to document');
  app.options.setValue('out', out);
  await app.generateOutputs(project);
  if (!isCheck || textOf(out) === textOf(committed)) return;
  process.exitCode = 1;
  console.error('docs/api is not what the docstrings say today: npm run api writes it');
}

/** @param {string} folder */
function textOf(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  return names
    .sort()
    .map((name) => `${name}\n${readFileSync(join(folder, name), 'utf8')}`)
    .join('\n');
}
