import { z } from 'zod';

// What is not named here is dropped as it is read; of the rules only their presence is shown.
const metadata = z
  .object({
    flagSetId: z.string().optional(),
    description: z.unknown().optional(),
  })
  .optional();

const flag = z.object({
  state: z.string(),
  defaultVariant: z.string().nullish(),
  targeting: z.record(z.string(), z.unknown()).nullish(),
  metadata,
});

/** A file with its flags by key, or as a list of flags that carry their key. */
export const flagdFile = z
  .object({
    flags: z.union([
      z.record(z.string(), flag),
      z.array(flag.extend({ key: z.string() })),
    ]),
    metadata,
  })
  .transform(file => ({
    flagSetId: file.metadata?.flagSetId,
    flags: Array.isArray(file.flags)
      ? file.flags
      : Object.entries(file.flags).map(([key, value]) => ({ ...value, key })),
  }));

export type FlagdFlags = z.infer<typeof flagdFile>;
export type FlagdFlag = FlagdFlags['flags'][number];
