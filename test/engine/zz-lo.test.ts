import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { paste } from './paste.ts';
test('x', async () => {
  const bad: Record<string,string[]> = {};
  for (const [e,n,t] of JSON.parse(readFileSync('/tmp/b/jobs.json','utf8'))) {
    const { sections, unreadLines } = await paste(t);
    if (!(sections.length===1 && unreadLines===0 && sections[0]?.partial==='elision')) (bad[e]??=[]).push(`${n}:${sections.map(s=>s.format+'/'+s.partial)}/${unreadLines}`);
  }
  console.log(Object.entries(bad).map(([e,v])=>e+'   '+v.join(' ')).join('\n'));
}, 60000);
