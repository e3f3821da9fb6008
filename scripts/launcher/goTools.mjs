import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fingerprint, isStamped, stamp } from './fingerprint.mjs';
import { root, tools } from './paths.mjs';
import { Problem } from './Problem.mjs';
import { runCommand } from './runCommand.mjs';

const execute = promisify(execFile);
const bin = join(tools, 'go', 'bin');

/** Programs that are built from their Go modules, each pinned in the go.mod of its folder. */
const programs = {
  actionlint: {
    folder: 'tools',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
  },
  caddy: {
    folder: 'tools/golden-paths',
    package: 'github.com/caddyserver/caddy/v2/cmd/caddy',
  },
  'golangci-lint': {
    folder: 'tools/golangci-lint',
    package: 'github.com/golangci/golangci-lint/v2/cmd/golangci-lint',
  },
  helm: { folder: 'tools', package: 'helm.sh/helm/v4/cmd/helm' },
  'helm-unittest': {
    folder: 'tools',
    package: 'github.com/helm-unittest/helm-unittest/cmd/helm-unittest',
  },
  kubeconform: {
    folder: 'tools',
    package: 'github.com/yannh/kubeconform/cmd/kubeconform',
  },
  kustomize: {
    folder: 'tools/golden-paths',
    package: 'sigs.k8s.io/kustomize/kustomize/v5',
  },
  etcd: {
    folder: 'tools/kube-apiserver',
    package: 'go.etcd.io/etcd/server/v3',
  },
  'kube-apiserver': {
    folder: 'tools/kube-apiserver',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    // Else it says that it is v0.0.0, and charts ask for a newer one.
    versionOf: 'k8s.io/kubernetes',
  },
  'fake-gcs-server': {
    folder: 'tools/gcs',
    package: 'github.com/fsouza/fake-gcs-server',
  },
  promtool: {
    folder: 'tools/prometheus',
    package: 'github.com/prometheus/prometheus/cmd/promtool',
  },
  versitygw: {
    folder: 'tools/s3',
    package: 'github.com/versity/versitygw/cmd/versitygw',
  },
};

/**
 * Builds programs of `programs` that are not built yet. The variable `GO` names another Go than
 * the one on the path.
 *
 * @param {import('./main.mjs').Context} context
 * @param {string[]} names
 * @returns {Promise<{ paths: Record<string, string> } | { unavailable: string }>} why there are
 *   none on this machine; a program that does not compile is an error instead
 */
export async function prepareGoTools({ progress, stop }, names) {
  const go = await findGo();
  if (!go) {
    return { unavailable: 'needs Go 1.21 or newer, which was not found' };
  }
  const paths = {};
  for (const name of names) {
    const result = await prepareProgram({ go, name, progress, stop });
    if (result.unavailable) {
      return result;
    }
    paths[name] = result.path;
  }
  return { paths };
}

/**
 * The folders of Go modules whose files are read, pinned in `folder`/go.mod.
 *
 * @param {import('./main.mjs').Context} context
 * @param {string} folder
 * @param {string[]} modules
 * @returns {Promise<{ folders: Record<string, string> } | { unavailable: string }>}
 */
export async function prepareGoModules({ progress }, folder, modules) {
  const go = await findGo();
  if (!go) {
    return { unavailable: 'needs Go 1.21 or newer, which was not found' };
  }
  try {
    const { stdout } = await progress.step(
      `Fetch ${modules.join(' and ')}`,
      () =>
        execute(go, ['mod', 'download', '-json', ...modules], {
          cwd: join(root, folder),
        }),
    );
    const found = JSON.parse(`[${stdout.trim().replaceAll('}\n{', '},{')}]`);
    return {
      folders: Object.fromEntries(found.map(({ Path, Dir }) => [Path, Dir])),
    };
  } catch (error) {
    const reason = explainUnreachable(`${error.stdout}${error.stderr}`);
    if (reason) {
      return { unavailable: reason };
    }
    throw error;
  }
}

async function prepareProgram({ go, name, progress, stop }) {
  const { folder, package: path, versionOf } = programs[name];
  const file = join(bin, name);
  const wanted = await fingerprint(
    [join(folder, 'go.mod'), join(folder, 'go.sum')],
    [path, process.platform, process.arch],
  );
  if (existsSync(file) && (await isStamped(`go-${name}`, wanted))) {
    return { path: file };
  }
  try {
    await progress.step(`Build ${name} from its Go module`, async detail => {
      const flags = ['-s', '-w'];
      if (versionOf) {
        flags.push(...(await versionFlags(go, folder, versionOf)));
      }
      await runCommand({
        name: `go-build-${name}`,
        command: go,
        args: [
          ...['build', '-C', folder, '-trimpath', '-ldflags', flags.join(' ')],
          ...['-o', file, path],
        ],
        env: { GOFLAGS: '-mod=readonly -buildvcs=false' },
        stop,
        onLine: detail,
      });
    });
  } catch (error) {
    const reason =
      error instanceof Problem && explainUnreachable(error.output ?? '');
    if (reason) {
      return { unavailable: reason };
    }
    throw error;
  }
  await stamp(`go-${name}`, wanted);
  return { path: file };
}

async function versionFlags(go, folder, module) {
  const { stdout } = await execute(
    go,
    ['list', '-m', '-f', '{{.Version}}', module],
    { cwd: join(root, folder) },
  );
  const version = stdout.trim();
  const [major, minor] = version.slice(1).split('.');
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor };
  return Object.entries(values).map(
    ([key, value]) => `-X k8s.io/component-base/version.${key}=${value}`,
  );
}

/** The command of a Go that fetches the toolchain a go.mod asks for, as it does from 1.21 on. */
export async function findGo() {
  const places = process.env.GO
    ? [process.env.GO]
    : ['go', '/usr/local/go/bin/go'];
  for (const command of places) {
    try {
      const { stdout } = await execute(command, ['env', 'GOVERSION'], {
        cwd: root,
      });
      const [major, minor] = stdout.trim().slice(2).split('.').map(Number);
      if (major > 1 || minor >= 21) {
        return command;
      }
    } catch {
      // Not there: it may be at the next place.
    }
  }
  return undefined;
}

function explainUnreachable(output) {
  return /dial tcp|no such host|i\/o timeout|connection refused|TLS handshake|Temporary failure|module lookup disabled|proxyconnect/i.test(
    output,
  )
    ? 'needs Go modules, and their proxy could not be reached'
    : undefined;
}
