const LIGHT =
  '--ink:#14181d;--soft:#56606b;--line:#d9dee4;--page:#fff;--wash:#f5f7f9;--link:#0b5394;--carried:#0067a5;--partly:#4ba3d9;--differs:#c8500a;--not-compared:#b4689a;--left-behind:#d99a0b;--new-on-target:#0c8a67;--unseen:#8b949e;--damage:#a4160f';
const DARK =
  '--ink:#e8ebee;--soft:#a2abb5;--line:#343b43;--page:#14171b;--wash:#1c2126;--link:#7fbdf0;--carried:#4d9fdc;--partly:#8ccaf0;--differs:#f07f3c;--not-compared:#d998c0;--left-behind:#eab63c;--new-on-target:#3dbd95;--unseen:#8b949e;--damage:#ff8a80';

/** The style of the report. One hash in the content security policy covers it: no element has a style of its own. */
export const STYLE = `:root{color-scheme:light;${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${DARK}}}
:root[data-theme=dark]{color-scheme:dark;${DARK}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:3.5rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main,header,footer{max-width:1240px;margin:0 auto;padding:0 28px}
header{padding-top:36px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.015em;font-weight:650;margin:4px 0 8px;overflow-wrap:anywhere}
h2{font-size:20px;letter-spacing:-.01em;font-weight:650;margin:0 0 14px;padding-top:22px;border-top:2px solid var(--ink)}
h3{font-size:15px;margin:18px 0 6px}
section{margin:52px 0 0}
p{margin:6px 0;max-width:78ch}
.soft,.words,dt,.eyebrow{color:var(--soft)}
.eyebrow{font-size:12px;letter-spacing:.08em;text-transform:uppercase}
.words{font-size:12.5px;margin:14px 0 0;padding:10px 0 0;border-top:1px solid var(--line);list-style:none}
a{color:var(--link);text-underline-offset:2px;text-decoration-thickness:1px}
a:focus-visible,button:focus-visible,summary:focus-visible,[tabindex]:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid var(--link);outline-offset:2px}
nav{position:sticky;top:0;z-index:3;background:var(--page);border-bottom:1px solid var(--line);margin-top:22px}
nav div{max-width:1240px;margin:0 auto;padding:9px 28px;display:flex;gap:4px 18px;flex-wrap:wrap;align-items:baseline;font-size:13.5px}
nav a{text-decoration:none}
nav button{margin-left:auto}
button,select,input{font:inherit;font-size:13px;color:inherit;background:var(--wash);border:1px solid var(--line);border-radius:5px;padding:3px 9px}
code,.mono,td.path{font-family:ui-monospace,"SF Mono",Consolas,"Liberation Mono",Menlo,monospace;font-size:12.5px}
.mono,td.path,dd,td,th,summary,li{overflow-wrap:anywhere;unicode-bidi:isolate}
.alarm{border-left:5px solid var(--damage);background:var(--wash);padding:10px 16px;font-weight:600}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:16px}
.card{border:1px solid var(--line);border-radius:8px;padding:14px 18px;background:var(--page)}
.card h3{margin:0 0 8px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 14px;margin:0;font-size:13.5px}
dd{margin:0;min-width:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:0;border:1px solid var(--line);border-radius:8px;margin-bottom:22px;overflow:hidden}
.tiles div{padding:14px 18px;box-shadow:1px 0 0 var(--line),0 1px 0 var(--line)}
.tiles b{display:block;font-size:32px;line-height:1.1;font-weight:600;letter-spacing:-.02em}
.tiles span{font-size:12.5px;color:var(--soft);display:block;line-height:1.35;margin-top:3px}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--line)}
thead th{font-size:12px;font-weight:600;color:var(--soft);border-bottom:1px solid var(--ink)}
th button{border:0;background:none;padding:0;font-size:12px;font-weight:600;color:inherit;cursor:pointer}
tbody th{font-weight:500}
.num{text-align:right;white-space:nowrap}
.scroll{overflow-x:auto}
.cell{width:72px}.cell a{text-decoration:none;display:block;color:inherit;font-size:12px}
svg{display:block;max-width:100%;height:auto}svg text{fill:var(--ink);font-size:12px}svg .quiet{fill:var(--soft)}
svg .inside{paint-order:stroke;stroke:var(--page);stroke-width:3px;stroke-linejoin:round}
.mark{display:inline-block;width:13px;height:13px;vertical-align:-1.5px;margin-right:6px}
${['carried', 'partly-carried', 'differs', 'not-compared', 'left-behind', 'new-on-target', 'unseen'].map((verdict) => `.c-${verdict}{fill:var(--${verdict === 'partly-carried' ? 'partly' : verdict})}`).join('')}
.s{stroke:var(--page)}.gap{stroke:var(--page);stroke-width:1}
.beside{display:grid;grid-template-columns:minmax(0,1fr) 300px;gap:34px}
@media (max-width:1080px){.beside{grid-template-columns:minmax(0,1fr)}}
aside ul,.plain{list-style:none;padding:0;margin:0}aside li{padding:7px 0;border-bottom:1px solid var(--line);font-size:13.5px}
.board{display:grid;grid-template-columns:repeat(auto-fill,minmax(290px,1fr));gap:14px}
.board .card{font-size:13px}
.chip{display:inline-block;border:1px solid var(--line);border-radius:99px;padding:0 9px;font-size:12px;margin:0 4px 4px 0}
details{border-bottom:1px solid var(--line)}summary{cursor:pointer;padding:9px 0}details>div{padding:0 0 18px}
.diff td{width:50%;font-family:ui-monospace,Consolas,"Liberation Mono",monospace;font-size:12px;white-space:pre-wrap}
mark{background:#fde9a9;color:#14181d;padding:0 2px;text-decoration:underline}
#list{height:540px;overflow:auto;border:1px solid var(--line);border-radius:8px;position:relative;background:var(--page)}
#list .line{position:absolute;left:0;right:0;height:32px;padding:6px 14px;display:grid;grid-template-columns:130px minmax(0,1fr) 90px 90px;gap:14px;font-size:13px;border-bottom:1px solid var(--line);white-space:nowrap;cursor:pointer}
#list .line span{overflow:hidden;text-overflow:ellipsis}#list .line[aria-selected=true]{background:var(--wash);box-shadow:inset 4px 0 0 var(--link)}
.controls{display:flex;gap:10px;flex-wrap:wrap;margin-bottom:10px}.controls input{flex:1;min-width:220px}
#detail{margin-top:12px;white-space:pre-wrap}
.live{display:none}.js .live{display:block}.js .controls.live{display:flex}.js .still{display:none}
footer{padding:50px 28px 60px;font-size:12.5px;color:var(--soft)}
@page{size:A4;margin:16mm 14mm}
@media print{:root,:root[data-theme=dark]{color-scheme:light;${LIGHT}}body{font-size:10pt}nav,.controls,#list,#detail,button,.js .live,.js .controls.live{display:none}main,header,footer{padding:0;max-width:none}section{margin-top:24px}h2,h3{break-after:avoid}tr,.card,svg{break-inside:avoid}details::details-content{content-visibility:visible;height:auto}.beside{display:block}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
