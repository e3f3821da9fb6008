import { z } from 'zod';

// What is not named here is dropped as it is read. Unleash sends more: the people
// who made a flag with their pictures, last uses, strategies with user ids.
const environment = z.object({
  name: z.string(),
  enabled: z.boolean(),
  variantCount: z.number().optional(),
  hasStrategies: z.boolean().optional(),
  hasEnabledStrategies: z.boolean().optional(),
});

export const unleashFeature = z.object({
  name: z.string(),
  description: z.string().nullish(),
  stale: z.boolean().nullish(),
  createdAt: z.string().nullish(),
  environments: z.array(environment).default([]),
});

export const unleashFeatures = z.object({ features: z.array(unleashFeature) });

export type UnleashEnvironment = z.infer<typeof environment>;
export type UnleashFeature = z.infer<typeof unleashFeature>;
