import type { LoginFault } from '../../identity/accounts.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import { say, written, type Language } from './language.ts';

export type LoginForm = { readonly form: string; readonly next: string; readonly fault?: LoginFault };

const faultText = (language: Language, fault: LoginFault): string =>
  fault.code === 'loginPaused'
    ? say(language, `连续多次没有登录成功，${fault.seconds} 秒后可以再试。`, `Too many failed attempts. Try again in ${fault.seconds} seconds.`)
    : say(language, '没有登录：用户名或者密码不对。请核对后再试。', 'Not signed in: the name or the password is wrong.');

export function loginPage(language: Language, { form, next, fault }: LoginForm): string {
  const title = say(language, '登录', 'Sign in');
  return layout({
    language, title: `${title} · ${say(language, '公共资源交易', 'Public Resource Trading')}`, path: '/login', current: 'login',
    content: html`<article class="narrow">
<h1>${title}</h1>
${fault === undefined ? null : html`<p class="strip bad" role="alert" id="fault"><span aria-hidden="true">■</span> ${faultText(language, fault)}</p>`}
<form method="post" action="/login" class="form">
<input type="hidden" name="form" value="${form}"><input type="hidden" name="next" value="${next}">
<label for="login">${say(language, '用户名', 'Name')}</label>
<input id="login" name="login" type="text" autocomplete="username" required maxlength="64"${fault === undefined ? null : html` aria-describedby="fault"`}>
<label for="password">${say(language, '密码', 'Password')}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="256">
<button type="submit">${title}</button>
</form>
<p class="note">${say(language, '登录后可以查看本单位的办理。办理事项由已登记的密钥签名。', 'Signing in lets you read your own cases. Acts are signed with a registered key.')}</p>
</article>`,
  });
}

export type AccountView = { readonly name: string; readonly party: string; readonly roles: readonly string[]; readonly csrf: string };

const ROLES: Readonly<Record<string, readonly [string, string]>> = {
  procuringEntity: ['招标人', 'procuring entity'], agency: ['招标代理机构', 'agency'], supplier: ['投标单位', 'supplier'], guardian: ['开标密钥保管人', 'guardian'], operator: ['公共资源交易中心', 'trading centre'],
  registrar: ['注册登记机构', 'registrar'], supervisor: ['行政监督部门', 'supervisor'], depository: ['保证金存管机构', 'depository'], expert: ['评标专家', 'evaluation expert'], notary: ['公证机构', 'notary'], systemAdministrator: ['系统管理员', 'system administrator'],
};

export function accountPage(language: Language, { name, party, roles, csrf }: AccountView): string {
  const title = say(language, '我的账号', 'My account');
  const named = roles.map((role) => ROLES[role]?.[language === 'zh' ? 0 : 1] ?? role).join(language === 'zh' ? '、' : ', ');
  return layout({
    language, title: `${title} · ${say(language, '公共资源交易', 'Public Resource Trading')}`, path: '/account',
    content: html`<article class="narrow">
<h1>${title}</h1>
<dl class="facts"><div><dt>${say(language, '姓名', 'Name')}</dt><dd>${written(language, name)}</dd></div><div><dt>${say(language, '单位', 'Organisation')}</dt><dd>${party}</dd></div><div><dt>${say(language, '身份', 'Roles')}</dt><dd>${named}</dd></div></dl>
<form method="post" action="/logout" class="form"><input type="hidden" name="csrf" value="${csrf}"><button type="submit" class="quiet">${say(language, '退出', 'Sign out')}</button></form>
</article>`,
  });
}
