import { Problem } from './Problem.mjs';

const explanations = {
  EACCES: [
    path => `'${path}' may not be read or written by this user.`,
    'Make it yours with chown, or give another folder with --data.',
  ],
  EPERM: [
    path => `'${path}' may not be changed by this user.`,
    'Make it yours with chown, or give another folder with --data.',
  ],
  EROFS: [
    path => `'${path}' is on a read-only file system.`,
    'Use a checkout and a --data folder that can be written.',
  ],
  ENOSPC: [
    path => `The disk is full: '${path}' could not be written.`,
    'Free some space; a checkout with its packages and data needs about 5 GB.',
  ],
  EDQUOT: [
    path => `The disk quota is used up: '${path}' could not be written.`,
    'Free some space; a checkout with its packages and data needs about 5 GB.',
  ],
  ENOTDIR: [
    path => `A part of '${path}' is a file where a folder is needed.`,
    'Move the file away, or give another folder with --data.',
  ],
  EEXIST: [
    path => `'${path}' is there already and is no folder.`,
    'Move it away, or give another folder with --data.',
  ],
};

/**
 * Says what the person at the terminal can do about an error of the system.
 *
 * @param {NodeJS.ErrnoException} error
 * @returns {Problem | undefined} nothing when only a developer can mend it
 */
export function explainSystemError(error) {
  const explanation = explanations[error?.code];
  if (!explanation) {
    return undefined;
  }
  const [cause, mend] = explanation;
  return new Problem(cause(error.path ?? 'a file'), mend);
}
