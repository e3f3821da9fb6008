import protobuf from 'protobufjs';
import { emptyDescription, type Finding, type Inspection } from '../Inspection';

/** Inspects a file of Protocol Buffers with the services of gRPC. */
export function inspectProtobuf(text: string): Inspection {
  let file: protobuf.IParserResult;
  try {
    file = protobuf.parse(text, {
      alternateCommentMode: true,
      keepCase: true,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, line] = /\(line (\d+)\)$/.exec(message) ?? [];
    return {
      isParsed: false,
      problem: {
        severity: 'error',
        code: 'parser',
        message: message.replace(/ \(line \d+\)$/, ''),
        ...(line !== undefined && { line: Number(line) }),
      },
    };
  }
  const { root, imports = [], weakImports = [] } = file;
  const services = findServices(root);
  const methods = services.flatMap(service =>
    service.methodsArray.map(method => ({
      name: `${service.name}.${method.name}`,
      comment: method.comment,
    })),
  );
  const version = /(?:^|\.)(v\d+(?:(?:alpha|beta)\d*)?)$/.exec(
    file.package ?? '',
  )?.[1];
  return {
    isParsed: true,
    findings: [
      ...findPackageFindings(file.package, version),
      ...services
        .filter(({ comment }) => !comment)
        .map(
          ({ name }): Finding => ({
            severity: 'warning',
            code: 'COMMENT_SERVICE',
            message: `The service '${name}' has no comment`,
          }),
        ),
      ...(services.length === 0
        ? [
            {
              severity: 'error' as const,
              code: 'no-service',
              message: 'The definition has no service',
            },
          ]
        : []),
    ],
    description: {
      ...emptyDescription(),
      ...(version !== undefined && { version }),
      operations: methods.length,
      withoutDescription: methods
        .filter(({ comment }) => !comment)
        .map(({ name }) => name),
      externalReferences: [...imports, ...weakImports],
    },
  };
}

/** Names are those of the same rules of `buf lint`. */
function findPackageFindings(
  name: string | undefined,
  version: string | undefined,
): Finding[] {
  if (!name) {
    return [
      {
        severity: 'warning',
        code: 'PACKAGE_DEFINED',
        message: 'The definition has no package',
      },
    ];
  }
  return version === undefined
    ? [
        {
          severity: 'hint',
          code: 'PACKAGE_VERSION_SUFFIX',
          message: `The package '${name}' does not end with a version, for example '${name}.v1'`,
        },
      ]
    : [];
}

function findServices(namespace: protobuf.NamespaceBase): protobuf.Service[] {
  return namespace.nestedArray.flatMap(item => {
    if (item instanceof protobuf.Service) {
      return [item];
    }
    return item instanceof protobuf.Namespace ? findServices(item) : [];
  });
}
