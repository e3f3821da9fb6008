import type { Entity } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type {
  Environment,
  Flag,
  FlagEnvironment,
} from '@causeway/plugin-feature-flags-common';
import type { FlagsApi } from '../api';

export const environments: Environment[] = [
  { name: 'development', title: 'Development', isProduction: false },
  { name: 'production', title: 'Production', isProduction: true },
];

export const paymentService: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payment-service', namespace: 'default' },
  spec: { type: 'service' },
};

export function createEnvironment(
  fields: Partial<FlagEnvironment> = {},
): FlagEnvironment {
  return {
    state: 'ENABLED',
    defaultVariant: 'on',
    updatedAt: new Date().toISOString(),
    updatedBy: 'user:default/ada',
    ...fields,
  };
}

export function createFlag(fields: Partial<Flag> = {}): Flag {
  const now = new Date().toISOString();
  return {
    flagSet: 'payments',
    key: 'checkout-v2',
    type: 'boolean',
    kind: 'release',
    tags: [],
    entityRef: 'component:default/payment-service',
    variants: { on: true, off: false },
    prerequisites: [],
    metadata: {},
    environments: {
      development: createEnvironment(),
      production: createEnvironment({ state: 'DISABLED' }),
    },
    revision: 3,
    createdAt: now,
    createdBy: 'user:default/ada',
    updatedAt: now,
    updatedBy: 'user:default/ada',
    ...fields,
  };
}

/** An API with two environments and no flags. */
export function createFlagsApi(): jest.Mocked<FlagsApi> {
  return {
    listEnvironments: jest.fn().mockResolvedValue(environments),
    listFlagSets: jest.fn().mockResolvedValue({ items: [] }),
    createFlagSet: jest.fn(),
    getFlagSet: jest.fn(),
    listFlags: jest.fn().mockResolvedValue({ items: [] }),
    getFlag: jest.fn(),
    createFlag: jest.fn(),
    updateFlag: jest.fn(),
    deleteFlag: jest.fn(),
    updateFlagEnvironment: jest.fn(),
    validate: jest.fn().mockResolvedValue([]),
    explain: jest.fn(),
    listSegments: jest.fn().mockResolvedValue([]),
    putSegment: jest.fn(),
    deleteSegment: jest.fn(),
    validateSegment: jest.fn().mockResolvedValue([]),
    exportFile: jest.fn(),
    previewImport: jest.fn(),
    importFile: jest.fn(),
    listEvents: jest.fn().mockResolvedValue({ items: [] }),
    restore: jest.fn(),
    listKeys: jest.fn().mockResolvedValue([]),
    createKey: jest.fn(),
    rotateKey: jest.fn(),
    revokeKey: jest.fn(),
    listSources: jest.fn().mockResolvedValue([]),
    listSourceFlags: jest.fn(),
    setSourceFlagEnabled: jest.fn(),
    getConformance: jest.fn(),
  };
}

/** A refusal of the backend, as the client passes it on. */
export async function createRefusal(
  status: number,
  message: string,
): Promise<Error> {
  return ResponseError.fromResponse(
    Response.json(
      { error: { name: 'Error', message }, response: { statusCode: status } },
      { status },
    ),
  );
}
