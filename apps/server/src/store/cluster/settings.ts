export const USER = 'zhaobiao';
export const DATABASE = 'zhaobiao';
/** The major version of the data; another one needs `export` and `import`. */
export const MAJOR = '18';

/** How clients reach PostgreSQL: a socket in a private folder, or loopback with a password where there are no safe sockets (Windows). */
export type Route =
  | { readonly kind: 'socket'; readonly folder: string }
  | { readonly kind: 'tcp'; readonly port: number; readonly password: string };

/**
 * Sizes for a machine with two cores, written to postgresql.conf once, where an operator may change them.
 * `sync` reading and no parallel workers keep a dozen helper processes away; `pglz` because lz4 is not built in everywhere.
 */
export const SIZES: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  max_connections: '60',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  effective_cache_size: '512MB',
  min_wal_size: '80MB',
  max_wal_size: '512MB',
  wal_compression: 'pglz',
  checkpoint_completion_target: '0.9',
  io_method: 'sync',
  jit: 'off',
  max_worker_processes: '4',
  max_parallel_workers_per_gather: '0',
  autovacuum_max_workers: '2',
  timezone: 'UTC',
  log_timezone: 'Asia/Shanghai',
  default_text_search_config: 'pg_catalog.simple',
};

/**
 * What no edit of postgresql.conf may change: durability, who can reach the server, and a log without contents.
 * Statements, parameters and the DETAIL line of an error quote rows, some of them personal or sealed.
 */
export function enforced(route: Route): readonly string[] {
  const settings: Record<string, string> = {
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    wal_level: 'replica',
    max_wal_senders: '2',
    max_replication_slots: '4',
    archive_mode: 'off',
    logging_collector: 'off',
    log_destination: 'stderr',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    log_statement: 'none',
    log_line_prefix: '%m [%p] ',
    listen_addresses: route.kind === 'socket' ? '' : '127.0.0.1',
    port: route.kind === 'socket' ? '5432' : String(route.port),
    unix_socket_directories: route.kind === 'socket' ? route.folder : '',
    unix_socket_permissions: '0700',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** What `pg` needs to connect. */
export type Connection = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
};

export function connectionOf(route: Route, database: string): Connection {
  return route.kind === 'socket'
    ? { host: route.folder, port: 5432, user: USER, database }
    : { host: '127.0.0.1', port: route.port, user: USER, database, password: route.password };
}

/** The same as a connection URL, with the socket folder as libpq and `pg` take it (`?host=`). */
export function urlOf(connection: Connection): string {
  const { host, port, user, database, password } = connection;
  if (password !== undefined) return `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}`;
  return `postgresql://${user}@localhost:${port}/${encodeURIComponent(database)}?host=${encodeURIComponent(host)}`;
}
