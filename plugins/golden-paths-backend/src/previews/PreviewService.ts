import type {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  InputError,
  NotAllowedError,
  NotFoundError,
  ResponseError,
  toError,
} from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  isTemplateEntityV1beta3,
  type TemplateEntityV1beta3,
} from '@backstage/plugin-scaffolder-common';
import { taskCreatePermission } from '@backstage/plugin-scaffolder-common/alpha';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import type {
  Preview,
  PreviewProblem,
} from '@causeway/plugin-golden-paths-common';
import { toPreviewFiles } from './toPreviewFiles';

const fetchAction = 'golden-path:fetch';

/** Shows what a template would write, without doing it. */
export class PreviewService {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntityByRef'>;
  readonly #permissions: Pick<PermissionsService, 'authorize'>;
  readonly #scaffolder: Pick<ScaffolderService, 'dryRun'>;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    permissions: Pick<PermissionsService, 'authorize'>;
    scaffolder: Pick<ScaffolderService, 'dryRun'>;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#permissions = options.permissions;
    this.#scaffolder = options.scaffolder;
  }

  /**
   * @remarks
   * Who may start the task may see what it would write. A dry run of any template at all takes a
   * permission of its own, so the plugin asks for it, with the steps that render and no others.
   *
   * @throws NotFoundError if the reader sees no such template
   * @throws NotAllowedError if the reader may not start tasks
   */
  async preview(
    request: { templateRef: string; values: JsonObject },
    options: { credentials: BackstageCredentials },
  ): Promise<Preview> {
    const { credentials } = options;
    const [{ result }] = await this.#permissions.authorize(
      [{ permission: taskCreatePermission }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError('You are not allowed to run templates');
    }
    const template = await this.#getTemplate(request.templateRef, credentials);
    const rendering = toRendering(template);
    if (!rendering) {
      return toPreview([
        {
          message: `'${template.metadata.name}' has no step '${fetchAction}', so what it writes is known only when it runs`,
        },
      ]);
    }
    try {
      const { directoryContents } = await this.#scaffolder.dryRun(
        { template: rendering, values: request.values, directoryContents: [] },
        { credentials: await this.#auth.getOwnServiceCredentials() },
      );
      return { files: toPreviewFiles(directoryContents), problems: [] };
    } catch (error) {
      // What the scaffolder refuses is a mistake in the skeleton or the answers.
      if (!(error instanceof ResponseError) || error.statusCode >= 500) {
        throw error;
      }
      return toPreview(toProblems(toError(error.cause).message));
    }
  }

  async #getTemplate(
    templateRef: string,
    credentials: BackstageCredentials,
  ): Promise<TemplateEntityV1beta3> {
    const entityRef = parse(templateRef);
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials,
    });
    if (!entity || !isTemplateEntityV1beta3(entity)) {
      throw new NotFoundError(`No template '${entityRef}' in the catalog`);
    }
    return entity;
  }
}

function parse(templateRef: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(templateRef, {
        defaultKind: 'template',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    throw new InputError(`'${templateRef}' is not the ref of a template`);
  }
}

/** The template without what it does elsewhere. */
function toRendering(
  template: TemplateEntityV1beta3,
): TemplateEntityV1beta3 | undefined {
  const steps = template.spec.steps
    .filter(({ action }) => action === fetchAction)
    .map(step => ({
      ...step,
      // A dry run knows the template by its content only.
      input: { template: template.metadata.name, ...step.input },
    }));
  return steps.length > 0
    ? { ...template, spec: { ...template.spec, steps, output: {} } }
    : undefined;
}

function toPreview(problems: PreviewProblem[]): Preview {
  return { files: [], problems };
}

/** A mistake in a skeleton has a line of its own, which begins with file, line and column. */
function toProblems(message: string): PreviewProblem[] {
  const located = message.split('\n').flatMap(each => {
    const match = /^(\S.*?):(\d+):(?:\d+:)? (.+)$/.exec(each);
    return match
      ? [{ file: match[1], line: Number(match[2]), message: match[3] }]
      : [];
  });
  return located.length > 0 ? located : [{ message }];
}
