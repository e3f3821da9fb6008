import { InputError } from '@backstage/errors';

const factors: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

/** The number that a Kubernetes quantity such as `250m` or `512Mi` stands for, in cores or bytes. */
export function parseQuantity(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)(n|u|m|k|M|G|Ki|Mi|Gi)?$/.exec(quantity);
  if (!match) {
    throw new InputError(
      `'${quantity}' is no quantity; write for example '250m' or '512Mi'`,
    );
  }
  return Number(match[1]) * factors[match[2] ?? ''];
}
