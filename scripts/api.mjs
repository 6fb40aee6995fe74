/* `npm run api`: writes etc/<entry>.api.md, the whole public surface of each entry of the package, so that a review shows
   each change of it. `--check` writes nothing, and fails where the file is not what the package has now. A type that the
   surface mentions and nobody can import is an error. docs/api/ has the same entries with their docstrings, as pages to
   read. */
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isCheck = process.argv.includes('--check');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const options = { target: 'ES2023', lib: ['ES2023'], module: 'nodenext', types: ['node'], strict: true };
const off = { logLevel: 'none' };

const temporary = join(root, 'dist', 'api');
mkdirSync(temporary, { recursive: true });
mkdirSync(join(root, 'etc'), { recursive: true });
const entries = Object.values(manifest.exports).filter((entry) => typeof entry === 'object');
reportAll(entries.map(({ types }) => join(root, types)));
// What two entries share is on the page of the first: of the simulator's and of the runtime's, on theirs.
const [library, ...others] = entries;
await document([...others, library].map(({ source }) => join(root, source)));

/** @param {string[]} files the rolled up declarations of the entries: compiled once, together */
function reportAll(files) {
  const configs = files.map((types) => extractorConfig(types, files));
  const compilerState = CompilerState.create(configs[0]);
  for (const config of configs) report(config, compilerState);
}

/**
 * @param {string} types
 * @param {string[]} files
 */
function extractorConfig(types, files) {
  return ExtractorConfig.prepare({
    configObject: {
      mainEntryPointFilePath: types,
      projectFolder: root,
      compiler: { overrideTsconfig: { compilerOptions: options, files } },
      apiReport: {
        enabled: true,
        reportFolder: join(root, 'etc'),
        reportTempFolder: temporary,
        reportFileName: types.replace(/^.*[\\/](.*)\.d\.ts$/, '$1.api.md'),
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
          'ae-unresolved-link': off,
        },
        tsdocMessageReporting: { default: off },
        compilerMessageReporting: { default: { logLevel: 'error' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
}

/**
 * @param {ExtractorConfig} config
 * @param {CompilerState} compilerState
 */
function report(config, compilerState) {
  const { succeeded, apiReportChanged } = Extractor.invoke(config, {
    compilerState,
    localBuild: !isCheck,
    messageCallback: (message) => {
      message.handled = true;
      if (message.logLevel === 'error') console.error(message.text);
    },
  });
  if (succeeded) return;
  process.exitCode = 1;
  if (!apiReportChanged) return;
  const name = relative(root, config.reportFilePath);
  console.error(`${name} is not the public surface of today: npm run api writes it; review what changed`);
}

/** @param {string[]} entryPoints */
async function document(entryPoints) {
  const committed = join(root, 'docs', 'api');
  const out = isCheck ? join(temporary, 'docs') : committed;
  const tsconfig = join(temporary, 'tsconfig.json');
  // With what the entries reach alone: tests, catalog and command line are most of the project.
  writeFileSync(
    tsconfig,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), include: [], files: entryPoints }),
  );
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints,
    tsconfig,
    // Types that signatures mention are in the report; a page of all that the broker is made of helps nobody.
    exclude: ['**/broker-core/!(runtime|broker|historic)/**', '**/broker-core/historic/{table.ts,*/**}'],
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
