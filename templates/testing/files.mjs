import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** The files of a repository that are in Git, by their paths. */
export async function listFiles(folder) {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(path => !path.startsWith('.git/'))
    .sort();
}

/** All documents of a YAML file; one that does not parse is an error with its place. */
export async function readYaml(path) {
  return parseYaml(await readFile(path, 'utf8'), path);
}

export function parseYaml(text, name) {
  return parseAllDocuments(text).map(document => {
    if (document.errors.length > 0) {
      throw new Error(`${name}: ${document.errors[0].message}`);
    }
    return document.toJS();
  });
}
