import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, NotFoundError, isError } from '@backstage/errors';
import { LineCounter, parseAllDocuments } from 'yaml';
import { ZodError, z } from 'zod/v4';
import {
  type ClusterObject,
  type OwnerReference,
  objectKey,
  objectUid,
} from './ClusterObject';
import { expandWorkload } from './expandWorkload';
import { podMetricsSchema } from './podMetrics';
import { resolveRelativeTimes } from './relativeTime';
import { apiVersionOf, resourceTypes } from './resourceTypes';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    creationTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    ownerReferences: z
      .array(
        z.looseObject({
          apiVersion: z.string(),
          kind: z.string(),
          name: z.string(),
        }),
      )
      .optional(),
  }),
});

interface LocatedObject {
  object: ClusterObject;
  place: string;
}

/**
 * Reads every `*.yaml` file of a directory into the objects that the demo cluster serves: relative times resolved against
 * `now`, recorded workloads expanded, UIDs filled in.
 *
 * @throws an InputError that names the file and the document for the first manifest that cannot be served
 */
export async function loadManifests(options: {
  directory: string;
  now: Date;
}): Promise<ClusterObject[]> {
  const { directory, now } = options;
  const located: LocatedObject[] = [];
  for (const file of await listManifestFiles(directory)) {
    const content = await readFile(join(directory, file), 'utf8');
    located.push(...readManifests(content, file, now));
  }
  assertConsistent(located);
  return located.map(({ object }) => withIdentity(object, now));
}

async function listManifestFiles(directory: string): Promise<string[]> {
  let files: string[];
  try {
    files = await readdir(directory);
  } catch (error) {
    throw new NotFoundError(
      `The demo cluster's manifests cannot be read from '${directory}'`,
      error,
    );
  }
  const manifests = files.filter(file => file.endsWith('.yaml')).sort();
  if (manifests.length === 0) {
    throw new NotFoundError(
      `No *.yaml manifests for the demo cluster in '${directory}'`,
    );
  }
  return manifests;
}

function readManifests(
  content: string,
  file: string,
  now: Date,
): LocatedObject[] {
  const lineCounter = new LineCounter();
  const documents = [
    ...parseAllDocuments(content, { lineCounter, prettyErrors: true }),
  ];
  return documents.flatMap((document, index) => {
    const offset = document.contents?.range?.[0] ?? document.range[0];
    const { line } = lineCounter.linePos(offset);
    const place = `${file}, document ${index + 1} (line ${line})`;
    try {
      if (document.errors.length > 0) {
        throw document.errors[0];
      }
      const value: unknown = document.toJS();
      return value === null
        ? []
        : readObjects(resolveRelativeTimes(value, now)).map(object => ({
            object,
            place,
          }));
    } catch (error) {
      throw new InputError(`${place}: ${describe(error)}`);
    }
  });
}

function readObjects(value: unknown): ClusterObject[] {
  const object: ClusterObject = objectSchema.parse(value);
  const { apiVersion, kind, metadata } = object;
  const type = resourceTypes.find(
    candidate =>
      candidate.kind === kind && apiVersionOf(candidate) === apiVersion,
  );
  if (!type) {
    const served = resourceTypes.map(t => `${apiVersionOf(t)} ${t.kind}`);
    throw new InputError(
      `the demo cluster serves no '${kind}' of '${apiVersion}'; it serves ${served.join(
        ', ',
      )}`,
    );
  }
  if (apiVersion === 'autoscaling/v1') {
    throw new InputError(
      `write the autoscaler '${metadata.name}' as 'autoscaling/v2', from which the older form is derived`,
    );
  }
  if (type.namespaced !== (metadata.namespace !== undefined)) {
    throw new InputError(
      type.namespaced
        ? `${kind} '${metadata.name}' has no metadata.namespace`
        : `${kind} '${metadata.name}' belongs to the whole cluster and cannot have the namespace '${metadata.namespace}'`,
    );
  }
  if (kind === 'PodMetrics') {
    podMetricsSchema.parse(object);
  }
  return 'recorded' in object ? expandWorkload(object) : [object];
}

function assertConsistent(located: LocatedObject[]): void {
  const places = new Map<string, string>();
  const namespaces = new Set(
    located
      .filter(({ object }) => object.kind === 'Namespace')
      .map(({ object }) => object.metadata.name),
  );
  for (const { object, place } of located) {
    const { name, namespace } = object.metadata;
    const key = `${object.kind} '${objectKey(name, namespace)}'`;
    const earlier = places.get(key);
    if (earlier) {
      throw new InputError(`${place}: ${key} is also in ${earlier}`);
    }
    places.set(key, place);
    if (namespace !== undefined && !namespaces.has(namespace)) {
      throw new InputError(
        `${place}: ${key} is in the namespace '${namespace}', which no manifest declares`,
      );
    }
  }
}

function withIdentity(object: ClusterObject, now: Date): ClusterObject {
  const { name, namespace, ownerReferences } = object.metadata;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: objectUid(object.kind, name, namespace),
      creationTimestamp:
        object.metadata.creationTimestamp ??
        String(resolveRelativeTimes('ago:90d', now)),
      ...(ownerReferences && {
        ownerReferences: ownerReferences.map((owner: OwnerReference) => ({
          ...owner,
          uid: objectUid(owner.kind, owner.name, namespace),
        })),
      }),
    },
  };
}

function describe(error: unknown): string {
  if (error instanceof ZodError) {
    return error.issues
      .map(issue =>
        issue.path.length > 0
          ? `'${issue.path.join('.')}': ${issue.message}`
          : issue.message,
      )
      .join('; ');
  }
  return isError(error) ? error.message : String(error);
}
