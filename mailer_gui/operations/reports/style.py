"""The look of the report's page, light and dark; it prints well too."""

STYLE = """
:root{--background:#f6f7f9;--card:#fff;--line:#e3e6ea;--text:#1c2430;--muted:#5f6b7c;--accent:#2563d0;--soft:#e6eefc;
--sent:#18764a;--sent-soft:#e3f4eb;--rejected:#b42318;--rejected-soft:#fdeae8;--uncertain:#8a5a00;
--uncertain-soft:#fdf1d5;--skipped:#4a5567;--skipped-soft:#eceff3;--waiting:#2563d0;--waiting-soft:#e6eefc}
@media (prefers-color-scheme:dark){:root{--background:#16191e;--card:#21262d;--line:#2f363f;--text:#e6e9ee;
--muted:#9ba6b6;--accent:#7aa8f8;--soft:#22324e;--sent:#5fcb92;--sent-soft:#1e3529;--rejected:#f4958c;
--rejected-soft:#432422;--uncertain:#e6b450;--uncertain-soft:#3a2f1a;--skipped:#b4bdca;--skipped-soft:#2f363f;
--waiting:#7aa8f8;--waiting-soft:#22324e}}
*{box-sizing:border-box}
body{margin:0;background:var(--background);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Noto Sans",sans-serif}
main{max-width:1180px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:28px;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:18px;margin:36px 0 12px}
.kicker{margin:0 0 4px;color:var(--accent);font-weight:600}
.muted{color:var(--muted);margin:0}
.bar{display:flex;gap:2px;height:10px;border-radius:5px;overflow:hidden;background:var(--line);margin:24px 0 16px}
.bar i{min-width:3px;background:var(--kind)}
.sent{--kind:var(--sent);--fill:var(--sent-soft)}
.rejected{--kind:var(--rejected);--fill:var(--rejected-soft)}
.uncertain{--kind:var(--uncertain);--fill:var(--uncertain-soft)}
.skipped{--kind:var(--skipped);--fill:var(--skipped-soft)}
.waiting{--kind:var(--waiting);--fill:var(--waiting-soft)}
.totals{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px;margin:0 0 24px}
.totals div,.facts,section table,.domains,.rows{background:var(--card);border:1px solid var(--line);border-radius:10px}
.totals div{padding:12px 16px}
.totals dt{color:var(--muted)}
.totals dd{margin:0;font-size:26px;font-weight:650;font-variant-numeric:tabular-nums;color:var(--kind,var(--text))}
.totals p{margin:0;color:var(--muted);font-size:13px}
.facts{margin:0;padding:6px 16px}
.facts div{display:grid;grid-template-columns:140px 1fr;gap:12px;padding:6px 0}
.facts div+div{border-top:1px solid var(--line)}
.facts dt{color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;table-layout:fixed}
section table{border-collapse:separate;border-spacing:0;overflow:hidden}
td{padding:9px 12px;vertical-align:top;border-top:1px solid var(--line);overflow-wrap:anywhere}
table.groups tr:first-child td{border-top:0}
.groups td:nth-child(1){width:90px}
.groups td:nth-child(2){width:130px}
.number{text-align:right;font-variant-numeric:tabular-nums}
.pill{display:inline-block;padding:1px 10px;border-radius:11px;font-size:13px;font-weight:600;color:var(--kind);
background:var(--fill);white-space:nowrap}
.why b{font-weight:600}
.reply{display:block;color:var(--muted);font:13px/1.45 ui-monospace,"Cascadia Mono","DejaVu Sans Mono",monospace}
.name{display:block;color:var(--muted);font-size:13px}
.when{font-variant-numeric:tabular-nums;white-space:nowrap}
.domains{list-style:none;margin:0;padding:12px 16px;columns:220px 3;column-gap:32px}
.domains li{display:flex;justify-content:space-between;gap:12px;break-inside:avoid;overflow-wrap:anywhere}
.domains b{font-variant-numeric:tabular-nums}
input[name=show]{position:absolute;opacity:0;pointer-events:none}
label{display:inline-block;padding:5px 14px;margin:0 6px 12px 0;border:1px solid var(--line);border-radius:16px;
background:var(--card);cursor:pointer}
label span{color:var(--muted);font-variant-numeric:tabular-nums}
input:checked+label{background:var(--soft);border-color:var(--accent);color:var(--accent);font-weight:600}
input:focus-visible+label{outline:2px solid var(--accent);outline-offset:2px}
.columns{position:sticky;top:0;z-index:1;display:flex;background:var(--background);color:var(--muted);font-size:13px;
font-weight:600;border-bottom:1px solid var(--line)}
.columns span{padding:8px 12px}
.columns span:nth-child(1),.rows td:nth-child(1){width:28%}
.columns span:nth-child(2),.rows td:nth-child(2){width:11%}
.columns span:nth-child(3),.rows td:nth-child(3){width:17%}
.columns span:nth-child(4),.rows td:nth-child(4){width:6%}
.columns span:nth-child(5),.rows td:nth-child(5){width:38%}
.rows{border-radius:0;border-width:0 1px;content-visibility:auto;contain-intrinsic-size:auto 22000px}
.rows+p{border-top:1px solid var(--line);padding-top:12px}
#show-sent:checked~.rows tr:not(.sent),#show-rejected:checked~.rows tr:not(.rejected),
#show-uncertain:checked~.rows tr:not(.uncertain),#show-skipped:checked~.rows tr:not(.skipped),
#show-waiting:checked~.rows tr:not(.waiting){display:none}
input:checked:not(#show-all)~.rows{contain-intrinsic-size:auto 0}
@media (max-width:760px){.columns{display:none}.rows tr{display:grid;grid-template-columns:1fr auto;padding:8px 0;
border-top:1px solid var(--line)}.rows td{width:auto!important;border:0;padding:2px 12px;text-align:left}
.rows .why{grid-column:1/-1}}
@media print{body{background:#fff}.rows{content-visibility:visible}label,.columns{display:none}main{padding:0}}
"""
