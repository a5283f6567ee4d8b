const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = {
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  loong64: 'loong64',
  mips64el: 'mips64el',
  ppc64: 'ppc64',
  ppc64le: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
  x64: 'x64',
};

/**
 * The packages of a lockfile, with those that another platform would install.
 *
 * @param {Record<string, any>} packages by path in the tree
 * @returns {{ packages: Record<string, any>, added: string[] }}
 */
export function completeLockfile(packages) {
  const complete = { ...packages };
  const added = [];
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isInTree(complete, path, name)) continue;
      if (!/^\d+\.\d+\.\d+[^\s|<>]*$/.test(version)) {
        throw new Error(`expected an exact version of ${name} in ${path}, was ${version}`);
      }
      const own = `node_modules/${name}`;
      added.push(own);
      const { cpu, libc, os } = platformOf(name);
      const dev = entry.dev ? { dev: true } : {};
      // In the order that npm itself writes.
      complete[own] = { version, ...cpu, ...dev, ...libc, optional: true, ...os };
    }
  }
  const sorted = Object.entries(complete).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { packages: Object.fromEntries(sorted), added };
}

/** Whether a package at `path` finds `name`, in its own node_modules or one above. */
function isInTree(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in packages) return true;
    if (at === '') return false;
  }
}

/** The platform in a package's name, `@rollup/rollup-linux-arm64-musl`. */
function platformOf(name) {
  const words = name.split('/').at(-1)?.split(/[-.]/) ?? [];
  const system = words.find((word) => SYSTEMS.includes(word));
  const processor = words.map((word) => PROCESSORS[word]).find((word) => word !== undefined);
  if (system === undefined && processor === undefined) {
    throw new Error(`expected a platform in the name of an absent optional package, was ${name}`);
  }
  const libc = words.find((word) => /^(musl|gnu)/.test(word));
  const kind = libc?.startsWith('musl') ? 'musl' : 'glibc';
  return {
    cpu: processor === undefined ? {} : { cpu: [processor] },
    libc: system === 'linux' && libc !== undefined ? { libc: [kind] } : {},
    os: system === undefined ? {} : { os: [system] },
  };
}
