import { VERDICTS } from '../../diff/change.ts';

// Okabe and Ito's colours, which people with any colour vision tell apart, darkened for paper and lightened for the night.
const LIGHT =
  '--ink:#16191d;--soft:#58626d;--line:#dde2e7;--page:#fff;--wash:#f4f6f8;--link:#0a558c;--carried:#1b6ca8;--partly-carried:#69b1de;--differs:#cf5a13;--not-compared:#b8709f;--left-behind:#dda01c;--new-on-target:#118a6b;--unseen:#a3abb4;--node:#2b333b;--damage:#a4160f;--mark:#fdeab3';
const DARK =
  '--ink:#e6e9ec;--soft:#a0a9b3;--line:#333a42;--page:#14171b;--wash:#1c2026;--link:#86c1f2;--carried:#4a97cf;--partly-carried:#9ed0f0;--differs:#ee8345;--not-compared:#d798c1;--left-behind:#eab94a;--new-on-target:#3fbb96;--unseen:#6d7680;--node:#cfd5db;--damage:#ff8a80;--mark:#6b5310';

/** The style of the report. One hash in the content security policy covers it: no element has a style of its own. */
export const STYLE = `:root{color-scheme:light;${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${DARK}}}
:root[data-theme=dark]{color-scheme:dark;${DARK}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:4rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 "Segoe UI",Inter,"Helvetica Neue",Arial,"Liberation Sans",system-ui,sans-serif;font-variant-numeric:tabular-nums}
main,header,footer{max-width:1240px;margin:0 auto;padding:0 28px}
header{padding-top:40px}
h1{font-size:38px;line-height:1.15;letter-spacing:-.02em;font-weight:700;margin:2px 0 16px}
h2{font-size:22px;letter-spacing:-.012em;font-weight:650;margin:0 0 18px}
h3{font-size:15px;font-weight:650;margin:26px 0 8px}h4{font-size:14.5px;font-weight:650;margin:0 0 6px}
h3 .soft{font-weight:400;margin-left:8px;font-size:13.5px}
section{margin:0;padding:44px 0 8px}section+section{border-top:1px solid var(--line);margin-top:36px}
p{margin:6px 0;max-width:80ch}
.soft,.words,dt,.eyebrow{color:var(--soft)}
.eyebrow{font-size:11.5px;letter-spacing:.07em;text-transform:uppercase;margin:0}
.chain{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:end;font-size:16px;font-weight:600;max-width:none;margin:0 0 8px;overflow-wrap:anywhere}
.chain .eyebrow{display:block;font-weight:400}
.words{font-size:12.5px;margin:14px 0 0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:1px 22px}
a{color:var(--link);text-underline-offset:2px;text-decoration-thickness:1px}
a:focus-visible,button:focus-visible,summary:focus-visible,[tabindex]:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:12px;top:8px;z-index:9;background:var(--page);padding:6px 12px}
.defs{position:absolute}
nav{position:sticky;top:0;z-index:3;background:var(--page);border-bottom:1px solid var(--line);margin-top:20px}
nav div{max-width:1240px;margin:0 auto;padding:9px 28px;display:flex;gap:20px;overflow-x:auto;align-items:center;font-size:14px;white-space:nowrap}
nav a{text-decoration:none;color:var(--ink)}nav a:hover{text-decoration:underline}
nav button{margin-left:auto}
button,select,input{font:inherit;font-size:13px;color:inherit;background:var(--wash);border:1px solid var(--line);border-radius:5px;padding:4px 10px}
button{cursor:pointer}
.mono,td.path{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;font-size:12px}
.mono,td.path,dd,td,th,summary,li,h3,h4{overflow-wrap:anywhere;unicode-bidi:isolate}td.word,#verdicts tbody th{overflow-wrap:break-word}#findings tbody th{overflow-wrap:break-word;max-width:240px}#findings td.path{min-width:220px}
pre{white-space:pre-wrap;background:var(--wash);border:1px solid var(--line);border-radius:8px;padding:14px 18px;margin:8px 0}
.alarm{border-left:5px solid var(--damage);background:var(--wash);padding:12px 18px;font-weight:600;max-width:none;margin-bottom:18px}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:16px}
.card{border:1px solid var(--line);border-radius:10px;padding:16px 20px;background:var(--page);min-width:0}
.card h3{margin:2px 0 0;font-size:17px}.card>.mono{margin:0 0 10px}
.state{font-weight:600;margin:0 0 12px;font-size:14px}.state.bad,.state.bad a,.g-damage{color:var(--damage)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:5px 14px;margin:0;font-size:13.5px}
dd{margin:0;min-width:0}dd .plain{margin-top:2px}dd .mono{color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(6,1fr);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.tiles div{padding:16px 18px;box-shadow:1px 0 0 var(--line),0 1px 0 var(--line);font-weight:600;font-size:14px}
.tiles b{display:block;font-size:36px;line-height:1.1;font-weight:650;letter-spacing:-.02em}.tiles a{text-decoration:none}.tiles a:hover{text-decoration:underline}
.tiles .zero a{color:var(--soft)}
.tiles span{font-size:12.5px;font-weight:400;color:var(--soft);display:block;line-height:1.35;margin-top:4px}
.sum h3{margin-top:22px}
.legend{display:flex;flex-wrap:wrap;gap:3px 20px;font-size:13px;max-width:none;margin:7px 0}.key{white-space:nowrap}
table{border-collapse:collapse;width:100%;font-size:13.5px}
section>.scroll{margin-top:18px}
th,td{text-align:left;vertical-align:top;padding:7px 14px 7px 0;border-bottom:1px solid var(--line)}
thead th{font-size:12px;font-weight:600;color:var(--soft);border-bottom:1px solid var(--soft);white-space:nowrap}
th button{border:0;background:none;padding:0;font-size:12px;font-weight:600;color:inherit}
th[aria-sort=ascending] button::after{content:" ↑"}th[aria-sort=descending] button::after{content:" ↓"}
tbody th{font-weight:550}
td .soft,th .soft{display:block;font-weight:400;font-size:12px;line-height:1.4}
td.path .soft{display:inline}
th.num,td.num{text-align:right;white-space:nowrap}.nobreak{white-space:nowrap}
.scroll{overflow-x:auto}
tbody tr:hover{background:var(--wash)}
.sorts td,.sorts th{padding:8px 12px 8px 0}.sorts tbody th{min-width:150px;max-width:230px}.sorts tbody th a{display:block}
.cell{width:70px}.cell a{text-decoration:none;display:block;color:inherit;font-size:12px;line-height:1.3}.cell a:hover span{text-decoration:underline}.none{color:var(--soft)}
svg{display:block;max-width:100%}svg.wide{width:100%;height:auto}svg text{fill:var(--ink);font-size:12.5px}svg .quiet{fill:var(--soft);font-weight:400}svg .strong{font-weight:650}
.sum svg.wide{height:24px}
.mark{display:inline-block;vertical-align:-2px;margin-right:7px;max-width:none}
${VERDICTS.map((verdict) => `.c-${verdict}{fill:var(--${verdict})}`).join('')}
.s{stroke:var(--page);stroke-width:1.3;fill:none;stroke-opacity:.85}.gap{stroke:var(--page);stroke-width:1}
.node{fill:var(--node)}.hollow,.frame{fill:none;stroke:var(--soft);stroke-width:1}.hollow{stroke:none;fill:var(--line)}.frame{stroke-width:1.5}.broken{stroke-dasharray:3 3}
.post,.leader{stroke:var(--line);fill:none}.leader{stroke-dasharray:2 4}.bar{fill:var(--carried)}.wall{stroke:var(--differs);stroke-width:1.5}.wallhead{fill:var(--differs)}.plate{fill:var(--page);fill-opacity:.88}
.beside{display:grid;grid-template-columns:minmax(0,1fr) 250px;gap:36px}.beside h3{margin-top:6px}
@media (max-width:1120px){.beside{grid-template-columns:minmax(0,1fr)}.tiles{grid-template-columns:repeat(3,1fr)}}
@media (max-width:640px){main,header,footer,nav div{padding-left:16px;padding-right:16px}h1{font-size:30px}.tiles{grid-template-columns:repeat(2,1fr)}.sides,.board{grid-template-columns:minmax(0,1fr)}dl{grid-template-columns:minmax(0,1fr)}dd{margin-bottom:5px}summary .mini,summary .num{display:none}svg.wide{min-width:760px}.sum svg.wide{min-width:0}section{overflow-x:auto}.sorts tbody th{position:sticky;left:0;background:var(--page)}.sorts td,.sorts th{overflow-wrap:break-word}.sorts tbody th{min-width:120px}}
.plain{list-style:none;padding:0;margin:0}aside{border-left:3px solid var(--unseen);padding-left:18px;align-self:start}aside li{padding:8px 0;border-bottom:1px solid var(--line);font-size:13.5px}
.board{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:14px}
.board .card{font-size:13px}.board dl{font-size:13px;gap:2px 12px;margin-bottom:8px}.board li{padding-top:8px;border-top:1px solid var(--line);margin-top:8px;line-height:1.4}
.chips{margin:0 0 8px}.chip{display:inline-block;border:1px solid var(--line);border-radius:99px;padding:0 10px;font-size:12px;margin:0 5px 4px 0}.chip.strong{border-color:var(--ink);font-weight:650}
#apps>details{border-bottom:1px solid var(--line)}
summary{cursor:pointer;padding:10px 0}#apps>details>summary{display:grid;grid-template-columns:18px minmax(0,1fr) 150px 120px 110px;gap:0 14px;align-items:center}
#apps>details>summary::before{content:"▸";color:var(--soft)}#apps>details[open]>summary::before{content:"▾"}#apps>details>summary::-webkit-details-marker{display:none}
@media (max-width:640px){#apps>details>summary{grid-template-columns:18px minmax(0,1fr);gap:0 8px}#apps>details>summary>:nth-child(n+2){grid-column:2}#findings table,#profile table,#notices table,#method table{min-width:640px}}
.who{font-weight:600}.body{padding:2px 0 22px 32px}
.inner:hover{background:none}.inner td{padding-top:0}.changes>summary{padding:2px 0 6px;color:var(--link);font-size:13px}
.diff{background:var(--wash);border-radius:8px}.diff th,.diff td{padding:4px 12px;border-bottom:0}.diff .first>*{border-top:1px solid var(--line)}
.diff td.soft{display:table-cell}.diff td.said{color:var(--soft);font-family:inherit}
.diff td+td{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;font-size:12px;white-space:pre-wrap;width:38%}.diff tbody th{width:18%;position:sticky;left:0;background:var(--wash);font-size:12.5px}.folded td{color:var(--soft);border-top:1px solid var(--line)}
mark{background:var(--mark);color:inherit;padding:0 1px;border-radius:2px;text-decoration:underline;text-decoration-thickness:2px}
.found{outline:2px solid var(--link);outline-offset:-2px}
#list{height:540px;overflow:auto;border:1px solid var(--line);border-radius:10px;position:relative;background:var(--page)}
#list .line{position:absolute;left:0;right:0;height:32px;padding:6px 14px;display:grid;grid-template-columns:130px minmax(0,1fr) 100px 100px;gap:14px;font-size:13px;border-bottom:1px solid var(--line);white-space:nowrap;cursor:pointer}
@media (max-width:640px){#list .line{height:58px;grid-template-columns:minmax(0,1fr) auto auto;gap:2px 14px}#list .line span:nth-child(2){order:4;grid-column:1/-1}}
#list .line span{overflow:hidden;text-overflow:ellipsis}#list .line span:last-child{text-align:right}#list .line[aria-selected=true]{background:var(--wash);box-shadow:inset 4px 0 0 var(--link)}
.controls{display:flex;gap:10px;flex-wrap:wrap;margin-bottom:10px;align-items:center;max-width:none}.controls input{flex:1;min-width:220px}.controls output{font-size:13px;color:var(--soft)}
#detail{margin-top:12px;white-space:pre-wrap;line-height:1.7}#detail:not(:empty){background:var(--wash);border-radius:8px;padding:12px 18px}
.live{display:none}.js .live{display:block}.js .controls.live{display:flex}.js .still{display:none}[hidden]{display:none}
footer{padding:50px 28px 60px;font-size:12.5px;color:var(--soft)}
@page{size:A4;margin:15mm 14mm}
@media print{:root,:root[data-theme=dark]{color-scheme:light;${LIGHT}}body{font-size:9.5pt}nav,.controls,#list,#detail,button,.skip,.js .live,.js .controls.live{display:none}main,header,footer{padding:0;max-width:none}section{padding:14px 0 0}section+section{margin-top:18px}h2,h3,h4,h2+.soft{break-after:avoid}tr,.card,svg,.sum,.tiles{break-inside:avoid}details::details-content{content-visibility:visible;height:auto}.beside{display:block}.tiles{grid-template-columns:repeat(3,1fr)}.sides{grid-template-columns:repeat(auto-fit,minmax(0,1fr));gap:8px}.sides .card{padding:12px;font-size:8.5pt}.board{grid-template-columns:repeat(2,1fr)}.body{padding-left:0}.scroll{overflow:visible}table{font-size:8.5pt}.cell{width:auto}.cell svg{width:36px;height:auto}td,th{padding-right:7px}thead{display:table-header-group}thead th button{display:inline;font-size:8pt}.mono,td.path{font-size:7.5pt}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
