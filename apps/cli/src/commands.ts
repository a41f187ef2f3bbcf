/** Every command, in the order of `--help`. Each is loaded when it is called: `verify` starts without the platform. */
import type { Run } from './command.ts';

export type Listed = { readonly zh: string; readonly en: string; readonly load: () => Promise<{ readonly run: Run | ((args: readonly string[]) => Promise<number>) }> };

export const COMMANDS: Readonly<Record<string, Listed>> = {
  verify: { zh: '核验证据包或收据', en: 'verify a bundle or a receipt', load: () => import('./verify.ts') },
  recompute: { zh: '从证据包重算开标和评标结果', en: 'compute opening and ranking again from a bundle', load: () => import('./recompute.ts') },
  check: { zh: '发布前检查招标文件', en: 'check a tender document before it is published', load: () => import('./check.ts') },
  seal: { zh: '在投标人自己的机器上密封投标', en: "seal a bid on the bidder's own machine", load: () => import('./seal.ts') },
  bundle: { zh: '导出一个标段的证据包', en: 'write the bundle of a lot', load: () => import('./bundle.ts') },
  replay: { zh: '从行为重算全部状态并比对', en: 'fold everything again and compare', load: () => import('./replay.ts') },
  rebuild: { zh: '从行为重建一张视图表', en: 'make a view anew', load: () => import('./rebuild.ts') },
  migrate: { zh: '把数据库升级到本版本', en: 'bring the database up to date', load: () => import('./migrate.ts') },
  backup: { zh: '备份运行中的平台', en: 'back up the running platform', load: () => import('./backup.ts') },
  restore: { zh: '从备份恢复', en: 'restore a backup', load: () => import('./restore.ts') },
  export: { zh: '把全部数据导出为文本', en: 'export every row as text', load: () => import('./export.ts') },
  import: { zh: '把导出的数据装入空数据库', en: 'load an export into an empty database', load: () => import('./import.ts') },
  admin: { zh: '启用平台、密钥、令牌和账号', en: 'found a platform; keys, tokens and accounts', load: () => import('./admin.ts') },
  scenario: { zh: '跑一个完整案例', en: 'run a whole case', load: () => import('./scenario.ts') },
  simulate: { zh: '带故障的随机模拟', en: 'simulate a city with faults', load: () => import('./simulate.ts') },
};
