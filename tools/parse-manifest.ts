type Wanted = Readonly<Record<string, string>>;

/** The parts of a package.json that walls and tidy look at. */
export type Manifest = {
  readonly name?: string;
  readonly dependencies?: Wanted;
  readonly devDependencies?: Wanted;
  readonly optionalDependencies?: Wanted;
  readonly peerDependencies?: Wanted;
  readonly imports?: Readonly<Record<string, string | Wanted>>;
};

/** The parts of a package-lock.json, by place (`node_modules/pg`). */
export type Lock = { readonly packages?: Readonly<Record<string, Locked>> };

export type Locked = {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly dependencies?: Wanted;
  readonly optionalDependencies?: Wanted;
};

/** Both files are npm's own form; npm refuses to install from anything else, so the form is not checked again here. */
export const parseManifest = (text: string): Manifest => JSON.parse(text) as Manifest;
export const parseLock = (text: string): Lock => JSON.parse(text) as Lock;
