import { colourProperties } from "./colours.ts";

const LIGHT = `--paper:#fff;--ink:#1f2328;--soft:#59636e;--line:#d8dee4;--wash:#f6f8fa;--mark:#ffe3a3;--mark-ink:#4d2d00;--good:#7d9bb8;--bad:#d9622b;--yes:#0f7b4f;--no:#b3361b;${colourProperties("light")}`;
const DARK = `--paper:#14171c;--ink:#e6e9ee;--soft:#9aa4b0;--line:#2d333b;--wash:#1b1f26;--mark:#6b4a00;--mark-ink:#ffe9bd;--good:#56728f;--bad:#e58a5c;--yes:#4fd1a5;--no:#ff9b7a;${colourProperties("dark")}`;

/** The page's only style sheet: light, dark and print; one column, wide tables scroll on their own. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
@media print{:root{${LIGHT}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;-webkit-text-size-adjust:100%}
main{max-width:68rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0 1rem;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:3rem 0 .5rem}
h3{font-size:.95rem;margin:1.5rem 0 .4rem}
p{margin:.5rem 0;max-width:44rem}
.over,.soft,figcaption,caption{color:var(--soft)}
.over{font-size:.85rem;margin:0}
.lead{font-size:1.15rem;line-height:1.5;max-width:46rem}
.care{border-left:3px solid var(--line);padding:.1rem 0 .1rem 1rem;margin:1.25rem 0;color:var(--soft);font-size:.92rem;max-width:46rem}
.care ul{margin:.25rem 0;padding-left:1.1rem}
.care strong{color:var(--ink);font-weight:600}
figure{margin:1rem 0}
figcaption{font-size:.88rem;max-width:44rem;margin-top:.35rem}
svg{display:block;max-width:100%;height:auto;color:var(--ink);overflow:visible}
.narrow{display:none}
@media (max-width:46rem){.wide{display:none}.narrow{display:block}}
.curves{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:1.25rem 1.5rem;margin:1rem 0}
.curves figure{margin:0}
.curves figcaption{margin:0 0 .2rem;color:var(--ink);font-size:.92rem}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;font-size:.83rem;font-variant-numeric:tabular-nums;width:100%}
th,td{padding:.4rem .42rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line);vertical-align:baseline}
th{font-weight:600}
thead th{font-size:.78rem;color:var(--soft);font-weight:500}
th:first-child,td:first-child{text-align:left;padding-left:0}
tr.other th,tr.other td{color:var(--soft);font-weight:400}
tbody tr.other th{padding-left:1.05rem}
th[colspan]{text-align:center;color:var(--ink)}
thead tr:not(:last-child) th:empty{border-bottom-color:transparent}
td:has(.words){text-align:left;color:var(--soft)}
th .soft{font-weight:400}
td.bar{width:40%;min-width:4rem;padding-left:1rem}
td.bar svg{height:.6rem}
.labels tbody th{white-space:normal;overflow-wrap:anywhere;min-width:6.5rem}
td small{color:var(--soft);display:block;font-size:.78rem}
.dot{display:inline-block;width:.62em;height:.62em;border-radius:50%;margin-right:.5em;vertical-align:baseline}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.3rem 1.25rem;margin:.5rem 0;font-size:.9rem}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.settings{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 2.5rem}
summary{cursor:pointer;padding:.3rem 0;color:var(--soft);font-size:.9rem}
summary:hover{color:var(--ink)}
h3 .soft{font-weight:400}
.sample{margin:0 0 .8rem;font-size:.9rem}
.sample pre{margin:.3rem 0 0;padding:.75rem .9rem;background:var(--wash);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;font:.85rem/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;unicode-bidi:isolate;max-height:15rem;overflow:auto}
mark{background:var(--mark);color:var(--mark-ink);border-radius:3px;padding:0 .15em}
.hidden{font-size:.75em;border:1px solid var(--soft);border-radius:3px;padding:0 .2em;color:var(--soft)}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
.verdict{display:inline-block;border-radius:1em;padding:.05em .65em;font-size:.78rem;font-weight:600;white-space:nowrap;border:1px solid currentColor;vertical-align:.15em}
.agrees{color:var(--yes)}
.differs{color:var(--no)}
.open{color:var(--soft)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,29rem),1fr));gap:0 2rem}
.beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:0 1.5rem}
.beside>*{min-width:0}
.legend{font-size:.88rem;max-width:none;margin:.75rem 0 0}
.legend span{white-space:nowrap;margin-right:1.1rem}
.claims td,.claims th{white-space:normal;text-align:left}
.claims a{color:inherit;text-underline-offset:.15em;text-decoration-color:var(--soft)}
@media (max-width:46rem){main{padding:1.5rem 1rem 3rem}h1{font-size:1.4rem}.lead{font-size:1.05rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}.summary thead{display:none}.summary tr{display:block;border-bottom:1px solid var(--line);padding:.5rem 0}.summary th{display:block;border:0;padding:0 0 .3rem}.summary td{border:0;padding:0 .6rem 0 0}}
@media print{main{max-width:none;padding:0}h2{break-after:avoid}figure,.sample,tr{break-inside:avoid}details::details-content{content-visibility:visible;display:block}summary{font-weight:600}.sample pre{max-height:none}}
`;
