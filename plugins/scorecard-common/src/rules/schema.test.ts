import { readFileSync } from 'fs';
import { resolve } from 'path';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { operators } from './operators';
import { parseRuleFile } from './parseRuleFile';

const schema = JSON.parse(
  readFileSync(
    resolve(__dirname, '../../schema/scorecard.schema.json'),
    'utf8',
  ),
);
const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);

// What only reading can know: a path that is none, an id that is taken, a level that is not listed.
const files: [string, boolean][] = [
  [
    readFileSync(resolve(__dirname, '../../fixtures/seed-rules.yaml'), 'utf8'),
    true,
  ],
  ['rules: []', true],
  ['rules: [{ id: a, path: $.kind, operator: exists }]', true],
  [
    'rules: [{ id: a, relation: ownedBy, operator: lengthEquals, value: 1 }]',
    true,
  ],
  ['rules: [{ id: a, not: { any: [{ path: $.a, operator: exists }] } }]', true],
  ['rules: [{ id: a, rules: { path: $.a, operator: exists } }]', true],
  [
    'levels: [{ id: gold, title: Gold }]\nrules: [{ id: a, level: gold, path: $.a, operator: exists }]',
    true,
  ],
  [
    'rules: [{ id: a, path: $.a, operator: exists, remediation: { link: /docs } }]',
    true,
  ],
  [
    'rules: [{ id: a, path: $.a, operator: exists, remediation: Add it }]',
    true,
  ],
  [
    'rules: [{ id: a, when: [{ path: $.b, operator: exists }], path: $.a, operator: exists }]',
    true,
  ],
  ['rules: [{ id: a, when: { path: $.b, operator: exists } }]', false],
  ['rules: [{ id: a, when: [], path: $.a, operator: exists }]', false],
  ['rules: [{ path: $.a, operator: exists }]', false],
  ['rules: [{ id: a }]', false],
  ['rules: [{ id: a, path: $.a, operator: resembles }]', false],
  ['rules: [{ id: a, path: a, operator: exists }]', false],
  ['rules: [{ id: a, path: $.a, operator: exists, weigth: 1 }]', false],
  ['rules: [{ id: a, path: $.a, operator: exists, weight: 0 }]', false],
  ['rules: [{ id: a, path: $.a, operator: exists, severity: severe }]', false],
  [
    'rules: [{ id: a, path: $.a, operator: exists, remediation: { link: //evil } }]',
    false,
  ],
  ['rules: [{ id: a, rules: [] }]', false],
  [
    'rules: [{ id: a, all: [{ path: $.a, operator: exists }], any: [{ path: $.a, operator: exists }] }]',
    false,
  ],
  [
    'rules: [{ id: a, rules: [{ all: [{ path: $.a, operator: exists }], path: $.b }] }]',
    false,
  ],
  ['rules: [{ id: a b, path: $.a, operator: exists }]', false],
  ['checks: []', false],
];

describe('the published JSON schema', () => {
  it.each(files)('agrees with the reader on %s', (text, isValid) => {
    const { problems } = parseRuleFile({ text, file: 'rules.yaml' });
    expect({
      reader: problems.length === 0,
      schema: validate(parse(text)),
    }).toEqual({ reader: isValid, schema: isValid });
  });

  it('offers every operator', () => {
    expect(schema.$defs.comparison.properties.operator.enum).toEqual(
      Object.keys(operators),
    );
  });
});
