import Ajv2020 from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv/dist/2020';
import { parse } from 'yaml';
import { readConformanceFile } from './conformanceData';

interface OpenApiDocument {
  paths: {
    [path: string]: {
      post: { responses: { [status: string]: { content?: object } } };
    };
  };
  components: { schemas: { [name: string]: JsonSchema } };
}

interface JsonSchema {
  [keyword: string]: unknown;
}

/** What a server answered, as far as the document speaks of it. */
export interface RecordedAnswer {
  path: string;
  status: number;
  contentType: string | null;
  headers: Headers;
  body: string;
}

/**
 * OFREP's OpenAPI document as a judge of answers.
 *
 * @remarks
 * Used word for word it refuses valid answers, so four places of it are corrected; each
 * correction is what the protocol's texts say.
 */
export class OfrepDocument {
  static load(): OfrepDocument {
    const document: OpenApiDocument = parse(
      readConformanceFile('ofrep/service/openapi.yaml'),
    );
    correct(document.components.schemas);
    return new OfrepDocument(document);
  }

  readonly #document: OpenApiDocument;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });
  readonly #validators = new Map<string, ValidateFunction>();

  private constructor(document: OpenApiDocument) {
    this.#document = document;
    this.#ajv.addSchema({ $id: 'ofrep', ...document });
  }

  /** @returns what is wrong with an answer, or nothing */
  findProblems(answer: RecordedAnswer): string[] {
    const { path, status, body, contentType } = answer;
    const template = path.endsWith('/evaluate/flags')
      ? '/ofrep/v1/evaluate/flags'
      : '/ofrep/v1/evaluate/flags/{key}';
    const described =
      this.#document.paths[template].post.responses[String(status)];
    if (!described) {
      return [`The document has no status ${status} for ${template}`];
    }
    if (status === 304) {
      return body === '' ? [] : ['A 304 must not have a body'];
    }
    const problems: string[] = [];
    if (template.endsWith('flags') && status === 200) {
      if (!answer.headers.get('etag')) {
        problems.push('A bulk answer needs an ETag');
      }
    }
    if (status === 429 && !answer.headers.get('retry-after')) {
      problems.push('A 429 needs Retry-After');
    }
    if (!described.content) {
      return problems;
    }
    if (!contentType?.startsWith('application/json')) {
      problems.push(`The content type is ${contentType}`);
    }
    const validate = this.#getValidator(template, status);
    if (!validate(JSON.parse(body))) {
      problems.push(`${body}: ${this.#ajv.errorsText(validate.errors)}`);
    }
    return problems;
  }

  #getValidator(template: string, status: number): ValidateFunction {
    const path = template.replaceAll('~', '~0').replaceAll('/', '~1');
    const ref = `ofrep#/paths/${encodeURIComponent(
      path,
    )}/post/responses/${status}/content/application~1json/schema`;
    const known = this.#validators.get(ref);
    if (known) {
      return known;
    }
    const validator = this.#ajv.compile({ $ref: ref });
    this.#validators.set(ref, validator);
    return validator;
  }
}

function correct(schemas: { [name: string]: JsonSchema }): void {
  // An empty schema matches every value, so that valued answers match two branches of `oneOf`.
  schemas.codeDefaultFlag.not = { required: ['value'] };
  const success = schemas.evaluationSuccess as { allOf: JsonSchema[] };
  const [fields, values] = success.allOf;
  // An integer is also a float.
  values.anyOf = values.oneOf;
  delete values.oneOf;
  // Missing in the list, but in the decision on code defaults and in every provider.
  (fields.properties as { reason: { enum: string[] } }).reason.enum.push(
    'DEFAULT',
  );
  // The document's own example of a bulk answer has the first.
  (
    schemas.evaluationFailure.properties as { errorCode: { enum: string[] } }
  ).errorCode.enum.push('FLAG_NOT_FOUND', 'TYPE_MISMATCH');
}
