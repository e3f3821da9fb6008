import { extractMkdocsMessage } from './extractMkdocsMessage';

// Recorded from mkdocs 1.6.1 with `build -v`.
describe('extractMkdocsMessage', () => {
  it.each([
    [
      'an invalid value',
      `DEBUG   -  Loading configuration file: mkdocs.yml
ERROR   -  Config value 'nav': Expected nav to be a list, got 'wrong'

Aborted with a configuration error!
`,
      "Config value 'nav': Expected nav to be a list, got 'wrong'. Aborted with a configuration error!",
    ],
    [
      'YAML that does not parse',
      `Error: MkDocs encountered an error parsing the configuration file: while parsing a block collection
  in "mkdocs.yml", line 3, column 3
expected <block end>, but found '<block mapping start>'
  in "mkdocs.yml", line 4, column 4
`,
      `Error: MkDocs encountered an error parsing the configuration file: while parsing a block collection in "mkdocs.yml", line 3, column 3. expected <block end>, but found '<block mapping start>' in "mkdocs.yml", line 4, column 4.`,
    ],
    [
      'warnings in strict mode',
      `INFO    -  Building documentation to directory: /tmp/site
\u001b[31m │  ⚠  Warning from the Material for MkDocs team\u001b[0m
WARNING -  A reference to 'gone.md' is included in the 'nav' configuration, which is not found in the documentation files.

Aborted with 1 warnings in strict mode!
`,
      "A reference to 'gone.md' is included in the 'nav' configuration, which is not found in the documentation files. Aborted with 1 warnings in strict mode!",
    ],
    [
      'an error among warnings',
      `WARNING -  The unrecognized configuration name 'x'
ERROR   -  Error reading page 'index.md': boom
`,
      "Error reading page 'index.md': boom.",
    ],
    [
      'an exception of a plugin',
      `INFO    -  Cleaning site directory
Traceback (most recent call last):
  File "/usr/lib/python3/x.py", line 7, in main
    raise ValueError("no such icon")
ValueError: no such icon
`,
      'ValueError: no such icon.',
    ],
  ])('finds %s', (_, output, message) => {
    expect(extractMkdocsMessage(output)).toBe(message);
  });

  it('finds nothing where mkdocs reports progress only', () => {
    expect(
      extractMkdocsMessage(
        'DEBUG   -  Reading: index.md\n   continued\nINFO    -  Done\n',
      ),
    ).toBeUndefined();
  });
});
