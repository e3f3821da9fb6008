/** The machine-readable reasons of a failure that the demo cluster uses. */
export type StatusReason =
  | 'BadRequest'
  | 'InternalError'
  | 'MethodNotAllowed'
  | 'NotFound'
  | 'Unauthorized';

const codes = {
  BadRequest: 400,
  InternalError: 500,
  MethodNotAllowed: 405,
  NotFound: 404,
  Unauthorized: 401,
} satisfies Record<StatusReason, number>;

/** What a `Status` may say beyond its message. */
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
}

/** The body that Kubernetes clients expect with every failure. */
export interface KubernetesStatus {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Failure';
  message: string;
  reason: StatusReason;
  details?: StatusDetails;
  code: number;
}

/** A failure that is answered with a Kubernetes `Status` object instead of Backstage's error shape. */
export class KubernetesStatusError extends Error {
  readonly status: KubernetesStatus;

  constructor(reason: StatusReason, message: string, details?: StatusDetails) {
    super(message);
    this.name = 'KubernetesStatusError';
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details && { details }),
      code: codes[reason],
    };
  }
}
