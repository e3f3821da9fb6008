import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  findFileSchemaProblems,
  findTargetingSchemaProblems,
} from './flagdSchema';

const repository = resolve(__dirname, '../../../..');
const folder = join(
  process.env.CONFORMANCE_DATA ?? resolve(repository, '../shared/conformance'),
  'flagd-schemas/json/test',
);

interface Case {
  schema: 'targeting' | 'flags' | 'flagd';
  verdict: 'positive' | 'negative';
  file: string;
}

function listCases(): Case[] {
  return (['targeting', 'flags', 'flagd'] as const).flatMap(schema =>
    (['positive', 'negative'] as const).flatMap(verdict =>
      readdirSync(join(folder, schema, verdict))
        .filter(file => file.endsWith('.json'))
        .map(file => ({ schema, verdict, file })),
    ),
  );
}

function judge({ schema, verdict, file }: Case) {
  const content: unknown = JSON.parse(
    readFileSync(join(folder, schema, verdict, file), 'utf8'),
  );
  if (schema === 'targeting') {
    return findTargetingSchemaProblems(content, '');
  }
  // The one file with a list of flags among those for providers is for the daemon.
  const isDaemonFile = schema === 'flagd' || file.endsWith('.array.json');
  return findFileSchemaProblems(content, isDaemonFile ? 'daemon' : 'provider');
}

// The examples are not in the repository: skipped where CONFORMANCE_DATA leads nowhere.
const describeWithData = existsSync(folder) ? describe : describe.skip;

describeWithData(
  "flagd's schemas (needs the conformance data, see CONFORMANCE_DATA)",
  () => {
    it("judge all 36 of flagd's own examples as flagd does", () => {
      const cases = listCases();
      expect(cases).toHaveLength(36);
      const wrong = cases.filter(
        item => (judge(item).length === 0) !== (item.verdict === 'positive'),
      );
      expect(wrong).toEqual([]);
    });
  },
);
