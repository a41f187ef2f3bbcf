/** The portal's one style sheet. Colours stand in `:root` and nowhere else; type and space follow the house's scale. */
export const PORTAL_CSS = `:root{
--ink:#17212B;--ink-2:#44515D;--ink-3:#5B6772;--edge:#84909B;--line:#D9DEE3;--sheet:#FFFFFF;--page:#F6F7F8;--sunk:#EDF0F2;
--act:#1C5A82;--act-hover:#154766;--act-press:#0F344B;--act-50:#EBF3F8;--act-100:#E3EEF5;--act-200:#A9C7DA;
--ok:#17633F;--ok-bg:#E7F3EC;--soon:#7A4A00;--soon-bg:#FCF0D6;--bad:#A11D1D;--bad-bg:#FBE8E6;--hold:#55408C;--hold-bg:#EFEBF7;--sealed:#2C3B48;--focus:#0B7BC1;--focus-on-act:#FFC93C;
}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:400 16px/28px "PingFang SC","HarmonyOS Sans SC","Source Han Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums}
.frame{max-width:1200px;margin:0 auto;padding:0 16px}
.narrow{max-width:720px}
h1{font-size:28px;line-height:40px;font-weight:600;margin:24px 0 16px;overflow-wrap:anywhere;text-wrap:balance}
h2{font-size:20px;line-height:30px;font-weight:600;margin:0 0 12px}
p{margin:0 0 16px;max-width:38em}
a{color:var(--act)}a:hover{color:var(--act-hover)}a:active{color:var(--act-press)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
code{font-family:ui-monospace,"SFMono-Regular",Menlo,Consolas,monospace;font-size:14px}
.digest{overflow-wrap:anywhere}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:8px;background:var(--sheet);padding:8px 12px;z-index:1}
.head{background:var(--sheet);border-bottom:1px solid var(--line)}
.head .frame{display:flex;flex-wrap:wrap;align-items:center;gap:0 24px;min-height:64px;padding-top:8px;padding-bottom:8px}
.brand{display:flex;align-items:center;gap:12px;font-size:20px;font-weight:600;color:var(--ink);text-decoration:none;min-height:44px}
.brand .mark{color:var(--act)}
.head nav{display:flex;flex-wrap:wrap;gap:4px 20px;margin-left:auto}
.head nav a{display:inline-flex;align-items:center;min-height:44px;text-decoration:none}
.head nav a[aria-current]{color:var(--ink);font-weight:600;box-shadow:inset 0 -2px 0 var(--act)}
main{padding-bottom:48px}main:focus{outline:none}
section,.list,article.narrow{background:var(--sheet);border:1px solid var(--line);border-radius:6px;padding:24px;margin:0 0 24px}
article.narrow{margin-top:24px}article.narrow h1{margin-top:0}
.made{display:none;overflow-wrap:anywhere;max-width:none;margin:0}
.foot{border-top:1px solid var(--line);color:var(--ink-2);font-size:14px;line-height:22px;padding:16px 0}
.note,.second{color:var(--ink-3);font-size:14px;line-height:22px}
section>:last-child,article>:last-child{margin-bottom:0}.form+.note{margin-top:16px}
td .note,th .note,li .note{display:block;font-weight:400}
label{display:block;font-weight:500;margin-bottom:4px}
input,select,button,.button{font:inherit;line-height:24px;min-height:44px;border-radius:4px;padding:9px 12px}
input,select{width:100%;height:44px;color:var(--ink);background:var(--sheet);border:1px solid var(--edge)}
button,.button{display:inline-block;background:var(--act);color:var(--sheet);border:1px solid var(--act);padding-left:20px;padding-right:20px;cursor:pointer;text-decoration:none}
button:hover,.button:hover{background:var(--act-hover);color:var(--sheet)}button:active,.button:active{background:var(--act-press)}
button.quiet,.button.quiet{background:var(--sheet);color:var(--act)}button.quiet:hover,.button.quiet:hover{background:var(--act-50);color:var(--act-hover)}
.form{max-width:560px}.form input{margin-bottom:16px}
search{display:block}.search{display:flex;flex-wrap:wrap;align-items:end;gap:12px 16px;margin-bottom:24px}.search.within{max-width:560px}
.search div{flex:0 1 220px}.search div:first-of-type{flex:1 1 320px}
.actions{display:flex;flex-wrap:wrap;align-items:center;gap:8px 16px;margin:0}
.reset{display:inline-flex;align-items:center;min-height:44px}
table{border-collapse:collapse;width:100%}
.list{display:table;padding:0;border-collapse:separate;border-spacing:0}
caption{caption-side:top;text-align:left;color:var(--ink-3);font-size:14px;line-height:22px;padding:0 0 8px}
th,td{text-align:left;vertical-align:top;padding:10px 12px;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
tbody tr:last-child>*{border-bottom:0}
thead th{background:var(--sunk);font-size:14px;line-height:22px;font-weight:500;white-space:nowrap}
tbody th{font-weight:400}
.number{text-align:right}.fixed{white-space:nowrap;overflow-wrap:normal}
.scroll{overflow-x:auto;max-width:100%}
.record thead th{position:sticky;top:0}.record th code{white-space:nowrap}.record .no{width:64px}
.tag{display:inline-block;white-space:nowrap;font-size:14px;line-height:24px;border-radius:4px;padding:0 8px;background:var(--sunk);color:var(--ink-2)}
.tag.act{background:var(--act-100);color:var(--act)}.tag.ok{background:var(--ok-bg);color:var(--ok)}.tag.bad{background:var(--bad-bg);color:var(--bad)}.tag.soon{background:var(--soon-bg);color:var(--soon)}.tag.hold{background:var(--hold-bg);color:var(--hold)}.tag.sealed{background:var(--sealed);color:var(--sheet)}
.chip{display:inline-block;border:1px solid var(--line);border-radius:4px;padding:0 6px;font-size:14px;line-height:22px;color:var(--ink-2)}
.strip{padding:8px 12px;border-radius:4px}div.strip{padding:12px 16px;margin:0 0 16px}.strip p{margin:0;max-width:none}.strip.bad{background:var(--bad-bg);color:var(--bad)}.strip.hold{background:var(--hold-bg);color:var(--hold)}.strip.act{background:var(--act-50);color:var(--ink)}.strip.ok{background:var(--ok-bg);color:var(--ok)}.strip.quiet{background:var(--sunk);color:var(--ink-2)}.strip strong{font-weight:600}.strip a{color:inherit}
.crumbs{margin:16px 0 0}.under{display:flex;flex-wrap:wrap;align-items:center;gap:4px 16px;max-width:none;margin-top:-8px;color:var(--ink-2);overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:16px 24px;margin:0}
.facts .wide{grid-column:1/-1}.facts dt{color:var(--ink-3);font-size:14px;line-height:22px}.facts dd{margin:0;overflow-wrap:anywhere}.facts div{min-width:0}
h3{font-size:16px;line-height:28px;font-weight:600;margin:24px 0 8px}.words h3{font-weight:500;margin:0 0 4px}h3:first-child{margin-top:0}h3 .note,h3 .tag,h3 .chip{font-weight:400}
section>.facts+*,section>.stack+p{margin-top:16px}section>.facts+h3,section>.stack+h3{margin-top:24px}
.entries{list-style:none;margin:0;padding:0}.entries>li{border-top:1px solid var(--line);padding:16px 0}.entries>li:first-child{border-top:0;padding-top:0}.entries>li:last-child{padding-bottom:0}
.entries h3 .note{display:inline;margin-left:8px}.entries .reply{border-left:2px solid var(--act-200);padding-left:16px;margin-top:16px}
.answered{margin:16px 0 0}.answered dt{font-weight:500}.answered dd{margin:0 0 12px;overflow-wrap:anywhere}
.words{display:grid;gap:16px;margin-top:16px}.words+h3{margin-top:24px}.rank{white-space:nowrap}.name{min-width:17em}.short{min-width:6em}
.documents,.answers{margin:0;padding-left:20px}
.answers{font-size:14px;line-height:22px;color:var(--ink-2)}
.timeline{list-style:none;margin:0;padding:0}.timeline li{border-left:2px solid var(--line);padding:0 0 12px 16px}
.timeline time{color:var(--ink-2);white-space:nowrap;margin-right:8px}.timeline .who{display:inline;margin-left:8px}
.sealed:not(.tag){display:flex;align-items:center;gap:12px;max-width:none;background:var(--sealed);color:var(--sheet);padding:16px 20px;border-radius:4px;margin:0}
.sealed svg{flex:none}
.steps{display:flex;list-style:none;margin:0 0 24px;padding:16px 0 0}
.steps li{flex:1;position:relative;text-align:center;font-size:14px;line-height:22px;color:var(--ink-3);padding:0 4px}
.steps li::before{content:"";position:absolute;top:6px;left:calc(-50% + 12px);right:calc(50% + 12px);height:2px;background:var(--line)}
.steps li:first-child::before{display:none}
.steps .dot{display:block;position:relative;width:14px;height:14px;border-radius:50%;margin:0 auto 8px;background:var(--page);border:2px solid var(--edge)}
.steps .done .dot{background:var(--act);border-color:var(--act)}.steps .done{color:var(--ink-2)}
.steps .current .dot{border-color:var(--act);box-shadow:0 0 0 3px var(--act-200)}.steps .current{color:var(--ink);font-weight:600}
.steps .end .dot{background:var(--bad);border-color:var(--bad)}.steps .end{color:var(--bad)}
.steps .held .dot{border-color:var(--hold);box-shadow:0 0 0 3px var(--hold-bg)}.steps .held .note{color:var(--hold)}
.steps .note{display:block;min-height:22px}.steps li>a,.steps li>span:not([class]){display:inline-block;min-height:24px;color:inherit}
.way{display:none;margin:-8px 0 24px;padding:0;border:0}.way ol{margin:0;padding-left:28px}.way [aria-current]{font-weight:600}.way .note{display:inline;margin-left:8px;font-weight:400}
.pages{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0 0 24px}.pages a{display:inline-flex;align-items:center;justify-content:center;min-width:44px;min-height:44px}
.pages a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none}
details{border-bottom:1px solid var(--line);padding:8px 0}details:last-child{border-bottom:0}
.proof{border:0;padding:0}.proof summary{display:inline-block;min-height:24px;padding:0;color:var(--act);font-size:14px;line-height:24px;text-decoration:underline}.proof p{margin:4px 0;max-width:none}
summary{cursor:pointer;min-height:44px;padding:8px 0;overflow-wrap:anywhere}
@media screen and (max-width:1100px){
.steps{gap:8px 0}.steps li:not(.near){display:none}.steps li.first::before{display:none}
.way{display:block}
}
@media screen and (max-width:1000px){
.stack thead{position:absolute;left:-9999px}.stack,.stack tbody,.stack tr,.stack td,.stack tbody th,.stack caption{display:block}
.stack tr{border-bottom:1px solid var(--line);padding:8px 0}.stack tr:last-child{border-bottom:0}
.stack td,.stack tbody th{border:0;padding:4px 0;text-align:left;white-space:normal}.stack tbody th{font-weight:500}.list.stack td{padding:4px 16px}.list.stack caption{padding:8px 16px}
.stack td[data-label]{display:grid;grid-template-columns:5em minmax(0,1fr);gap:0 12px;align-items:baseline}.stack:lang(en) td[data-label]{grid-template-columns:7em minmax(0,1fr)}.stack .tag{white-space:normal}
.stack td.empty{display:none}.name,.short{min-width:0}.stack td[data-label]::before{content:attr(data-label);color:var(--ink-3);font-size:14px}
.record tr{position:relative;padding-left:52px}.record td.no{position:absolute;left:0;width:40px;text-align:right;color:var(--ink-3)}
}
@media screen and (max-width:768px){
section,article.narrow{padding:16px}.head nav{margin-left:0;gap:0 20px}
.search div,.search div:first-of-type{flex:1 1 100%}
.facts{grid-template-columns:minmax(0,1fr);gap:8px}.facts div:not(.wide){display:grid;grid-template-columns:6em minmax(0,1fr);gap:0 12px;align-items:baseline}.facts:lang(en) div:not(.wide){grid-template-columns:7em minmax(0,1fr)}
.timeline .what{display:block}.timeline .who{margin:0}.under .tag{white-space:normal}
}
@media (prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}
@media print{
@page{size:A4;margin:25mm 22mm;@bottom-center{content:counter(page) " / " counter(pages);font-size:9pt}}
body{background:none;font:400 12pt/1.5 "Songti SC","SimSun","Noto Serif CJK SC",serif}
.head nav,.crumbs,.skip,.search,.pages,.actions,.way,.foot a{display:none}
.frame{max-width:none;padding:0}.head,.foot{border:0;background:none}.brand{font-size:12pt;min-height:0}.head .frame{min-height:0}
h1{font-size:18pt;line-height:1.4;text-align:center}h2{font-size:14pt;break-after:avoid}.under{justify-content:center}
section,.list,article.narrow{border:0;padding:0;background:none;break-inside:auto}p{max-width:none}
table,.list{border-collapse:collapse;font-size:9.5pt;line-height:1.4}th,td{border:.5pt solid var(--ink);padding:2pt 4pt}tbody tr:last-child>*{border-bottom:.5pt solid var(--ink)}thead th{background:none;position:static;font-size:9.5pt}
thead{display:table-header-group}tr,li,.facts div{break-inside:avoid}.scroll{overflow:visible}.record .no{width:auto}
code,.note,.steps li,.tag,.chip{font-size:9pt;line-height:1.5}.tag,.tag.sealed,.chip{background:none;color:var(--ink);border:.5pt solid var(--ink)}
.record{font-size:9pt}.record th code{font-size:8pt}.record .tag{border:0;padding:0}.record th,.record td{padding:2pt 3pt}
a{color:inherit;text-decoration:none}.proof summary{color:inherit;text-decoration:none;list-style:none}
.sealed:not(.tag){border:.5pt solid var(--ink);color:var(--ink);background:none}.steps .dot{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.made{display:block}
}
`;

/** Demonstration data wears its name across every page, on screen and on paper. */
export const DEMONSTRATION_CSS = `body::after{content:"演示";position:fixed;inset:0;display:grid;place-items:center;font-size:32vmin;line-height:1;font-weight:600;color:var(--ink);opacity:.05;transform:rotate(-24deg);pointer-events:none}
`;
