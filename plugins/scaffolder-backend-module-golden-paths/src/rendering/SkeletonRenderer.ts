import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { InputError, isError } from '@backstage/errors';
import type { createFetchTemplateAction } from '@backstage/plugin-scaffolder-backend';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';

// GitHub's own expressions have the template engine's delimiters.
const alwaysCopied = ['.github/workflows/**'];

type FetchTemplateAction = ReturnType<typeof createFetchTemplateAction>;

/** What the renderer needs of the context of the action that renders. */
export type RenderingContext = Pick<
  ActionContext<JsonObject>,
  | 'checkpoint'
  | 'createTemporaryDirectory'
  | 'getInitiatorCredentials'
  | 'logger'
  | 'output'
  | 'secrets'
  | 'signal'
  | 'task'
>;

/** A folder to render. */
export interface Skeleton {
  /** How it is called in a message, for example `shared/docs`. */
  name: string;
  folder: string;
}

/** Renders skeletons one over the other, with the scaffolder's own `fetch:template`. */
export class SkeletonRenderer {
  readonly #fetchTemplate: FetchTemplateAction;

  constructor(options: { fetchTemplate: FetchTemplateAction }) {
    this.#fetchTemplate = options.fetchTemplate;
  }

  /** Where two skeletons have the same file, that of the later one stays. */
  async render(
    context: RenderingContext,
    options: {
      skeletons: Skeleton[];
      values: JsonObject;
      copyWithoutTemplating: string[];
      targetFolder: string;
    },
  ): Promise<void> {
    for (const skeleton of options.skeletons) {
      try {
        await this.#renderOne(context, { ...options, skeleton });
      } catch (error) {
        if (!isTemplateError(error)) {
          throw error;
        }
        throw await this.#explain(context, { ...options, skeleton }, error);
      }
    }
  }

  async #renderOne(
    context: RenderingContext,
    options: {
      skeleton: Skeleton;
      values: JsonObject;
      copyWithoutTemplating: string[];
      targetFolder: string;
    },
  ): Promise<void> {
    await this.#fetchTemplate.handler({
      ...context,
      workspacePath: options.targetFolder,
      templateInfo: {
        entityRef: 'template:default/skeleton',
        // Not a URL: fetch:template takes what follows the scheme for a path, blanks included.
        baseUrl: `file://${options.skeleton.folder}/template.yaml`,
      },
      input: {
        url: '.',
        values: options.values,
        copyWithoutTemplating: [
          ...alwaysCopied,
          ...options.copyWithoutTemplating,
        ],
        replace: true,
      },
    });
  }

  /**
   * Says which files cannot be rendered. The template engine knows the line and not the file, so
   * each is rendered alone; it happens only after a failure.
   */
  async #explain(
    context: RenderingContext,
    options: {
      skeleton: Skeleton;
      values: JsonObject;
      copyWithoutTemplating: string[];
    },
    cause: Error,
  ): Promise<Error> {
    const { name, folder } = options.skeleton;
    const problems: string[] = [];
    for (const file of await listFiles(folder)) {
      const alone = await context.createTemporaryDirectory();
      await mkdir(dirname(join(alone, file)), { recursive: true });
      await copyFile(join(folder, file), join(alone, file));
      try {
        await this.#renderOne(context, {
          ...options,
          skeleton: { name, folder: alone },
          targetFolder: await context.createTemporaryDirectory(),
        });
      } catch (error) {
        if (isTemplateError(error)) {
          problems.push(`${name}/${file}${describe(error)}`);
        }
      }
    }
    return new InputError(
      `The golden path cannot be rendered, and nothing has been created. Mend its skeleton:\n${problems.join(
        '\n',
      )}`,
      cause,
    );
  }
}

function isTemplateError(
  error: unknown,
): error is Error & { line?: number; column?: number } {
  return (
    isError(error) &&
    ['TemplateRenderError', 'TemplateLimitError'].includes(error.name)
  );
}

/** `:12:5: unexpected token`, as compilers write it. */
function describe(error: Error & { line?: number; column?: number }): string {
  const place = [error.line, error.column].filter(part => part !== undefined);
  const detail = error.message.replace(
    /^Template error at line \d+(, column \d+)?: /,
    '',
  );
  return `${place.map(part => `:${part}`).join('')}: ${detail}`;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
