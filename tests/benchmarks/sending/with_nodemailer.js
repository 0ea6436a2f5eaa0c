// node with_nodemailer.js LETTER.json PORT MESSAGES CONNECTIONS: its pool, fed as its manual says; prints JSON
const fs = require('fs');
const nodemailer = require('nodemailer');
const [file, ...numbers] = process.argv.slice(2);
const [port, count, connections] = numbers.map(Number);
const letter = JSON.parse(fs.readFileSync(file, 'utf8'));
const escaped = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const prepared = template => {
  const pieces = template.split(/\{\{ (\w+) \}\}/);
  return values => pieces.map((piece, place) => (place % 2 ? values[piece] : piece)).join('');
};
const subject = prepared(letter.subject), text = prepared(letter.text), html = prepared(letter.html);
const pool = nodemailer.createTransport({
  host: '127.0.0.1', port, pool: true, maxConnections: connections, maxMessages: Infinity, secure: false, ignoreTLS: true,
});
let begun = 0, done = 0, failed = 0;
const start = process.hrtime.bigint();
function fill() {
  while (begun < count && pool.isIdle()) {
    const number = ++begun;
    const code = ((number * 2654435761) % 4294967296).toString(16).padStart(8, '0');
    const values = {
      first_name: 'Zoë ' + number, last_name: 'Müller & Co', city: number % 2 ? 'Lisboa' : 'Köln',
      customer: String(10000000 + number), code,
    };
    const safe = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, escaped(value)]));
    const leave = `mailto:${letter.sender}?subject=unsubscribe%20${code}${code}`;
    pool.sendMail({
      from: `${letter.sender_name} <${letter.sender}>`, to: `user${number}@dest${number % 20}.example`,
      subject: subject(values), text: text(values), html: html(safe), textEncoding: 'quoted-printable',
      headers: { 'List-Unsubscribe': `<${leave}>`, 'List-ID': '<shop.sender.example>', 'Feedback-ID': '1:shop:campaign:shop' },
    }, error => {
      if (error) failed++;
      if (++done === count) {
        console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - start) / 1e9, failed }));
        pool.close();
      }
    });
  }
}
pool.on('idle', fill);
fill();
